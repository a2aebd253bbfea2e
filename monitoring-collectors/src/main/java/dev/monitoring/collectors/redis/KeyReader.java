package dev.monitoring.collectors.redis;

import dev.monitoring.core.collect.MetricSink;
import java.io.IOException;
import java.util.List;

/** Reads figures of keys, a few at a time, and gives those of the last whole round. Confined to the runs. */
interface KeyReader {
    /** A round begins. */
    void begin();

    /** Reads the figures of some keys of one database. */
    void read(int database, List<Key> keys, KeyConversation conversation) throws IOException;

    /** The round is whole: what was read since {@link #begin} is what is given from now on. */
    void finish();

    /** Gives the figures of the last whole round. */
    void emit(MetricSink sink);
}
