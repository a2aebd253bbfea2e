package dev.monitoring.samples.shop;

/** Whom to tell that something was sold. */
@FunctionalInterface
interface Sales {
    void sold(String article);
}
