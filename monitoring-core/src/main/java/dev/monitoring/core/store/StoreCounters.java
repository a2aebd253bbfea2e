package dev.monitoring.core.store;

import dev.monitoring.core.series.Appender;
import dev.monitoring.core.store.chunk.Codec;
import java.util.concurrent.atomic.AtomicLongArray;

/** Numbers about the store. Changed under the store's lock; read by anybody, each number by itself. */
@SuppressWarnings("EnumOrdinal") // ordinals are indexes here, never stored
final class StoreCounters {
    static final int SERIES = 0;
    static final int SAMPLES = 1;
    static final int SEALED_BYTES = 2;
    static final int FIXED_BYTES = 3;
    static final int INDEX_BYTES = 4;
    static final int CREATED = 5;
    static final int EXPIRED = 6;
    static final int REFUSED = 7;
    static final int SHORTENED = 8;
    static final int DISCARDED = 9;
    static final int STEPS_AHEAD = 10;
    static final int STEPS_BACK = 11;
    private static final int OUTCOMES = 12;
    private static final int OUTCOME_COUNT = Appender.Outcome.values().length;
    private static final int BLOCKS = OUTCOMES + OUTCOME_COUNT;
    private static final int SIZE = BLOCKS + Codec.values().length;

    private final AtomicLongArray numbers = new AtomicLongArray(SIZE);

    /** Samples by outcome since the last flush: plain, because there is one for each sample. */
    private final long[] tally = new long[OUTCOME_COUNT];

    /** The number of samples with an outcome. */
    static int outcome(Appender.Outcome outcome) {
        return OUTCOMES + outcome.ordinal();
    }

    /** The number of sealed blocks of a codec. */
    static int blocks(Codec codec) {
        return BLOCKS + codec.ordinal();
    }

    /** Counts samples; readers see it after {@link #flushTally}. */
    void tally(Appender.Outcome outcome, long samples) {
        tally[outcome(outcome) - OUTCOMES] += samples;
    }

    /** Shows readers what was tallied. */
    void flushTally() {
        for (int i = 0; i < OUTCOME_COUNT; i++) {
            add(OUTCOMES + i, tally[i]);
            tally[i] = 0;
        }
    }

    /** Adds to a number; one writer. */
    void add(int number, long addend) {
        numbers.setOpaque(number, numbers.getPlain(number) + addend);
    }

    void set(int number, long value) {
        numbers.setOpaque(number, value);
    }

    long get(int number) {
        return numbers.getOpaque(number);
    }
}
