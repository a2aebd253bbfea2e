package dev.monitoring.core.store;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Which slots have which label: label name to value to {@link Postings}. Changed under the store's lock; read by anybody at
 * any time.
 */
final class LabelIndex {
    // Design note.
    //
    // Selection. Each matcher either names slots to keep (it does not fit the empty value, so the label must be
    // there) or slots to leave out (it fits the empty value, so a series without the label stays: the slots of those
    // values that do not fit go). The lists to keep are intersected, smallest first; what is to go is subtracted
    // after that; without any list to keep, selection starts from all slots. Prometheus:
    // https://prometheus.io/docs/prometheus/latest/querying/basics/
    //
    // Regular expressions are tried once per distinct value, and the values that fit are remembered for as long as the
    // label has the same values. Those that name their values (a|b), or a prefix, never run as expressions
    // (ValueCondition).
    //
    // Consistency. Lists change one by one, so a reader may find a slot in one list and not yet, or no longer, in
    // another. The store makes up for it: it shows a series only after all lists have it, tells readers which series
    // those were before they looked at any list, and drops it before any list does (see RingBufferStore).

    /** How many resolved regular expressions are remembered; dashboards and rules repeat a few dozen. */
    private static final int REMEMBERED = 128;

    /** A longer list of values is cheaper to find again than to keep. */
    private static final int REMEMBERED_VALUES = 2_048;

    private static final int[] NONE = {0};

    private final ConcurrentMap<String, LabelValues> names = new ConcurrentHashMap<>();
    private final Map<Matcher, Resolved> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Matcher, Resolved> eldest) {
            return size() > REMEMBERED;
        }
    }; // guarded by itself

    private volatile int[] all = NONE;
    private long bytes;

    /** The values of one label name. */
    private static final class LabelValues {
        private final ConcurrentMap<String, int[]> postings = new ConcurrentHashMap<>();

        /** Moves on after the set of values has changed. */
        private volatile long version;
    }

    /** The values that fit a regular expression, as of a version of the label. */
    private record Resolved(LabelValues label, long version, String[] values) {}

    /** Adds series, none of which is in the index. */
    void add(List<MemorySeries> added) {
        MemorySeries[] ascending = added.toArray(new MemorySeries[0]);
        Arrays.sort(ascending, Comparator.comparingInt(MemorySeries::slot));
        Map<String, Map<String, SlotList>> grouped = new HashMap<>();
        int[] slots = new int[ascending.length];
        for (int i = 0; i < ascending.length; i++) {
            slots[i] = ascending[i].slot();
            Labels labels = ascending[i].labels();
            for (int label = 0; label < labels.size(); label++) {
                grouped.computeIfAbsent(labels.name(label), name -> new HashMap<>())
                        .computeIfAbsent(labels.value(label), value -> new SlotList())
                        .add(slots[i]);
            }
        }
        grouped.forEach((name, values) -> {
            LabelValues label = names.computeIfAbsent(name, newName -> new LabelValues());
            values.forEach((value, list) -> addPostings(label, value, list));
        });
        all = Postings.add(all, slots, slots.length);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void addPostings(LabelValues label, String value, SlotList list) {
        int[] before = label.postings.get(value);
        bytes += bytesOf(value, before == null, list.size);
        int[] after = Postings.add(before, list.slots, list.size);
        if (after != before) {
            label.postings.put(value, after);
        }
        if (before == null) {
            label.version++;
        }
    }

    private static long bytesOf(String value, boolean whole, int slots) {
        return (long) slots * Footprint.POSTING + (whole ? Footprint.labelValue(value) : 0);
    }

    /** How much heap the index takes. */
    long bytes() {
        return bytes;
    }

    /** How much heap the index will take beyond that once it has a series with these labels. */
    long bytesToAdd(Labels labels) {
        long more = 0;
        for (Labels.Label label : labels) {
            more += bytesOf(label.value(), postingsOf(label.name(), label.value()) == null, 1);
        }
        return more;
    }

    /** Takes series out, all of which are in the index. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void remove(List<MemorySeries> removed) {
        SlotSet gone = new SlotSet(all.length);
        Map<String, Map<String, Boolean>> touched = new HashMap<>();
        for (MemorySeries series : removed) {
            gone.add(series.slot());
            for (Labels.Label label : series.labels()) {
                touched.computeIfAbsent(label.name(), name -> new HashMap<>()).put(label.value(), true);
            }
        }
        touched.forEach((name, values) -> {
            LabelValues label = names.get(name);
            if (label == null) {
                return;
            }
            for (String value : values.keySet()) {
                int[] before = label.postings.getOrDefault(value, NONE);
                int[] after = Postings.without(before, gone);
                bytes -= bytesOf(value, after == null, Postings.count(before) - (after == null ? 0 : after[0]));
                if (after != null) {
                    label.postings.put(value, after);
                } else {
                    label.postings.remove(value);
                    label.version++;
                }
            }
            if (label.postings.isEmpty()) {
                names.remove(name);
            }
        });
        int[] rest = Postings.without(all, gone);
        all = rest == null ? NONE : rest;
    }

    /** Some slot that has the pair, or −1. */
    int anySlotWith(String name, String value) {
        int[] list = postingsOf(name, value);
        return list == null ? -1 : list[1];
    }

    /** Some slot that has the label, or −1. */
    int anySlotWith(String name) {
        LabelValues label = names.get(name);
        return label == null ? -1 : label.postings.values().iterator().next()[1];
    }

    /** How many label names there are. */
    int nameCount() {
        return names.size();
    }

    /** How many pairs of label name and value there are. */
    int pairCount() {
        int pairs = 0;
        for (LabelValues label : names.values()) {
            pairs += label.postings.size();
        }
        return pairs;
    }

    /** Calls {@code visitor} for each pair of label name and value, with the number of series that have it. */
    void forEachPair(PairVisitor visitor) {
        names.forEach((name, label) ->
                label.postings.forEach((value, list) -> visitor.visit(name, value, Postings.count(list))));
    }

    /** Takes pairs of label name and value. */
    @FunctionalInterface
    interface PairVisitor {
        void visit(String name, String value, int series);
    }

    /** All slots, ascending. */
    int[] allSlots() {
        int[] list = all;
        return Arrays.copyOfRange(list, 1, 1 + Postings.count(list));
    }

    /** The slots whose labels fit all matchers, ascending. */
    int[] select(List<Matcher> matchers) {
        List<int[]> keep = new ArrayList<>();
        List<SlotSet> keepAny = new ArrayList<>();
        List<Matcher> leaveOut = new ArrayList<>();
        for (Matcher matcher : matchers) {
            if (matcher.matches("")) {
                leaveOut.add(matcher);
            } else if (matcher.operator() == Matcher.Operator.EQUAL) {
                keep.add(postings(matcher));
            } else {
                keepAny.add(union(matcher, true));
            }
        }
        int[] slots = intersect(keep, keepAny);
        for (Matcher matcher : leaveOut) {
            slots = subtract(slots, matcher);
        }
        return slots;
    }

    /** The slots that have the very value of a matcher; empty where there are none. */
    int[] postings(Matcher matcher) {
        LabelValues label = names.get(matcher.name());
        return label == null ? NONE : label.postings.getOrDefault(matcher.value(), NONE);
    }

    private int[] intersect(List<int[]> keep, List<SlotSet> keepAny) {
        int[] slots;
        if (!keep.isEmpty()) {
            keep.sort(Comparator.comparingInt(Postings::count));
            int[] smallest = keep.get(0);
            slots = Arrays.copyOfRange(smallest, 1, 1 + Postings.count(smallest));
            for (int[] list : keep.subList(1, keep.size())) {
                slots = keepIf(slots, list);
            }
        } else if (!keepAny.isEmpty()) {
            keepAny.sort(Comparator.comparingInt(SlotSet::size));
            slots = keepAny.get(0).toArray();
            keepAny = keepAny.subList(1, keepAny.size());
        } else {
            slots = allSlots();
        }
        for (SlotSet set : keepAny) {
            slots = keepIf(slots, set, true);
        }
        return slots;
    }

    /** The slots that are in the list, found by steps through both: doubling ones through the list, which is longer. */
    private static int[] keepIf(int[] slots, int[] list) {
        int count = Postings.count(list);
        int kept = 0;
        int at = 1;
        for (int slot : slots) {
            int step = 1;
            while (at + step <= count && list[at + step] < slot) {
                step <<= 1;
            }
            int found =
                    at > count ? -1 : Arrays.binarySearch(list, at + (step >> 1), Math.min(at + step, count) + 1, slot);
            if (found >= 0) {
                slots[kept++] = slot;
                at = found + 1;
            } else if (at <= count) {
                at = Math.max(at, -found - 1);
            }
        }
        return Arrays.copyOf(slots, kept);
    }

    private static int[] keepIf(int[] slots, SlotSet set, boolean wanted) {
        int kept = 0;
        for (int slot : slots) {
            if (set.contains(slot) == wanted) {
                slots[kept++] = slot;
            }
        }
        return Arrays.copyOf(slots, kept);
    }

    private int[] subtract(int[] slots, Matcher matcher) {
        LabelValues label = names.get(matcher.name());
        if (label == null || slots.length == 0) {
            return slots;
        }
        return keepIf(slots, union(matcher, false), false);
    }

    /** The slots that have the label with a value that fits the matcher, or with one that does not. */
    private SlotSet union(Matcher matcher, boolean fits) {
        SlotSet slots = new SlotSet(all.length);
        LabelValues label = names.get(matcher.name());
        if (label == null) {
            return slots;
        }
        if (!matcher.operator().isRegex() && matcher.operator().isNegative() && !fits) {
            slots.addAll(label.postings.getOrDefault(matcher.value(), NONE));
        } else if (!matcher.operator().isRegex()) {
            // foo="" leaves out every value, foo!="" keeps every value: what is asked for is whatever is there.
            label.postings.values().forEach(slots::addAll);
        } else {
            for (String value : values(label, matcher, fits)) {
                slots.addAll(label.postings.getOrDefault(value, NONE));
            }
        }
        return slots;
    }

    private String[] values(LabelValues label, Matcher matcher, boolean fits) {
        long version = label.version;
        synchronized (remembered) {
            Resolved known = remembered.get(matcher);
            if (known != null && known.label == label && known.version == version) {
                return known.values;
            }
        }
        String[] values = ValueCondition.of(matcher).select(label.postings, fits);
        if (values.length <= REMEMBERED_VALUES) {
            synchronized (remembered) {
                remembered.put(matcher, new Resolved(label, version, values));
            }
        }
        return values;
    }

    /** A growing run of slots. */
    private static final class SlotList {
        private int[] slots = new int[1];
        private int size;

        private void add(int slot) {
            if (size == slots.length) {
                slots = Arrays.copyOf(slots, 2 * size);
            }
            slots[size++] = slot;
        }
    }

    /** The list of a label, for checks; null where there is none. */
    int @Nullable [] postingsOf(String name, String value) {
        LabelValues label = names.get(name);
        return label == null ? null : label.postings.get(value);
    }
}
