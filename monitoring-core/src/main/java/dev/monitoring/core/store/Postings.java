package dev.monitoring.core.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sorted lists of slots, each in one array: entry 0 is how many there are, the slots follow ascending, the rest is room.
 * One writer; readers at any time.
 */
final class Postings {
    // Design note. New series mostly get the highest slot, so adding is writing behind the end and publishing the new
    // count with release; a reader loads the count with acquire and looks no further. Every other change makes a new
    // array, which the owner publishes. Count and slots in one array, and no object around it, keep a label value that
    // one series has at 24 bytes.

    private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);

    private Postings() {}

    /** How many slots are in the list. */
    static int count(int[] list) {
        return (int) INTS.getAcquire(list, 0);
    }

    /**
     * The list with some slots added.
     *
     * @param list the list so far, or null
     * @param slots what to add: ascending, none of them in the list; valid up to {@code slotCount}
     * @return the same array where there was room behind its end, else a new one
     */
    static int[] add(int @Nullable [] list, int[] slots, int slotCount) {
        int count = list == null ? 0 : list[0];
        if (list == null || count == 0 || list[count] < slots[0]) {
            int[] target = list;
            if (target == null || target.length < 1 + count + slotCount) {
                int room = count == 0 ? slotCount : Math.max(count + slotCount, count + (count >> 2) + 2);
                target = list == null ? new int[1 + room] : Arrays.copyOf(list, 1 + room);
            }
            System.arraycopy(slots, 0, target, 1 + count, slotCount);
            INTS.setRelease(target, 0, count + slotCount);
            return target;
        }
        return merge(list, count, slots, slotCount);
    }

    private static int[] merge(int[] list, int count, int[] slots, int slotCount) {
        int[] merged = new int[1 + count + slotCount];
        int i = 1;
        int j = 0;
        for (int to = 1; to < merged.length; to++) {
            merged[to] = j == slotCount || i <= count && list[i] < slots[j] ? list[i++] : slots[j++];
        }
        merged[0] = count + slotCount;
        return merged;
    }

    /** The list without the slots that are set in {@code gone}; null where nothing is left. */
    static int @Nullable [] without(int[] list, SlotSet gone) {
        int count = list[0];
        int[] rest = new int[1 + count];
        int kept = 0;
        for (int i = 1; i <= count; i++) {
            if (!gone.contains(list[i])) {
                rest[++kept] = list[i];
            }
        }
        if (kept == 0) {
            return null;
        }
        int[] exact = kept == count ? rest : Arrays.copyOf(rest, 1 + kept);
        exact[0] = kept;
        return exact;
    }

    /** Whether the list contains {@code slot}. */
    static boolean contains(int[] list, int slot) {
        return Arrays.binarySearch(list, 1, 1 + count(list), slot) >= 0;
    }
}
