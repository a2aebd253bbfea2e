package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.function.Absent;

/**
 * {@code limit_ratio}: a share of the series, the same ones each time. A series has a fixed place in [0, 1), found from its
 * labels; a positive ratio takes the places below it, a negative one those that its positive complement leaves.
 */
final class LimitRatioOperator extends UnaryOperator {
    private static final double RANGE = 0x1p53;
    private static final int UNUSED_BITS = 11;

    private final double[] ratios;

    LimitRatioOperator(Operator input, double[] ratios) {
        super(input);
        this.ratios = ratios;
    }

    @Override
    int evaluate(int series, double[] out) {
        int present = input().evaluate(series, out);
        if (present == 0) {
            return 0;
        }
        double place = place(labels(series));
        for (int step = 0; step < steps(); step++) {
            double ratio = Math.max(-1, Math.min(1, ratios[step]));
            boolean taken = ratio >= 0 ? place < ratio : place >= 1 + ratio;
            if (!taken && !Absent.is(out[step])) {
                out[step] = Absent.VALUE;
                present--;
            }
        }
        return present;
    }

    /** FNV-1a over the label texts, its bits mixed as MurmurHash3 does at the end. */
    static double place(Labels labels) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < labels.size(); i++) {
            hash = mixIn(mixIn(hash, labels.name(i)), labels.value(i));
        }
        hash ^= hash >>> 33;
        hash *= 0xFF51AFD7ED558CCDL;
        hash ^= hash >>> 33;
        hash *= 0xC4CEB9FE1A85EC53L;
        hash ^= hash >>> 33;
        return (hash >>> UNUSED_BITS) / RANGE;
    }

    private static long mixIn(long hash, String text) {
        long mixed = hash;
        for (int i = 0; i < text.length(); i++) {
            mixed = (mixed ^ text.charAt(i)) * 0x100000001B3L;
        }
        return (mixed ^ 0xFFFF) * 0x100000001B3L;
    }
}
