package dev.monitoring.core.backfill;

import dev.monitoring.core.backfill.BackfillLoss.Reason;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.settings.ByteSizes;
import dev.monitoring.core.settings.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Counts what a history did not take, and words it. Confined to one thread. */
final class Losses {
    private final String name;
    private final Duration retention;
    private final long nowMillis;
    private final Map<Reason, Entry> entries = new EnumMap<>(Reason.class);
    private long oldestMillis = Long.MAX_VALUE;
    private long droppedBlocks;
    private long maxBytes;

    Losses(String name, Duration retention, long nowMillis) {
        this.name = name;
        this.retention = retention;
        this.nowMillis = nowMillis;
    }

    private static final class Entry {
        final String first;
        long count;

        Entry(String first) {
            this.first = first;
        }
    }

    void add(Reason reason, int line, Labels series, long timestampMillis) {
        Entry entry = entries.get(reason);
        if (entry == null) {
            entry = new Entry(name + ":" + line + " (" + series + " at " + Instant.ofEpochMilli(timestampMillis) + ")");
            entries.put(reason, entry);
        }
        entry.count++;
        if (reason == Reason.TOO_OLD) {
            oldestMillis = Math.min(oldestMillis, timestampMillis);
        }
    }

    /** Notes blocks that went while the text was loaded, to stay within the bytes that the history may take. */
    void dropped(long blocks, long bytes) {
        droppedBlocks = blocks;
        maxBytes = bytes;
    }

    List<BackfillLoss> list() {
        List<BackfillLoss> losses = new ArrayList<>();
        entries.forEach((reason, entry) -> losses.add(new BackfillLoss(
                reason,
                entry.count,
                String.format(
                        Locale.ROOT,
                        "%,d %s; the first is %s; %s",
                        entry.count,
                        what(reason),
                        entry.first,
                        remedy(reason)))));
        if (droppedBlocks > 0) {
            losses.add(new BackfillLoss(
                    Reason.NO_ROOM,
                    droppedBlocks,
                    String.format(
                            Locale.ROOT,
                            "%,d blocks of up to 120 samples, the oldest, were dropped again, because the history may take"
                                    + " %s of memory; raise monitoring.history.max-memory",
                            droppedBlocks,
                            ByteSizes.format(maxBytes))));
        }
        return losses;
    }

    private String what(Reason reason) {
        return switch (reason) {
            case TOO_OLD -> "samples are older than the " + Durations.format(retention) + " that are kept";
            case TOO_NEW -> "samples lie in the future";
            case OUT_OF_ORDER -> "samples are older than one that their series has already";
            case DUPLICATE_TIME -> "samples differ from the one that their series has at that time";
            case REFUSED_SERIES -> "samples are of series that are too many";
            case EXEMPLAR -> "exemplars were left out";
            case NO_ROOM -> "blocks were dropped again";
        };
    }

    private String remedy(Reason reason) {
        return switch (reason) {
            case TOO_OLD -> "raise monitoring.history.retention to at least " + neededRetention();
            case TOO_NEW -> "see whether the clock is right, here and where they come from";
            case OUT_OF_ORDER -> "order the samples of each series by time, and load them before newer ones";
            case DUPLICATE_TIME -> "the first one stays";
            case REFUSED_SERIES ->
                "raise monitoring.history.max-series-per-family, monitoring.history.max-series or"
                        + " monitoring.history.max-memory, whichever the log names";
            case EXEMPLAR -> "the history keeps none";
            case NO_ROOM -> "raise monitoring.history.max-memory";
        };
    }

    /** What would have kept the oldest sample, in whole hours and one more, in which to load it again. */
    private String neededRetention() {
        return Durations.format(
                Duration.ofHours(Duration.ofMillis(nowMillis - oldestMillis).toHours() + 2));
    }
}
