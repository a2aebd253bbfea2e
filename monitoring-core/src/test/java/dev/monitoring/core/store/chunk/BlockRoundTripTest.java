package dev.monitoring.core.store.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class BlockRoundTripTest {
    private static final long START = 1_750_000_200_000L;
    private static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);
    private static final double OTHER_NAN = Double.longBitsToDouble(0xfff8dead_beef0001L);

    private final BlockEncoder encoder = new BlockEncoder();
    private final Set<Codec> codecs = EnumSet.noneOf(Codec.class);

    @Test
    void givesBackEveryBitOfRandomBlocks() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);

        for (int round = 0; round < 40_000; round++) {
            int n = 1 + random.nextInt(SampleRing.CAPACITY);
            long[] timestamps = timestamps(random, n);
            double[] values = values(random, n);
            if (random.nextInt(4) == 0) {
                sprinkle(random, values);
            }

            check(timestamps, values, "seed " + seed + ", round " + round);
        }

        assertEquals(EnumSet.allOf(Codec.class), codecs, "seed " + seed);
    }

    @Test
    void givesBackEveryBitOfBlocksModelledOnTheOneBefore() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);

        for (int round = 0; round < 2_000; round++) {
            SampleRing ring = ring();
            long now = START;
            double[] values = values(random, SampleRing.CAPACITY);
            for (int number = 0; number < 20; number++) {
                // Now and then a series changes its character, or a value is none; most often it goes on.
                values = random.nextInt(8) == 0 ? values(random, SampleRing.CAPACITY) : goOn(random, values);
                if (random.nextInt(8) == 0) {
                    sprinkle(random, values);
                }
                int n = random.nextInt(4) == 0 ? 1 + random.nextInt(SampleRing.CAPACITY) : SampleRing.CAPACITY;
                now = checkNext(ring, now, values, n, "seed " + seed + ", round " + round + ", block " + number);
            }
        }

        assertEquals(EnumSet.allOf(Codec.class), codecs, "seed " + seed);
    }

    /** Values like others: in another order, and a little further on. */
    private static double[] goOn(Random random, double[] values) {
        double[] next = values.clone();
        double further = values[SampleRing.CAPACITY - 1] - values[0];
        for (int i = 0; i < next.length; i++) {
            next[i] = values[(i + 17) % next.length] + (random.nextBoolean() ? further : 0);
        }
        return next;
    }

    private long checkNext(SampleRing ring, long start, double[] values, int n, String what) {
        ring.beginBlock(ring.openValues(), null, SampleRing.CAPACITY, 5_000);
        for (int i = 0; i < n; i++) {
            assertEquals(SampleRing.Result.ADDED, ring.add(start + 5_000L * i, values[i]), what);
        }
        byte[] block = encoder.seal(ring);
        ring.push(block);
        long[] timestamps = new long[n];
        double[] decoded = new double[n];
        SealedBlock.decode(block, timestamps, decoded, 0);
        codecs.add(SealedBlock.codec(block));
        for (int i = 0; i < n; i++) {
            int index = i;
            assertEquals(start + 5_000L * i, timestamps[i], () -> what + ", time " + index);
            assertEquals(
                    Double.doubleToRawLongBits(values[i]),
                    Double.doubleToRawLongBits(decoded[i]),
                    () -> what + ", value " + index);
        }
        return start + 5_000L * n;
    }

    @Test
    void keepsWhatIsNoNumberBesideDecimals() {
        double[] values = new double[SampleRing.CAPACITY];
        for (int i = 0; i < values.length; i++) {
            values[i] = 100 + i % 7;
        }
        values[3] = -0.0;
        values[50] = OTHER_NAN;
        values[119] = STALE;

        byte[] block = check(grid(120, 5_000), values, "decimals");

        assertEquals(Codec.DECIMAL_FRAME, SealedBlock.codec(block));
        assertTrue(block.length < 100, "bytes: " + block.length);
    }

    @Test
    void takesAByteOrTwoForEachDropOfASawTooth() {
        double[] values = new double[SampleRing.CAPACITY];
        Random random = new Random(7);
        double used = 1 << 26;
        for (int i = 0; i < values.length; i++) {
            used += 8.0 * random.nextInt(1 << 16);
            used -= i % 40 == 39 ? 1 << 28 : 0;
            values[i] = used;
        }

        byte[] block = check(grid(120, 5_000), values, "saw-tooth");

        assertEquals(Codec.DECIMAL_DELTA, SealedBlock.codec(block));
        assertTrue(block.length < 120 * 2 + 40, "bytes: " + block.length);
    }

    @Test
    void findsNanosecondsInSeconds() {
        double[] values = new double[SampleRing.CAPACITY];
        Random random = new Random(7);
        long nanos = 1_234_567_890_123L;
        for (int i = 0; i < values.length; i++) {
            nanos += random.nextInt(1 << 20);
            values[i] = nanos / 1e9;
        }

        byte[] block = check(grid(120, 5_000), values, "seconds");

        assertEquals(Codec.DECIMAL_DELTA, SealedBlock.codec(block));
        assertTrue(block.length < 120 * 2.6 + 30, "bytes: " + block.length);
    }

    @Test
    void packsNoiseOfBothSignsBelowEightBytes() {
        double[] values = new double[SampleRing.CAPACITY];
        Random random = new Random(7);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextGaussian();
        }

        byte[] block = check(grid(120, 5_000), values, "both signs");

        assertTrue(block.length < 120 * 7.5, "bytes: " + block.length);
    }

    @Test
    void needsNoBytesForTimesOnAGrid() {
        double[] values = new double[SampleRing.CAPACITY];

        byte[] block = check(grid(120, 5_000), values, "grid");

        assertEquals(8, block.length);
    }

    @Test
    void needsAFewBytesForMissingTicks() {
        long[] timestamps = grid(100, 5_000);
        for (int i = 40; i < timestamps.length; i++) {
            timestamps[i] += i < 70 ? 5_000 : 25_000;
        }

        byte[] block = check(timestamps, new double[100], "gaps");

        assertTrue(block.length <= 24, "bytes: " + block.length);
    }

    @Test
    void needsAFewBitsForJitter() {
        long[] timestamps = grid(120, 5_000);
        Random random = new Random(7);
        for (int i = 0; i < timestamps.length; i++) {
            timestamps[i] += random.nextInt(11);
        }

        byte[] block = check(timestamps, new double[120], "jitter");

        assertTrue(block.length <= 120 * 5 / 8 + 24, "bytes: " + block.length);
    }

    private byte[] check(long[] timestamps, double[] values, String what) {
        SampleRing open = fill(timestamps, values);
        byte[] block = encoder.seal(open);
        int n = timestamps.length;
        long[] decodedTimestamps = new long[n + 2];
        double[] decodedValues = new double[n + 2];

        SealedBlock.decode(block, decodedTimestamps, decodedValues, 1);

        codecs.add(SealedBlock.codec(block));
        assertEquals(n, SealedBlock.count(block), what);
        assertEquals(timestamps[0], SealedBlock.startMillis(block), what);
        assertEquals(timestamps[n - 1], SealedBlock.endMillis(block), what);
        for (int i = 0; i < n; i++) {
            int index = i;
            assertEquals(timestamps[i], decodedTimestamps[i + 1], () -> what + ", time " + index);
            assertEquals(
                    Double.doubleToRawLongBits(values[i]),
                    Double.doubleToRawLongBits(decodedValues[i + 1]),
                    () -> what + ", value " + index);
        }
        assertEquals(0, decodedTimestamps[0] | decodedTimestamps[n + 1], what);
        assertEquals(0.0, decodedValues[0] + decodedValues[n + 1], what);
        return block;
    }

    private static SampleRing ring() {
        return new SampleRing(new double[SampleRing.CAPACITY], SampleRing.CAPACITY) {};
    }

    private static SampleRing fill(long[] timestamps, double[] values) {
        SampleRing ring = ring();
        for (int i = 0; i < timestamps.length; i++) {
            if (ring.add(timestamps[i], values[i]) == SampleRing.Result.OFF_GRID) {
                ring.noteTimes(new int[SampleRing.CAPACITY]);
                assertEquals(SampleRing.Result.ADDED, ring.add(timestamps[i], values[i]));
            }
        }
        return ring;
    }

    private static long[] grid(int n, int step) {
        long[] timestamps = new long[n];
        for (int i = 0; i < n; i++) {
            timestamps[i] = START + (long) i * step;
        }
        return timestamps;
    }

    private static long[] timestamps(Random random, int n) {
        int step = 1 + random.nextInt(random.nextBoolean() ? 10 : 100_000);
        long[] timestamps = grid(n, step);
        long offset = random.nextInt(3) == 0 ? -START - random.nextInt(1_000_000) : random.nextInt(10_000);
        long shifted = 0;
        int kind = random.nextInt(4);
        for (int i = 0; i < n; i++) {
            if (kind == 1 && random.nextInt(10) == 0) {
                shifted += Math.min((long) n * step, 10_000_000);
            } else if (kind == 2 && i > 0) {
                shifted += random.nextInt(20);
            } else if (kind == 3 && random.nextInt(4) == 0) {
                shifted += step;
            }
            timestamps[i] += offset + shifted;
        }
        return timestamps;
    }

    private static double[] values(Random random, int n) {
        double scale = Math.pow(10, random.nextInt(6));
        double walk = random.nextInt(1_000_000);
        double[] state = {walk, 0};
        DoubleSupplier next = switch (random.nextInt(12)) {
            case 0 -> () -> walk;
            case 1 -> () -> state[0] += random.nextInt(100);
            case 2 -> () -> Math.rint(random.nextGaussian() * 1000) / scale;
            case 3 -> () -> random.nextDouble() * scale;
            case 4 -> () -> random.nextGaussian() * scale;
            case 5 -> () -> Double.longBitsToDouble(random.nextLong());
            case 6 -> () -> state[0] = random.nextInt(20) == 0 ? random.nextDouble() : state[0];
            case 7 -> () -> state[0] += random.nextInt(50) == 0 ? -1e9 : 4096 * random.nextInt(50);
            case 8 -> () -> (state[1] += random.nextInt(1_000_000)) / 1e9;
            case 9 -> () -> random.nextBoolean() ? 0.0 : random.nextDouble();
            case 10 -> () -> state[0] += random.nextDouble();
            default -> longs(random);
        };
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = next.getAsDouble();
        }
        return values;
    }

    /** Integers of every magnitude, up to those a double cannot hold. */
    private static DoubleSupplier longs(Random random) {
        int bits = random.nextInt(64);
        LongSupplier next = () -> random.nextLong() >> bits;
        return () -> (double) next.getAsLong();
    }

    private static void sprinkle(Random random, double[] values) {
        double[] special = {
            Double.NaN,
            STALE,
            OTHER_NAN,
            -0.0,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            -Double.MAX_VALUE,
            Double.longBitsToDouble(0x7ff0000000000001L)
        };
        for (int i = random.nextInt(4); i >= 0; i--) {
            values[random.nextInt(values.length)] = special[random.nextInt(special.length)];
        }
    }
}
