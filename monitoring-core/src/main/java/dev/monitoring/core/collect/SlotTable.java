package dev.monitoring.core.collect;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The series of one target, with a slot for each, and the snapshot that a run fills. Confined to the thread of a run.
 *
 * <h2>Design note</h2>
 *
 * A sample finds its slot by its place in the {@linkplain EmissionOrder order of emission}, without hashing, or else by
 * look-up in the index. A series that is in neither is new: its value waits in its entry until the end of the run, when a
 * new layout is made that has a slot for it. Layouts are dear to those who keep something per slot, so a slot stays when
 * its series is absent, and goes only
 *
 * <ul>
 *   <li>with the next layout made for a new series, if it was absent for {@value #KEPT_RUNS} runs,
 *   <li>when a quarter of all slots were absent for that long,
 *   <li>at once when it is absent and the target has more than twice as many series as it may have samples in a run.
 * </ul>
 *
 * What a failed run added is taken back. So a table holds at most three times as many entries as the sample limit.
 */
final class SlotTable {
    /** A sample without a time of its own. */
    static final long NO_TIME = Long.MIN_VALUE;

    /** How many runs a slot stays though its series is absent: a minute at the default interval of 5 s. */
    static final int KEPT_RUNS = 12;

    /** After how many absences a series counts as added when it comes back; Prometheus forgets scraped series after two. */
    private static final int FORGOTTEN_RUNS = 3;

    /** Fewer dead slots than this are not worth a layout. */
    private static final int FEW_SLOTS = 16;

    private final Target target;
    private final int sampleLimit;
    private final RunReport report;
    private final RunFaults faults;

    private final Map<String, FamilySlots> families = new LinkedHashMap<>();
    private final Map<String, Map<Labels, SeriesEntry>> index = new HashMap<>();
    private final EmissionOrder order = new EmissionOrder();
    private final List<SeriesEntry> added = new ArrayList<>();
    private SeriesLayout layout;
    private Snapshot snapshot = new Snapshot();
    /** By slot of the layout; null for those of the report. */
    private @Nullable SeriesEntry[] bySlot;
    /** How many runs in a row each slot was absent, up to {@link #KEPT_RUNS}. */
    private byte[] absentRuns;

    /** Whether any slot was absent in the run before, and how many were for long. */
    private boolean someAbsent;

    private int deadSlots;
    private int textLength;
    private int scraped;
    private int kept;
    /** Whether series of the layout were dropped, so that it wants another at the end of the next run that delivers. */
    private boolean forgotten;

    /** A family with its entries in order of appearance, and its histograms or summaries by their labels. */
    private static final class FamilySlots {
        final Family family;
        final List<SeriesEntry> entries = new ArrayList<>();
        final Map<Labels, SeriesGroup> groups = new HashMap<>();

        FamilySlots(Family family) {
            this.family = family;
        }
    }

    SlotTable(Target target, int sampleLimit, RunReport report, RunFaults faults) {
        this.target = target;
        this.sampleLimit = sampleLimit;
        this.report = report;
        this.faults = faults;
        this.layout = report.layout(target);
        this.bySlot = new SeriesEntry[layout.size()];
        this.absentRuns = new byte[layout.size()];
        for (Family family : report.families) {
            families.put(family.name(), new FamilySlots(family));
        }
    }

    /** An empty table of the same target. */
    SlotTable fresh() {
        return new SlotTable(target, sampleLimit, report, faults);
    }

    /** The layout of the last run that delivered. */
    SeriesLayout layout() {
        return layout;
    }

    /** How many samples of this run were kept. */
    int kept() {
        return kept;
    }

    RunFaults faults() {
        return faults;
    }

    void begin(long timestampMillis) {
        snapshot.reset(layout, timestampMillis);
        order.begin();
        faults.clear();
        scraped = 0;
        kept = 0;
    }

    /** The stamp of this run. */
    long timestampMillis() {
        return snapshot.timestampMillis();
    }

    /** Takes a sample; {@code ownTimestampMillis} is {@link #NO_TIME} where it brings none. */
    void put(Family family, String sampleName, Labels labels, double value, long ownTimestampMillis) {
        scraped++;
        if (kept >= sampleLimit) {
            faults.beyondLimit(1);
            return;
        }
        int slot = order.take(family, sampleName, labels);
        if (slot >= 0) {
            kept++;
            set(slot, value, ownTimestampMillis);
        } else {
            putByLookUp(family, sampleName, labels, value, ownTimestampMillis);
        }
    }

    private void putByLookUp(Family family, String sampleName, Labels labels, double value, long ownTimestampMillis) {
        SeriesEntry entry = order.next();
        boolean expected = entry != null && entry.slot != SeriesEntry.DROPPED && entry.is(family, sampleName, labels);
        if (!expected) {
            entry = find(family, sampleName, labels);
        }
        if (entry == null || !fill(entry, value, ownTimestampMillis)) {
            return;
        }
        if (expected) {
            order.takeAnew(family, sampleName, labels);
        } else {
            order.jump(entry);
        }
    }

    /** Counts samples that the target gave and nobody wants. */
    void leftOut(int samples) {
        scraped += samples;
    }

    /**
     * Takes a histogram or summary.
     *
     * @param points upper bounds or quantiles
     * @param values the value at each point, and for a histogram that at {@code +Inf}
     */
    void putGroup(Family family, Labels labels, double[] points, double[] values, double sum, double count) {
        int size = SeriesGroup.size(family, points.length);
        scraped += size;
        if (kept + size > sampleLimit) {
            faults.beyondLimit(size);
            return;
        }
        SeriesEntry next = order.next();
        SeriesGroup group = next == null ? null : next.group;
        boolean expected =
                group != null && group.is(family, labels, points) && group.isWhole() && order.isNext(group.parts);
        if (!expected) {
            group = findGroup(family, labels, points);
        }
        if (group == null || !fill(group, values, sum, count)) {
            return;
        }
        if (expected) {
            order.advance(size);
            return;
        }
        for (SeriesEntry part : group.parts) {
            order.jump(part);
        }
    }

    /** Ends a run that delivered; the snapshot is good until the next begins. */
    Snapshot commit(double seconds) {
        order.finish();
        boolean allThere = added.isEmpty() && kept == bySlot.length - report.families.size();
        int series = allThere && !someAbsent ? 0 : age();
        if (!added.isEmpty() || forgotten || deadSlots >= FEW_SLOTS && deadSlots * 4 >= bySlot.length) {
            newLayout();
        }
        report.up(snapshot, seconds, scraped, kept, series);
        return snapshot;
    }

    /** Counts the absences of each series, and returns how many are new or were long gone. */
    private int age() {
        int series = added.size();
        deadSlots = 0;
        someAbsent = false;
        for (int slot = 0; slot < bySlot.length; slot++) {
            if (bySlot[slot] == null) {
                continue;
            }
            if (snapshot.isAbsent(slot)) {
                someAbsent = true;
                absentRuns[slot] = (byte) Math.min(KEPT_RUNS, absentRuns[slot] + 1);
                deadSlots += absentRuns[slot] == KEPT_RUNS ? 1 : 0;
            } else {
                series += absentRuns[slot] >= FORGOTTEN_RUNS ? 1 : 0;
                absentRuns[slot] = 0;
            }
        }
        return series;
    }

    /** Ends a run that failed: the series that came up in it are forgotten. */
    void abort() {
        takeBack(0);
        if (forgotten) {
            order.forgetDropped();
        }
    }

    /** Forgets the series added in this run but the first {@code keep}. */
    private void takeBack(int keep) {
        List<SeriesEntry> undone = added.subList(keep, added.size());
        Set<FamilySlots> touched = new HashSet<>();
        for (SeriesEntry entry : undone) {
            drop(entry);
            FamilySlots slots = families.get(entry.family.name());
            if (slots != null) {
                touched.add(slots);
            }
        }
        undone.clear();
        for (FamilySlots slots : touched) {
            slots.entries.removeIf(entry -> entry.slot == SeriesEntry.DROPPED);
            slots.groups.values().removeIf(group -> !group.isWhole());
        }
        families.values().removeIf(this::isGone);
    }

    private boolean isGone(FamilySlots slots) {
        return slots.entries.isEmpty() && !report.families.contains(slots.family);
    }

    /** Gives a series its value of this run; false where it has one already, which it keeps. */
    private boolean fill(SeriesEntry entry, double value, long ownTimestampMillis) {
        if (entry.slot == SeriesEntry.NEW ? entry.filled : !snapshot.isAbsent(entry.slot)) {
            faults.duplicate(entry.sampleName, entry.labels);
            return false;
        }
        kept++;
        if (entry.slot == SeriesEntry.NEW) {
            entry.filled = true;
            entry.value = value;
            entry.ownTimestampMillis = ownTimestampMillis;
        } else {
            set(entry.slot, value, ownTimestampMillis);
        }
        return true;
    }

    /** Gives a group its values of this run; false where one of its parts has a value already. */
    private boolean fill(SeriesGroup group, double[] values, double sum, double count) {
        SeriesEntry[] parts = group.parts;
        boolean whole = true;
        for (int i = 0; i < parts.length - 2; i++) {
            whole &= fill(parts[i], values[i], NO_TIME);
        }
        whole &= fill(parts[parts.length - 2], sum, NO_TIME);
        whole &= fill(parts[parts.length - 1], count, NO_TIME);
        return whole;
    }

    private void set(int slot, double value, long ownTimestampMillis) {
        if (ownTimestampMillis == NO_TIME) {
            snapshot.set(slot, value);
        } else {
            snapshot.set(slot, value, ownTimestampMillis);
        }
    }

    private @Nullable SeriesGroup findGroup(Family family, Labels labels, double[] points) {
        FamilySlots slots = families.get(family.name());
        if (slots != null) {
            SeriesGroup known = slots.groups.get(labels);
            if (known != null && known.is(family, labels, points) && known.isWhole()) {
                return known;
            }
        }
        int before = added.size();
        SeriesGroup group = SeriesGroup.of(family, labels, points, this::find);
        slots = families.get(family.name());
        if (group == null) {
            takeBack(before);
        } else if (slots != null) {
            slots.groups.put(labels, group);
        }
        return group;
    }

    /** The entry of a series, a new one where there is none; null where it may not be. */
    private @Nullable SeriesEntry find(Family family, String sampleName, Labels labels) {
        FamilySlots slots = families.get(family.name());
        if (slots != null && slots.family.type() != family.type() && !forget(slots)) {
            faults.conflict(
                    family.name(), slots.family.type().word(), family.type().word());
            return null;
        }
        Map<Labels, SeriesEntry> ofName = index.get(sampleName);
        SeriesEntry known = ofName == null ? null : ofName.get(labels);
        if (known == null) {
            return add(family, sampleName, labels);
        }
        if (!known.family.name().equals(family.name())) {
            faults.duplicate(sampleName, labels);
            return null;
        }
        return known;
    }

    /** Drops a family that has no sample in this run, so that it may have another type from now on; false where it has one. */
    private boolean forget(FamilySlots slots) {
        if (report.families.contains(slots.family)) {
            return false;
        }
        for (SeriesEntry entry : slots.entries) {
            if (entry.slot == SeriesEntry.NEW || !snapshot.isAbsent(entry.slot)) {
                return false;
            }
        }
        slots.entries.forEach(this::drop);
        families.remove(slots.family.name());
        forgotten = true;
        return true;
    }

    private @Nullable SeriesEntry add(Family family, String sampleName, Labels labels) {
        if (isReported(sampleName, labels)) {
            faults.duplicate(sampleName, labels);
            return null;
        }
        String fault = SeriesRules.fault(family.name(), sampleName, labels);
        SeriesEntry entry = new SeriesEntry(family, sampleName, labels);
        if (fault == null && textLength + entry.textLength() > SeriesRules.MAX_TEXT_LENGTH) {
            fault = "would bring the names and labels of the target beyond " + SeriesRules.MAX_TEXT_LENGTH
                    + " characters";
        }
        if (fault != null) {
            faults.illegal(sampleName, fault);
            return null;
        }
        textLength += entry.textLength();
        index.computeIfAbsent(sampleName, absent -> new HashMap<>()).put(labels, entry);
        families.computeIfAbsent(family.name(), absent -> new FamilySlots(family))
                .entries
                .add(entry);
        added.add(entry);
        return entry;
    }

    /** Whether a series is one of those the report of the run is made of. */
    private boolean isReported(String sampleName, Labels labels) {
        if (!labels.equals(report.labels)) {
            return false;
        }
        for (Family family : report.families) {
            if (family.name().equals(sampleName)) {
                return true;
            }
        }
        return false;
    }

    private void drop(SeriesEntry entry) {
        entry.slot = SeriesEntry.DROPPED;
        textLength -= entry.textLength();
        Map<Labels, SeriesEntry> ofName = index.get(entry.sampleName);
        if (ofName != null) {
            ofName.remove(entry.labels);
            if (ofName.isEmpty()) {
                index.remove(entry.sampleName);
            }
        }
    }

    /** Makes a layout of the series there are now, and brings the values of this run over. */
    private void newLayout() {
        boolean crowded = bySlot.length + added.size() > 2L * sampleLimit;
        SeriesLayout.Builder builder = report.layoutBuilder(target);
        List<@Nullable SeriesEntry> entries = new ArrayList<>(bySlot.length + added.size());
        for (FamilySlots slots : families.values()) {
            dropDead(slots, crowded);
            if (!slots.entries.isEmpty() && !report.families.contains(slots.family)) {
                builder.family(slots.family);
                addTo(builder, slots.entries, entries);
            }
        }
        for (Family family : report.families) {
            builder.family(family);
            FamilySlots others = families.get(family.name());
            if (others != null) {
                addTo(builder, others.entries, entries);
            }
            builder.slot(family.name(), report.labels);
            entries.add(null);
        }
        families.values().removeIf(this::isGone);
        moveTo(builder.build(), entries);
        order.forgetDropped();
        forgotten = false;
        added.clear();
    }

    private void addTo(
            SeriesLayout.Builder builder, List<SeriesEntry> entries, List<@Nullable SeriesEntry> allEntries) {
        for (SeriesEntry entry : entries) {
            allEntries.add(entry);
            if (entry.slot == SeriesEntry.NEW) {
                builder.slot(entry.sampleName, entry.labels);
            } else {
                builder.slotOf(layout, entry.slot);
            }
        }
    }

    private void dropDead(FamilySlots slots, boolean crowded) {
        int runs = crowded ? 1 : KEPT_RUNS;
        slots.entries.removeIf(entry -> {
            boolean dead = entry.slot != SeriesEntry.NEW && absentRuns[entry.slot] >= runs;
            if (dead) {
                drop(entry);
            }
            return dead;
        });
        slots.groups.values().removeIf(group -> !group.isWhole());
    }

    private void moveTo(SeriesLayout newLayout, List<@Nullable SeriesEntry> entries) {
        Snapshot before = snapshot;
        byte[] absentBefore = absentRuns;
        snapshot = new Snapshot();
        snapshot.reset(newLayout, before.timestampMillis());
        absentRuns = new byte[entries.size()];
        bySlot = entries.toArray(new SeriesEntry[0]);
        for (int slot = 0; slot < bySlot.length; slot++) {
            SeriesEntry entry = bySlot[slot];
            if (entry == null) {
                continue;
            }
            if (entry.slot == SeriesEntry.NEW) {
                set(slot, entry.value, entry.ownTimestampMillis);
            } else {
                absentRuns[slot] = absentBefore[entry.slot];
                if (!before.isAbsent(entry.slot)) {
                    long own = before.hasOwnTimestamp(entry.slot) ? before.timestampMillis(entry.slot) : NO_TIME;
                    set(slot, before.value(entry.slot), own);
                }
            }
            entry.slot = slot;
        }
        layout = newLayout;
    }
}
