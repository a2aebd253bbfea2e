package dev.monitoring.core.store.chunk;

/** How a sealed block keeps its values. */
public enum Codec {
    /** One value for all samples. */
    CONSTANT,
    /** Decimals as integers, each as its distance from a base. */
    DECIMAL_FRAME,
    /** Decimals as integers, each as its distance from the one before. */
    DECIMAL_DELTA,
    /** Bit patterns, each as its distance from a base. */
    BITS_FRAME,
    /** Bit patterns, each as its distance from the one before. */
    BITS_DELTA
}
