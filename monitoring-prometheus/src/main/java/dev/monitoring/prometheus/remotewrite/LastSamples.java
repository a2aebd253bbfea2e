package dev.monitoring.prometheus.remotewrite;

/** For each series of a request the index of its last sample so far. Confined to one thread; emptied without garbage. */
final class LastSamples {
    private static final int INITIAL_SLOTS = 512;

    private long[] references = new long[INITIAL_SLOTS];
    private int[] samples = new int[INITIAL_SLOTS];
    private int[] stamps = new int[INITIAL_SLOTS];
    private int stamp = 1;
    private int size;

    void clear() {
        stamp++;
        size = 0;
    }

    /** Remembers a sample of a series; returns the one before it, or -1. */
    int put(long reference, int sample) {
        int i = slot(reference);
        if (stamps[i] == stamp) {
            int before = samples[i];
            samples[i] = sample;
            return before;
        }
        references[i] = reference;
        samples[i] = sample;
        stamps[i] = stamp;
        if (2 * ++size > references.length) {
            grow();
        }
        return -1;
    }

    private int slot(long reference) {
        // References count up from small numbers; the multiplication spreads them.
        int i = (int) (reference * 0x9e3779b97f4a7c15L >>> 40) & references.length - 1;
        while (stamps[i] == stamp && references[i] != reference) {
            i = i + 1 & references.length - 1;
        }
        return i;
    }

    private void grow() {
        long[] oldReferences = references;
        int[] oldSamples = samples;
        int[] oldStamps = stamps;
        int slots = 2 * oldReferences.length;
        references = new long[slots];
        samples = new int[slots];
        stamps = new int[slots];
        for (int i = 0; i < oldReferences.length; i++) {
            if (oldStamps[i] == stamp) {
                int free = slot(oldReferences[i]);
                references[free] = oldReferences[i];
                samples[free] = oldSamples[i];
                stamps[free] = stamp;
            }
        }
    }
}
