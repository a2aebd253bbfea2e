package dev.monitoring.core.query;

import dev.monitoring.core.series.SampleBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A buffer kept from one query for the next: rules ask a few hundred one after another. Thread-safe. */
final class SpareBuffer {
    /** Two hours of samples every five seconds; a larger one is not worth its memory. */
    private static final int MAX_SAMPLES = 1_440;

    private final AtomicReference<@Nullable SampleBuffer> spare = new AtomicReference<>();

    SampleBuffer take() {
        SampleBuffer kept = spare.getAndSet(null);
        return kept == null ? new SampleBuffer() : kept;
    }

    void giveBack(SampleBuffer buffer) {
        buffer.clear();
        if (buffer.timestamps().length <= MAX_SAMPLES) {
            spare.set(buffer);
        }
    }
}
