package dev.monitoring.collectors.redis;

/** Which version of redis_exporter is imitated where versions differ in what they both have. */
enum Compat {
    /** As Debian 12 has it. */
    REDIS_EXPORTER_1_45("redis_exporter/1.45"),
    /** The newest. */
    REDIS_EXPORTER_1_86("redis_exporter/1.86");

    private final String word;

    Compat(String word) {
        this.word = word;
    }

    /** The exporter and its version, as the setting has it. */
    String word() {
        return word;
    }

    /** Whether the version types a family as a gauge that counts. */
    boolean isGauge(String family) {
        return this == REDIS_EXPORTER_1_45 && family.equals("redis_expired_time_cap_reached_total");
    }

    /** Whether {@code redis_instance_info} has the replication id. */
    boolean hasReplicationId() {
        return this != REDIS_EXPORTER_1_45;
    }
}
