package dev.monitoring.prometheus.remotewrite;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.Appender.Outcome;
import dev.monitoring.core.series.SampleStore;
import dev.monitoring.prometheus.remotewrite.ReferenceCache.Entry;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Appends whole requests to the store: all samples, or none and the reason. Thread-safe. */
final class BatchWriter {
    // Design note. Three passes: labels of unknown series are read before the store's batch is opened, because that
    // takes longest and may fail; then every sample is checked; then all are appended. In the steady state the first
    // pass is a look-up by bytes per series, and nothing is allocated.

    /** The reference of a series that is not resolved yet. */
    private static final long UNRESOLVED = -2;
    /** How many series are known by their bytes; as many as the store has by default, twice. */
    private static final int MAX_KNOWN_SERIES = 40_000;
    /** After how many requests the store is asked again for room for a refused series. */
    private static final int RETRY_REFUSED_REQUESTS = 12;

    private final SampleStore store;
    private final ReceiverTally tally;
    private final MetadataTable metadata;

    private final Object lock = new Object();
    private final ReferenceCache cache = new ReferenceCache(MAX_KNOWN_SERIES); // guarded by lock
    private final LabelsDecoder decoder; // guarded by lock
    private final LastSamples lastSamples = new LastSamples(); // guarded by lock
    private @Nullable Entry[] entries = new @Nullable Entry[256]; // guarded by lock
    private long requestNumber; // guarded by lock

    BatchWriter(SampleStore store, ReceiverLimits limits, ReceiverTally tally) {
        this.store = store;
        this.tally = tally;
        this.decoder = new LabelsDecoder(limits);
        this.metadata = new MetadataTable(limits);
    }

    List<MetricMetadata> metadata() {
        return metadata.all();
    }

    /**
     * Stores a request.
     *
     * @return what could not be stored though nothing is wrong with it; the empty text where all is stored
     * @throws MalformedRequestException if it cannot be read; nothing is stored then
     * @throws FaultySamplesException if a sample does not fit the history; nothing is stored then
     */
    String write(WriteRequest request) throws MalformedRequestException, FaultySamplesException {
        synchronized (lock) {
            requestNumber++;
            try {
                findSeries(request);
                metadata.read(request);
                return append(request);
            } finally {
                Arrays.fill(entries, 0, Math.min(entries.length, request.seriesCount()), null);
            }
        }
    }

    private void findSeries(WriteRequest request) throws MalformedRequestException {
        if (entries.length < request.seriesCount()) {
            entries = new @Nullable Entry[Math.max(request.seriesCount(), 2 * entries.length)];
        }
        for (int i = 0; i < request.seriesCount(); i++) {
            int from = request.labelsStart(i);
            int to = request.labelsEnd(i);
            Entry entry = cache.find(request.bytes(), from, to);
            if (entry == null) {
                decoder.decode(request.bytes(), from, to);
                entry = cache.add(request.bytes(), from, to);
                entry.reference = UNRESOLVED;
            }
            entries[i] = entry;
        }
    }

    private String append(WriteRequest request) throws MalformedRequestException, FaultySamplesException {
        lastSamples.clear();
        Refused refused = new Refused();
        try (Appender appender = store.append()) {
            check(request, appender, refused);
            for (int i = 0; i < request.seriesCount(); i++) {
                long reference = entry(i).reference;
                if (reference != Appender.REFUSED) {
                    for (int sample = request.firstSample(i); sample < request.endSample(i); sample++) {
                        appender.append(reference, request.timestampMillis(sample), request.value(sample));
                    }
                }
            }
        }
        tally.stored(request.sampleCount() - refused.samples);
        tally.refused(Refusal.SERIES_LIMIT, refused.samples);
        tally.refused(Refusal.NATIVE_HISTOGRAM, request.histograms());
        return refused.text(request);
    }

    private void check(WriteRequest request, Appender appender, Refused refused)
            throws MalformedRequestException, FaultySamplesException {
        Map<Outcome, Integer> faultsByOutcome = Map.of();
        int faults = 0;
        String first = "";
        for (int i = 0; i < request.seriesCount(); i++) {
            Entry entry = entry(i);
            if (entry.reference < 0) {
                resolve(entry, appender);
            }
            if (entry.reference == Appender.REFUSED) {
                refused.add(entry, request.endSample(i) - request.firstSample(i));
                continue;
            }
            for (int sample = request.firstSample(i); sample < request.endSample(i); sample++) {
                Outcome outcome = check(entry, request, sample, appender);
                if (entry.reference == Appender.REFUSED) {
                    refused.add(entry, request.endSample(i) - sample);
                    break;
                }
                if (outcome != Outcome.ACCEPTED) {
                    first = faults++ == 0 ? describe(outcome, entry, request.timestampMillis(sample)) : first;
                    faultsByOutcome = faults == 1 ? new EnumMap<>(Outcome.class) : faultsByOutcome;
                    faultsByOutcome.merge(outcome, 1, Integer::sum);
                }
            }
        }
        if (faults > 0) {
            faultsByOutcome.forEach(
                    (outcome, samples) -> refusal(outcome).ifPresent(reason -> tally.refused(reason, samples)));
            tally.refused(Refusal.WITH_ITS_REQUEST, request.sampleCount() - faults);
            throw new FaultySamplesException(first + " (" + faults + " of " + request.sampleCount()
                    + " samples have such a fault; nothing of the request is stored)");
        }
    }

    private Outcome check(Entry entry, WriteRequest request, int sample, Appender appender)
            throws MalformedRequestException {
        long timestamp = request.timestampMillis(sample);
        double value = request.value(sample);
        Outcome outcome = appender.check(entry.reference, timestamp, value);
        if (outcome == Outcome.UNKNOWN_SERIES) {
            // The store dropped the series since, for being idle.
            entry.reference = appender.resolve(decode(entry));
            outcome = appender.check(entry.reference, timestamp, value);
        }
        int before = outcome == Outcome.ACCEPTED ? lastSamples.put(entry.reference, sample) : -1;
        if (before < 0 || request.timestampMillis(before) < timestamp) {
            return outcome;
        }
        if (request.timestampMillis(before) > timestamp) {
            return Outcome.OUT_OF_ORDER;
        }
        boolean same = Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(request.value(before));
        return same ? outcome : Outcome.DUPLICATE_TIME;
    }

    private void resolve(Entry entry, Appender appender) throws MalformedRequestException {
        if (entry.reference == UNRESOLVED || entry.retryAt <= requestNumber) {
            entry.reference = appender.resolve(decode(entry));
            entry.retryAt = requestNumber + RETRY_REFUSED_REQUESTS;
        }
    }

    private Labels decode(Entry entry) throws MalformedRequestException {
        return decoder.decode(entry.labels, 0, entry.labels.length);
    }

    private Entry entry(int index) {
        return Objects.requireNonNull(entries[index]);
    }

    private String describe(Outcome outcome, Entry entry, long timestampMillis) throws MalformedRequestException {
        String series = LabelsDecoder.shown(decode(entry).toString());
        String at = series + " at " + timestampMillis + " (" + time(timestampMillis) + ")";
        return switch (outcome) {
            case OUT_OF_ORDER -> "out of order sample: " + at + ", while the series has a later one";
            case DUPLICATE_TIME ->
                "duplicate sample for timestamp: " + at + ", while the series has another value at that time";
            case TOO_OLD -> "out of bounds: " + at + " is older than the history that is kept";
            case TOO_NEW -> "out of bounds: " + at + " is too far in the future; set the sender's clock";
            case UNKNOWN_SERIES, ACCEPTED -> "not stored: " + at;
        };
    }

    private static Optional<Refusal> refusal(Outcome outcome) {
        return switch (outcome) {
            case OUT_OF_ORDER -> Optional.of(Refusal.OUT_OF_ORDER);
            case DUPLICATE_TIME -> Optional.of(Refusal.DUPLICATE_TIME);
            case TOO_OLD -> Optional.of(Refusal.TOO_OLD);
            case TOO_NEW -> Optional.of(Refusal.TOO_NEW);
            case UNKNOWN_SERIES -> Optional.of(Refusal.SERIES_LIMIT);
            case ACCEPTED -> Optional.empty();
        };
    }

    private static String time(long timestampMillis) {
        return Instant.ofEpochMilli(timestampMillis).toString();
    }

    /** What the store has no room for, and what it does not keep. */
    private final class Refused {
        private int samples;
        private @Nullable Entry first;

        void add(Entry entry, int count) {
            samples += count;
            first = first == null ? entry : first;
        }

        String text(WriteRequest request) throws MalformedRequestException {
            Entry one = first;
            String series = one == null
                    ? ""
                    : samples + " of " + request.sampleCount()
                            + " samples are not stored, because their series are new and"
                            + " the history has room for no more, among them "
                            + LabelsDecoder.shown(decode(one).toString())
                            + "; raise monitoring.history.max-series and its siblings, or send less";
            String histograms = request.histograms() == 0
                    ? ""
                    : request.histograms() + " native histograms are not stored; send classic ones";
            return series + (series.isEmpty() || histograms.isEmpty() ? "" : "; ") + histograms;
        }
    }
}
