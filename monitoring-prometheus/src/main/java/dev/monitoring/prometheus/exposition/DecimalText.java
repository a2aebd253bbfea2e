package dev.monitoring.prometheus.exposition;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes numbers as the shortest decimal text that reads back to the same double. Confined to one thread.
 *
 * <p>The form is that of Prometheus' JSON API: plain digits from 1e-6 up to 1e21, beyond that an exponent of at least two
 * digits with its sign ({@code 1e-07}, {@code 1.5e+21}); {@code NaN}, {@code +Inf}, {@code -Inf}; whole numbers without a
 * point. The bytes are the same on every Java, which {@code Double.toString} before Java 19 does not promise.
 */
public final class DecimalText {
    // Design note.
    //
    // Most samples are whole numbers or have up to three decimals, and take a way without any search: a decimal of at
    // most 15 digits is the only one of that length or less to read back as its double, so it is the shortest.
    //
    // All others go through Schubfach (R. Giulietti, "The Schubfach way to render doubles", 2020). For v = c * 2^q
    // let k = floor(log10(2^q)), so that the interval of numbers that round to v holds one multiple of 10^k at least
    // and one multiple of 10^(k+1) at most. v and the bounds of the interval are scaled by 4 * 10^-k with 126 bits of
    // that power, to odd where inexact ("round to odd"), which leaves comparisons with whole numbers exact. The
    // multiple of 10^(k+1) inside is the shortest, where there is one, else the closer of the two multiples of 10^k
    // around v.

    /** Room for sign, 15 digits, point and 16 decimals, of which those that are zeros are written over by what follows. */
    public static final int MAX_BYTES = 33;

    private static final int PLAIN_MIN_POINT = -6;
    private static final int PLAIN_MAX_POINT = 21;
    /** Whole numbers below this have at most 15 digits. */
    private static final double MAX_EXACT = 1e15;
    /** Numbers below this have at most 15 digits with three decimals. */
    private static final double MAX_EXACT_DECIMALS = 1e12;

    private static final int SIGNIFICAND_BITS = 52;
    private static final long HIDDEN_BIT = 1L << SIGNIFICAND_BITS;
    private static final int MIN_EXPONENT = -1074;

    /** The first whole number of more than eight digits. */
    private static final long EIGHT_DIGITS = 100_000_000;
    /** The first whole number of more than sixteen digits. */
    private static final long SIXTEEN_DIGITS = EIGHT_DIGITS * EIGHT_DIGITS;

    /** The text {@code 00000000}. */
    private static final long EIGHT_ZEROS = 0x3030_3030_3030_3030L;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long[] WHOLE_POWERS = wholePowers();
    private static final byte[] DIGIT_PAIRS = digitPairs();
    private static final long[] POWERS_OF_TEN = powersOfTen();
    private static final byte[] NAN = "NaN".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] POSITIVE_INFINITY = "+Inf".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEGATIVE_INFINITY = "-Inf".getBytes(StandardCharsets.US_ASCII);

    private long digits;
    private int exponent;

    /** Writes {@code value} at {@code at}, where {@link #MAX_BYTES} must be free; returns the index after it. */
    public int write(double value, byte[] into, int at) {
        double magnitude = Math.abs(value);
        int next = at;
        if (magnitude < MAX_EXACT) {
            long whole = (long) magnitude;
            if (Double.doubleToRawLongBits(value) < 0) {
                into[next++] = '-';
            }
            if (whole == magnitude) {
                return write(whole, into, next);
            }
            if (magnitude < MAX_EXACT_DECIMALS) {
                long thousandths = (long) (magnitude * 1000 + 0.5);
                if (thousandths / 1000.0 == magnitude) {
                    return writeThousandths(thousandths, into, next);
                }
            }
        } else if (Double.isNaN(value)) {
            return copy(NAN, into, at);
        } else if (Double.isInfinite(value)) {
            return copy(value > 0 ? POSITIVE_INFINITY : NEGATIVE_INFINITY, into, at);
        } else if (value < 0) {
            into[next++] = '-';
        }
        findShortest(magnitude);
        return writeFound(into, next, PLAIN_MIN_POINT, PLAIN_MAX_POINT);
    }

    /**
     * The text of {@code value} as OpenMetrics wants the labels {@code le} and {@code quantile}: Go's {@code %g} with
     * {@code .0} where it would look like an integer.
     */
    String canonical(double value) {
        byte[] text = new byte[MAX_BYTES];
        int end;
        if (Double.isNaN(value) || Double.isInfinite(value) || value == 0) {
            end = write(value, text, 0);
        } else {
            findShortest(Math.abs(value));
            if (value < 0) {
                text[0] = '-';
            }
            end = writeFound(text, value < 0 ? 1 : 0, -4, 6);
        }
        String number = new String(text, 0, end, StandardCharsets.US_ASCII);
        boolean whole = !Double.isNaN(value) && !Double.isInfinite(value) && !number.matches(".*[.e].*");
        return whole ? number + ".0" : number;
    }

    /** Writes a whole number that is not negative; returns the index after it. */
    public static int write(long number, byte[] into, int at) {
        return write(number, digitCount(number), into, at);
    }

    private static int write(long number, int count, byte[] into, int at) {
        int end = at + count;
        int next = end;
        long rest = number;
        while (rest >= EIGHT_DIGITS) {
            long quotient = rest / EIGHT_DIGITS;
            next -= 8;
            writeEight((int) (rest - quotient * EIGHT_DIGITS), into, next);
            rest = quotient;
        }
        int few = (int) rest;
        while (few >= 100) {
            int quotient = few / 100;
            next -= 2;
            writePair(few - quotient * 100, into, next);
            few = quotient;
        }
        if (few >= 10) {
            writePair(few, into, next - 2);
        } else {
            into[next - 1] = (byte) ('0' + few);
        }
        return end;
    }

    /** Writes eight digits, leading zeros included. */
    private static void writeEight(int number, byte[] into, int at) {
        LONGS.set(into, at, eightDigits(number) + EIGHT_ZEROS);
    }

    /**
     * Eight digits as numbers, the first one in the lowest byte. They are reckoned all at once: halves of four digits, then
     * quarters of two, at last single ones lie side by side, and each division is a multiplication that serves all of them.
     */
    private static long eightDigits(int number) {
        int upper = number / 10_000;
        long halves = upper | (long) (number - upper * 10_000) << 32;
        long hundreds = halves * 5_243 >>> 19 & 0x7f_0000_007fL;
        long quarters = hundreds | halves - 100 * hundreds << 16;
        long tens = quarters * 103 >>> 10 & 0x000f_000f_000f_000fL;
        return tens | quarters - 10 * tens << 8;
    }

    private static void writePair(int number, byte[] into, int at) {
        into[at] = DIGIT_PAIRS[2 * number];
        into[at + 1] = DIGIT_PAIRS[2 * number + 1];
    }

    /** Writes thousandths that are not negative as a number with up to three decimals; returns the index after it. */
    static int writeThousandths(long thousandths, byte[] into, int at) {
        long whole = thousandths / 1000;
        int rest = (int) (thousandths - 1000 * whole);
        int next = write(whole, into, at);
        if (rest == 0) {
            return next;
        }
        into[next++] = '.';
        into[next++] = (byte) ('0' + rest / 100);
        rest %= 100;
        if (rest != 0) {
            into[next++] = DIGIT_PAIRS[2 * rest];
            if (rest % 10 != 0) {
                into[next++] = DIGIT_PAIRS[2 * rest + 1];
            }
        }
        return next;
    }

    /** Writes what {@link #findShortest} found: plain where the point falls into the range given, else with an exponent. */
    private int writeFound(byte[] into, int at, int minPoint, int maxPoint) {
        if (digits >= SIXTEEN_DIGITS / 10 && digits < 10 * SIXTEEN_DIGITS) {
            // 16 or 17 digits: which it is differs like a coin's side, so all have 17 from here on.
            long shorter = digits - SIXTEEN_DIGITS >> 63;
            long seventeen = digits + (9 * digits & shorter);
            int point = 17 + exponent + (int) shorter;
            if (point > minPoint && point <= Math.min(maxPoint, 15)) {
                return writeSeventeen(seventeen, point, into, at);
            }
        }
        int count = digitCount(digits);
        int point = count + exponent;
        int next = at;
        if (point > minPoint && point <= 0) {
            into[next++] = '0';
            into[next++] = '.';
            for (int i = point; i < 0; i++) {
                into[next++] = '0';
            }
            return withoutZeros(into, write(digits, count, into, next));
        }
        if (point > 0 && point <= maxPoint) {
            if (exponent < 0) {
                return writeWithPoint(count, point, into, next);
            }
            next = write(digits, count, into, next);
            for (int i = 0; i < exponent; i++) {
                into[next++] = '0';
            }
            return next;
        }
        next = writeWithPoint(count, 1, into, next);
        into[next++] = 'e';
        into[next++] = (byte) (point > 0 ? '+' : '-');
        int scientific = Math.abs(point - 1);
        if (scientific < 10) {
            into[next++] = '0';
        }
        return write(scientific, into, next);
    }

    /** Writes 17 digits as a plain number whose point stands after the first {@code point} of them, 15 at most. */
    private static int writeSeventeen(long digits, int point, byte[] into, int at) {
        int next = at;
        if (point <= 0) {
            into[next++] = '0';
            into[next++] = '.';
            for (int i = point; i < 0; i++) {
                into[next++] = '0';
            }
            long first = digits / SIXTEEN_DIGITS;
            into[next] = (byte) ('0' + first);
            return writeSixteenDecimals(digits - first * SIXTEEN_DIGITS, into, next + 1);
        }
        long unit = WHOLE_POWERS[17 - point];
        long whole = digits / unit;
        next = write(whole, point, into, next);
        if (whole * unit == digits) {
            return next;
        }
        into[next] = '.';
        return writeSixteenDecimals((digits - whole * unit) * WHOLE_POWERS[point - 1], into, next + 1);
    }

    /** Writes 16 digits without the zeros at their end; returns the index after the last one. */
    private static int writeSixteenDecimals(long decimals, byte[] into, int at) {
        long upper = decimals / EIGHT_DIGITS;
        long first = eightDigits((int) upper);
        long last = eightDigits((int) (decimals - upper * EIGHT_DIGITS));
        LONGS.set(into, at, first + EIGHT_ZEROS);
        LONGS.set(into, at + 8, last + EIGHT_ZEROS);
        int zeros = last != 0 ? Long.numberOfLeadingZeros(last) : 64 + Long.numberOfLeadingZeros(first);
        return at + 16 - (zeros >>> 3);
    }

    /** Writes the digits with a point after the first few, of which there are mostly one or two. */
    private int writeWithPoint(int count, int point, byte[] into, int at) {
        int end = write(digits, count, into, at + 1);
        for (int i = at; i < at + point; i++) {
            into[i] = into[i + 1];
        }
        into[at + point] = '.';
        return withoutZeros(into, end);
    }

    /** The end of a number with a point without the zeros after it, and without the point where nothing else is there. */
    private static int withoutZeros(byte[] into, int end) {
        int next = end;
        while (into[next - 1] == '0') {
            next--;
        }
        return into[next - 1] == '.' ? next - 1 : next;
    }

    /** Sets {@link #digits}, which may end with zeros, and {@link #exponent} for a finite number above zero. */
    private void findShortest(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int biased = (int) (bits >>> SIGNIFICAND_BITS);
        long fraction = bits & HIDDEN_BIT - 1;
        long significand = biased == 0 ? fraction : fraction | HIDDEN_BIT;
        int binaryExponent = MIN_EXPONENT + Math.max(0, biased - 1);
        boolean narrowBelow = fraction == 0 && biased > 1;
        int odd = (int) significand & 1;
        int k = narrowBelow ? floorLog10OfThreeQuarters(binaryExponent) : floorLog10(binaryExponent);
        int shift = binaryExponent + floorLog2OfPowerOfTen(-k) + 2;
        int power = 2 * (-k - MIN_POWER);
        long high = POWERS_OF_TEN[power];
        long low = POWERS_OF_TEN[power + 1];
        long four = significand << 2;
        long scaled = scale(high, low, four << shift);
        long lower = scale(high, low, four - (narrowBelow ? 1 : 2) << shift) + odd;
        long upper = scale(high, low, four + 2 << shift) - odd;

        // Which multiple it is differs from number to number like a coin's side, so it is reckoned without branches:
        // what begins with "not" is -1 where it holds, else 0. All terms are below 2^60.
        long below = scaled >> 2;
        long tensBelow = below / 10 * 10;
        long notTensBelow = (tensBelow << 2) - lower >> 63;
        long notTensAbove = upper - (tensBelow + 10 << 2) >> 63;
        long tens = tensBelow + (10 & notTensBelow);
        long notBelow = (below << 2) - lower >> 63;
        long notAbove = upper - (below + 1 << 2) >> 63;
        long distance = scaled - (2 * below + 1 << 1);
        long notCloserBelow = -distance - (below & 1) >> 63;
        long one = below - (notBelow | notCloserBelow & ~notAbove);
        digits = one ^ (one ^ tens) & ~(notTensBelow & notTensAbove);
        exponent = k;
    }

    /** {@code factor * (high, low) / 2^126}, rounded to odd; the power has 63 bits in each half. */
    private static long scale(long high, long low, long factor) {
        long carry = Math.multiplyHigh(low, factor);
        long middle = (high * factor >>> 1) + carry;
        long top = Math.multiplyHigh(high, factor) + (middle >>> 63);
        return top | (middle & Long.MAX_VALUE) + Long.MAX_VALUE >>> 63;
    }

    // Logarithms as multiplications: the constants are the logarithms times a power of two, and exact for |e| <= 1100.

    /** floor(log10(2^e)). */
    static int floorLog10(int e) {
        return (int) (e * 661_971_961_083L >> 41);
    }

    /** floor(log10(3/4 * 2^e)). */
    static int floorLog10OfThreeQuarters(int e) {
        return (int) (e * 661_971_961_083L - 274_743_187_321L >> 41);
    }

    /** floor(log2(10^e)). */
    static int floorLog2OfPowerOfTen(int e) {
        return (int) (e * 913_124_641_741L >> 38);
    }

    private static int digitCount(long number) {
        // Whole numbers have as many digits as those before them: the processor foresees the branches, which is faster
        // than to count bits and look up. Beyond 18 digits the loop's bound would overflow.
        if (number >= SIXTEEN_DIGITS) {
            return number < 10 * SIXTEEN_DIGITS ? 17 : number < 100 * SIXTEEN_DIGITS ? 18 : 19;
        }
        if (number >= SIXTEEN_DIGITS / 10) {
            return 16;
        }
        int count = 1;
        for (long bound = 10; number >= bound; bound *= 10) {
            count++;
        }
        return count;
    }

    private static int copy(byte[] text, byte[] into, int at) {
        System.arraycopy(text, 0, into, at, text.length);
        return at + text.length;
    }

    private static long[] wholePowers() {
        long[] powers = new long[18];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = 10 * powers[i - 1];
        }
        return powers;
    }

    private static byte[] digitPairs() {
        byte[] pairs = new byte[200];
        for (int i = 0; i < 100; i++) {
            pairs[2 * i] = (byte) ('0' + i / 10);
            pairs[2 * i + 1] = (byte) ('0' + i % 10);
        }
        return pairs;
    }

    private static final int MIN_POWER = -292;
    private static final int MAX_POWER = 324;

    /** For each power of ten its 126 leading bits plus one, in two halves of 63 bits. */
    private static long[] powersOfTen() {
        long[] powers = new long[2 * (MAX_POWER - MIN_POWER + 1)];
        BigInteger power = BigInteger.ONE;
        for (int e = 0; e <= MAX_POWER; e++) {
            int surplus = power.bitLength() - 126;
            store(powers, e, surplus > 0 ? power.shiftRight(surplus) : power.shiftLeft(-surplus));
            if (e > 0 && -e >= MIN_POWER) {
                store(
                        powers,
                        -e,
                        BigInteger.ONE.shiftLeft(power.bitLength() + 125).divide(power));
            }
            power = power.multiply(BigInteger.TEN);
        }
        return powers;
    }

    private static void store(long[] powers, int e, BigInteger leadingBits) {
        BigInteger above = leadingBits.add(BigInteger.ONE);
        powers[2 * (e - MIN_POWER)] = above.shiftRight(63).longValueExact();
        powers[2 * (e - MIN_POWER) + 1] = above.longValue() & Long.MAX_VALUE;
    }
}
