package dev.monitoring.collectors.rabbitmq;

/** Which version of RabbitMQ's Prometheus plugin is imitated where versions differ in names. */
enum Compat {
    /** As Debian 12 has it. */
    RABBITMQ_3_10("rabbitmq/3.10"),
    /** The newest. */
    RABBITMQ_4_3("rabbitmq/4.3");

    private final String word;

    Compat(String word) {
        this.word = word;
    }

    /** Its name in the settings. */
    String word() {
        return word;
    }
}
