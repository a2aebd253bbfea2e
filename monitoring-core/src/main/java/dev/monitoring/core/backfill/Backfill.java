package dev.monitoring.core.backfill;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.SampleStore;
import dev.monitoring.core.series.StoreStatistics;
import dev.monitoring.core.textformat.ParsedFamily;
import dev.monitoring.core.textformat.TextFormatHandler;
import dev.monitoring.core.textformat.TextSample;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Loads texts of past samples into a history. Thread-safe; a text is loaded on the calling thread, in batches, so that other
 * writers get their turn. What it needs is memory for one batch and one entry for each series; what it keeps is what the texts
 * say of their families.
 */
public final class Backfill {
    /** Some milliseconds of writing. */
    private static final int BATCH = 4_096;

    /** More than any real text has; what is said of further ones is forgotten. */
    private static final int MAX_FAMILIES = 20_000;

    private final Map<String, Family> families = new ConcurrentSkipListMap<>();
    private final SampleStore store;
    private final Supplier<StoreStatistics> statistics;
    private final Duration retention;
    private final Clock clock;

    /**
     * A way into a history.
     *
     * @param statistics how the history is doing
     * @param retention how far back it keeps samples
     */
    public Backfill(SampleStore store, Supplier<StoreStatistics> statistics, Duration retention, Clock clock) {
        this.store = store;
        this.statistics = statistics;
        this.retention = retention;
        this.clock = clock;
    }

    /**
     * Loads a text. Loading one again changes nothing.
     *
     * @param progress told every few thousand samples, and at the end
     * @throws BackfillException if the text is not of the form; what stood before the fault is loaded
     * @throws IOException if it cannot be read, or the thread is interrupted; what was read until then is loaded
     */
    public BackfillReport load(OpenMetricsText text, Consumer<BackfillProgress> progress)
            throws IOException, BackfillException {
        long shortened = statistics.get().shortenedBlocksTotal();
        Losses losses = new Losses(text.name(), retention, clock.epochMillis());
        Writer writer = new Writer(losses);
        try {
            text.read(writer, progress);
        } finally {
            writer.flush();
        }
        losses.dropped(
                statistics.get().shortenedBlocksTotal() - shortened,
                statistics.get().maxBytes());
        return writer.report();
    }

    /** What the texts say of their families, in order of names; where two differ, the later one. */
    public List<Family> families() {
        return List.copyOf(families.values());
    }

    private void keep(ParsedFamily parsed) {
        boolean says = parsed.type() != MetricType.UNTYPED || !parsed.help().isEmpty();
        if (says && (families.size() < MAX_FAMILIES || families.containsKey(parsed.name()))) {
            parsed.family().ifPresent(family -> families.put(family.name(), family));
        }
    }

    /** Gathers samples and appends them batch by batch. Confined to one thread. */
    private final class Writer implements TextFormatHandler {
        private final Losses losses;
        private final Map<SeriesKey, Long> references = new HashMap<>();
        private final SeriesKey[] keys = new SeriesKey[BATCH];
        private final long[] times = new long[BATCH];
        private final double[] values = new double[BATCH];
        private final int[] lines = new int[BATCH];
        private SeriesKey last = new SeriesKey("", Labels.EMPTY);
        private int size;
        private long samples;
        private long loaded;
        private long oldestMillis = Long.MAX_VALUE;
        private long newestMillis = Long.MIN_VALUE;

        Writer(Losses losses) {
            this.losses = losses;
        }

        @Override
        public void family(ParsedFamily family) {
            keep(family);
        }

        @Override
        public void sample(ParsedFamily family, TextSample sample) {
            if (size == BATCH) {
                flush();
            }
            samples++;
            keys[size] = key(sample);
            times[size] = sample.timestampMillis();
            values[size] = sample.value();
            lines[size] = sample.line();
            size++;
            if (sample.exemplar().isPresent()) {
                losses.add(
                        BackfillLoss.Reason.EXEMPLAR, sample.line(), keys[size - 1].series(), sample.timestampMillis());
            }
        }

        /** The series of a sample; mostly that of the line before. */
        private SeriesKey key(TextSample sample) {
            if (!last.is(sample)) {
                last = new SeriesKey(sample.name(), sample.labels());
            }
            return last;
        }

        /** Appends what was gathered. */
        void flush() {
            try (Appender appender = store.append()) {
                for (int i = 0; i < size; i++) {
                    append(appender, i);
                }
            }
            size = 0;
        }

        private void append(Appender appender, int i) {
            Long known = references.get(keys[i]);
            long reference = known == null ? resolve(appender, keys[i]) : known;
            Appender.Outcome outcome = appender.append(reference, times[i], values[i]);
            if (outcome == Appender.Outcome.UNKNOWN_SERIES && reference != Appender.REFUSED) {
                outcome = appender.append(resolve(appender, keys[i]), times[i], values[i]);
            }
            if (outcome == Appender.Outcome.ACCEPTED) {
                loaded++;
                oldestMillis = Math.min(oldestMillis, times[i]);
                newestMillis = Math.max(newestMillis, times[i]);
            } else {
                losses.add(reason(outcome), lines[i], keys[i].series(), times[i]);
            }
        }

        /** Refused series are not remembered: there may be any number of them. */
        private long resolve(Appender appender, SeriesKey key) {
            long reference = appender.resolve(key.series());
            if (reference != Appender.REFUSED) {
                references.put(key, reference);
            }
            return reference;
        }

        BackfillReport report() {
            return new BackfillReport(samples, loaded, references.size(), oldestMillis, newestMillis, losses.list());
        }
    }

    private static BackfillLoss.Reason reason(Appender.Outcome outcome) {
        return switch (outcome) {
            case TOO_OLD -> BackfillLoss.Reason.TOO_OLD;
            case TOO_NEW -> BackfillLoss.Reason.TOO_NEW;
            case OUT_OF_ORDER -> BackfillLoss.Reason.OUT_OF_ORDER;
            case DUPLICATE_TIME -> BackfillLoss.Reason.DUPLICATE_TIME;
            case UNKNOWN_SERIES -> BackfillLoss.Reason.REFUSED_SERIES;
            case ACCEPTED -> throw new IllegalArgumentException("an accepted sample is no loss");
        };
    }

    /** A series by what the text calls it. */
    private record SeriesKey(String name, Labels labels) {
        @SuppressWarnings({"ReferenceEquality", "StringEquality"
        }) // the parser gives the same objects for the same text
        boolean is(TextSample sample) {
            return labels == sample.labels() && name == sample.name();
        }

        Labels series() {
            return labels.with(Labels.METRIC_NAME, name);
        }
    }
}
