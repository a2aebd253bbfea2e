package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.function.Windows;

/** Where the samples of a range vector come from. Confined to one thread. */
interface SampleSource {
    /** The number of series. */
    int size();

    Labels labels(int series);

    /** Whether a series loses its metric name at the end; known for sure after it was loaded. */
    boolean dropsName(int series);

    /** Puts the samples of a series into the windows. */
    void load(int series, Windows windows);
}
