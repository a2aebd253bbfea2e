package dev.monitoring.collectors.probe;

/** Which version of blackbox_exporter is imitated; they differ in a few families and a label. */
enum Compat {
    /** As Debian 12 has it. */
    EXPORTER_0_23("blackbox_exporter/0.23", false),
    EXPORTER_0_28("blackbox_exporter/0.28", true);

    private final String word;
    private final boolean recent;

    Compat(String word, boolean recent) {
        this.word = word;
        this.recent = recent;
    }

    /** Its name in the settings. */
    String word() {
        return word;
    }

    /** Whether {@code probe_ssl_last_chain_info} has the label {@code serialnumber}. */
    boolean tellsSerialNumber() {
        return recent;
    }

    /** Whether HTTP over TLS has {@code probe_tls_cipher_info}. */
    boolean tellsCipher() {
        return recent;
    }

    /** Whether TCP has {@code probe_failed_due_to_bytes}. */
    boolean tellsFailedDueToBytes() {
        return recent;
    }
}
