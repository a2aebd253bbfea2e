package dev.monitoring.collectors.postgres;

/** Which version of postgres_exporter is imitated; they differ in families and in the label {@code server}. */
enum Compat {
    /** As Debian 12 has it: what it emits by default, and no more. */
    EXPORTER_0_11("postgres_exporter/0.11"),
    /** With the families that it has to be asked for, and on PostgreSQL 17 and later those that moved, by their old names. */
    EXPORTER_0_19("postgres_exporter/0.19");

    private final String word;

    Compat(String word) {
        this.word = word;
    }

    /** Its name in the settings. */
    String word() {
        return word;
    }
}
