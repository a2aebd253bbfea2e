package dev.monitoring.collectors.charts;

import dev.monitoring.core.MonitoringBuilder;
import java.nio.file.Path;

/** A system that runs, with something going on in it, for the charts of one page. Confined to one thread at a time. */
interface LiveSystem extends AutoCloseable {
    /**
     * Starts what is to be watched, and skips the test where that is not installed.
     *
     * @param directory its own, for files
     */
    default void open(Path directory) throws Exception {}

    /** Says how to watch it, once it is open. */
    default void watch(MonitoringBuilder builder) {}

    /** Lets something happen in it; called again and again. */
    default void work() throws Exception {}

    /** Why an expression may have no data on this machine; empty where it has to have some. */
    default String excuse(String chart) {
        return "";
    }

    @Override
    default void close() throws Exception {}
}
