package dev.monitoring.core.store.chunk;

/** The forms in which doubles become longs that lie close together, and back. Stateless. */
final class Forms {
    /** The greatest power of ten tried; nanoseconds as seconds have nine places. */
    static final int MAX_EXPONENT = 12;

    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12};

    /** Below this, rounding the product of a decimal and a power of ten gives its integer for certain. */
    private static final double EXACT = 1L << 51;

    private Forms() {}

    static double power(int exponent) {
        return POWERS[exponent];
    }

    /**
     * The exponent with which a value is a decimal: an integer divided by that power of ten, to the bit. The least one;
     * −1 where there is none.
     */
    static int exponent(double value) {
        // A decimal with few places is one with more places, too. So one look at as many as have room tells most values
        // that are none.
        int most = MAX_EXPONENT;
        double size = Math.abs(value);
        while (most > 0 && size * POWERS[most] >= EXACT) {
            most--;
        }
        if (!isDecimal(value, POWERS[most])) {
            return -1;
        }
        int exponent = 0;
        while (exponent < most && !isDecimal(value, POWERS[exponent])) {
            exponent++;
        }
        return exponent;
    }

    private static boolean isDecimal(double value, double power) {
        long mantissa = (long) Math.rint(value * power);
        return Double.doubleToRawLongBits(mantissa / power) == Double.doubleToRawLongBits(value);
    }

    /** Bits whose order as signed integers is that of the values; its own inverse. */
    static long order(long bits) {
        return bits ^ bits >> 63 >>> 1;
    }

    static long unorder(long ordered) {
        return order(ordered);
    }

    /**
     * Bits with the sign last, so that values of both signs and similar size lie close to each other; in the order of their
     * size as signed integers.
     */
    static long fold(long bits) {
        return Long.rotateLeft(bits, 1) ^ Long.MIN_VALUE;
    }

    static long unfold(long folded) {
        return Long.rotateRight(folded ^ Long.MIN_VALUE, 1);
    }
}
