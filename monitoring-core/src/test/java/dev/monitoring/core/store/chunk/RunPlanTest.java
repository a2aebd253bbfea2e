package dev.monitoring.core.store.chunk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunPlanTest {
    /** Runs stand behind a header in a block, which is longer than a load for that. */
    private static final int HEADER = 8;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final RunPlan plan = new RunPlan();

    @Test
    void givesBackRunsOfEveryWidthAndLength() {
        BitSet widths = new BitSet();

        for (int width = 0; width <= Long.SIZE; width++) {
            for (int n = 1; n <= SampleRing.CAPACITY; n++) {
                long[] run = offsets(n, width, random.nextInt(Long.SIZE + 1 - width));

                plan.measure(run, n);
                check(run, "as it is");
                widths.set(plan.width());
                plan.measureDistances(run, n);
                check(run, "as distances");
            }
        }

        assertEquals(PackedRun.WHOLE + 1, widths.cardinality(), "widths " + widths);
    }

    @Test
    void givesBackValuesFarOutsideTheWindow() {
        for (int round = 0; round < 20_000; round++) {
            int n = 1 + random.nextInt(SampleRing.CAPACITY);
            long[] run = offsets(n, random.nextInt(40), random.nextInt(20));
            for (int i = random.nextInt(8); i >= 0; i--) {
                run[random.nextInt(n)] = random.nextLong() >> random.nextInt(Long.SIZE);
            }

            plan.measure(run, n);
            plan.search();
            check(run, "as it is");
            plan.measureDistances(run, n);
            plan.search();
            check(run, "as distances");
        }
    }

    @Test
    void takesOverTheWindowOfAnotherRunOnlyWhereThatIsSmaller() {
        RunPlan other = new RunPlan();
        for (int round = 0; round < 20_000; round++) {
            int n = 2 + random.nextInt(SampleRing.CAPACITY - 1);
            long[] before = offsets(n, random.nextInt(Long.SIZE + 1), 0);
            long[] run = random.nextInt(4) == 0 ? offsets(n, random.nextInt(Long.SIZE + 1), 0) : before.clone();
            run[random.nextInt(n)] += random.nextLong() >> random.nextInt(Long.SIZE);
            boolean distances = random.nextBoolean();
            measure(other, before, distances);
            byte[] block = new byte[2_000];
            other.write(block, 0);

            measure(plan, run, distances);
            int plain = plan.size();
            plan.considerLike(block, 0);

            assertEquals(Math.min(plain, plan.size()), plan.size(), () -> "seed " + seed);
            check(run, "in the window of another");
        }
    }

    private static void measure(RunPlan plan, long[] run, boolean distances) {
        if (distances) {
            plan.measureDistances(run, run.length);
        } else {
            plan.measure(run, run.length);
        }
    }

    /** Numbers that differ in {@code width} bits above {@code shift} ones that are zero. */
    private long[] offsets(int n, int width, int shift) {
        long base = random.nextLong() >> random.nextInt(Long.SIZE);
        long[] run = new long[n];
        for (int i = 0; i < n; i++) {
            run[i] = base + (width == 0 ? 0 : random.nextLong() >>> -width << shift);
        }
        return run;
    }

    private void check(long[] run, String what) {
        byte[] out = new byte[2_000];
        int end = plan.write(out, HEADER);
        assertEquals(HEADER + plan.size(), end, () -> what + ", seed " + seed);
        byte[] exact = Arrays.copyOf(out, end);
        long[] decoded = new long[run.length + 2];

        int read = PackedRun.decode(exact, HEADER, decoded, 1, run.length);

        assertEquals(end, read, () -> what + ", seed " + seed);
        assertArrayEquals(run, Arrays.copyOfRange(decoded, 1, run.length + 1), () -> what + ", seed " + seed);
    }
}
