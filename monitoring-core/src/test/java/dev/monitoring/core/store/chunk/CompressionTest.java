package dev.monitoring.core.store.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CompressionTest {
    @Test
    void needsAtMostTwoPointSixBytesForASampleOfThePerformanceData() {
        PerformanceData data = PerformanceData.load();
        Map<String, long[]> byClass = new TreeMap<>();
        BlockEncoder encoder = new BlockEncoder();
        long[] timestamps = new long[SampleRing.CAPACITY];
        double[] values = new double[SampleRing.CAPACITY];

        for (int series = 0; series < data.values().length; series++) {
            double[] row = data.values()[series];
            SampleRing open = new SampleRing(new double[SampleRing.CAPACITY], SampleRing.CAPACITY) {};
            long[] sizes = byClass.computeIfAbsent(data.classes().get(series), name -> new long[2]);
            for (int from = 0; from < row.length; from += SampleRing.CAPACITY) {
                open.beginBlock(open.openValues(), null, SampleRing.CAPACITY, PerformanceData.STEP_MILLIS);
                for (int i = from; i < from + SampleRing.CAPACITY; i++) {
                    open.add(PerformanceData.START_MILLIS + (long) i * PerformanceData.STEP_MILLIS, row[i]);
                }
                byte[] block = encoder.seal(open);
                open.push(block);
                SealedBlock.decode(block, timestamps, values, 0);
                for (int i = 0; i < SampleRing.CAPACITY; i++) {
                    assertEquals(
                            Double.doubleToRawLongBits(row[from + i]),
                            Double.doubleToRawLongBits(values[i]),
                            () -> "series of class " + data.classes());
                }
                sizes[0] += SampleRing.CAPACITY;
                sizes[1] += block.length;
            }
        }

        long samples = 0;
        long bytes = 0;
        StringBuilder report = new StringBuilder(
                "bytes/sample, headers included, " + (data.recorded() ? "shared data" : "generated data") + ":");
        for (Map.Entry<String, long[]> entry : byClass.entrySet()) {
            samples += entry.getValue()[0];
            bytes += entry.getValue()[1];
            report.append(String.format(
                    java.util.Locale.ROOT,
                    " %s %.3f",
                    entry.getKey(),
                    (double) entry.getValue()[1] / entry.getValue()[0]));
        }
        System.out.println(report.append(String.format(java.util.Locale.ROOT, ", all %.3f", (double) bytes / samples)));
        assertTrue(bytes <= 2.6 * samples, report.toString());
    }

    /**
     * A block is modelled on the one before, and its form is not looked for anew while it comes out about as small. What that
     * costs must not add up from block to block.
     */
    @Test
    void takesAtMostThreePercentMoreThanWithEachFormLookedForAnew() {
        PerformanceData data = PerformanceData.load();
        BlockEncoder encoder = new BlockEncoder();
        long modelled = 0;
        long anew = 0;

        for (double[] row : data.values()) {
            SampleRing chain = new SampleRing(new double[SampleRing.CAPACITY], SampleRing.CAPACITY) {};
            SampleRing alone = new SampleRing(new double[SampleRing.CAPACITY], SampleRing.CAPACITY) {};
            for (int hour = 0; hour < 3; hour++) {
                for (int from = 0; from < row.length; from += SampleRing.CAPACITY) {
                    long start = PerformanceData.START_MILLIS
                            + (long) (hour * row.length + from) * PerformanceData.STEP_MILLIS;
                    modelled += seal(encoder, chain, start, row, from, true);
                    anew += seal(encoder, alone, start, row, from, false);
                }
            }
        }

        assertTrue(modelled <= 1.03 * anew, modelled + " bytes against " + anew);
    }

    private static long seal(
            BlockEncoder encoder, SampleRing ring, long startMillis, double[] row, int from, boolean keep) {
        ring.beginBlock(ring.openValues(), null, SampleRing.CAPACITY, PerformanceData.STEP_MILLIS);
        for (int i = 0; i < SampleRing.CAPACITY; i++) {
            ring.add(startMillis + (long) i * PerformanceData.STEP_MILLIS, row[from + i]);
        }
        byte[] block = encoder.seal(ring);
        if (keep) {
            ring.push(block);
        }
        return block.length;
    }
}
