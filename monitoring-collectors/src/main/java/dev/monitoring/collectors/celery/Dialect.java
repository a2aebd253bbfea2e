package dev.monitoring.collectors.celery;

/** Under whose names to show tasks and workers. */
enum Dialect {
    /** Those of celery-exporter and of Flower. */
    BOTH,
    CELERY_EXPORTER,
    FLOWER;

    boolean isExporter() {
        return this != FLOWER;
    }

    boolean isFlower() {
        return this != CELERY_EXPORTER;
    }
}
