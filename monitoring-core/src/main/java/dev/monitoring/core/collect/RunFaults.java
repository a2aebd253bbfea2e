package dev.monitoring.core.collect;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What was wrong with the samples of a run, which was used nevertheless. Confined to the thread of a run, but for the counts
 * since the start, which any thread may read.
 */
final class RunFaults {
    /** How many missing parts are kept as text; further ones are counted. */
    private static final int NAMED_PARTS = 5;

    private final Redactor redactor;
    private final LongAdder beyondLimitInAll = new LongAdder();
    private final LongAdder duplicatesInAll = new LongAdder();
    private final LongAdder conflictsInAll = new LongAdder();
    private final LongAdder illegalInAll = new LongAdder();

    private final List<String> parts = new ArrayList<>();
    private int missing;
    private int beyondLimit;
    private int duplicates;
    private int conflicts;
    private int illegal;
    private @Nullable String firstDuplicate;
    private @Nullable String firstConflict;
    private @Nullable String firstIllegal;

    RunFaults(Redactor redactor) {
        this.redactor = redactor;
    }

    void clear() {
        parts.clear();
        missing = 0;
        beyondLimit = 0;
        duplicates = 0;
        conflicts = 0;
        illegal = 0;
        firstDuplicate = null;
        firstConflict = null;
        firstIllegal = null;
    }

    void missing(String part, Throwable reason) {
        missing++;
        if (parts.size() < NAMED_PARTS) {
            parts.add(redactor.redact(part) + ": " + redactor.describe(reason));
        }
    }

    void beyondLimit(int samples) {
        beyondLimit += samples;
        beyondLimitInAll.add(samples);
    }

    void duplicate(String sampleName, Labels labels) {
        if (firstDuplicate == null) {
            firstDuplicate = sampleName + labels;
        }
        duplicates++;
        duplicatesInAll.increment();
    }

    void conflict(String family, String firstType, String otherType) {
        if (firstConflict == null) {
            firstConflict = family + " is a " + firstType + " and a " + otherType;
        }
        conflicts++;
        conflictsInAll.increment();
    }

    void illegal(String sampleName, String reason) {
        if (firstIllegal == null) {
            firstIllegal = Names.quote(sampleName) + " " + reason;
        }
        illegal++;
        illegalInAll.increment();
    }

    long beyondLimitInAll() {
        return beyondLimitInAll.sum();
    }

    long duplicatesInAll() {
        return duplicatesInAll.sum();
    }

    long conflictsInAll() {
        return conflictsInAll.sum();
    }

    long illegalInAll() {
        return illegalInAll.sum();
    }

    /** Why the run of a collector is partial, for people; null where nothing was wrong. */
    @Nullable
    String summary(String collector, int sampleLimit) {
        if (missing + beyondLimit + duplicates + conflicts + illegal == 0) {
            return null;
        }
        List<String> faults = new ArrayList<>(parts);
        if (missing > parts.size()) {
            faults.add((missing - parts.size()) + " more parts could not be read");
        }
        if (beyondLimit > 0) {
            faults.add(beyondLimit + " samples beyond the limit of " + sampleLimit
                    + " were not kept; watch less of the target, or raise monitoring.collectors." + collector
                    + ".sample-limit");
        }
        if (duplicates > 0) {
            faults.add(duplicates + " samples of series given before were not kept, the first of "
                    + redactor.redact(String.valueOf(firstDuplicate)) + "; a series may be given once a run");
        }
        if (conflicts > 0) {
            faults.add(conflicts + " samples of families with a second type were not kept, the first because "
                    + redactor.redact(String.valueOf(firstConflict)) + "; a family has one type");
        }
        if (illegal > 0) {
            faults.add(illegal + " samples were not kept, the first because "
                    + redactor.redact(String.valueOf(firstIllegal)));
        }
        return String.join("; ", faults);
    }
}
