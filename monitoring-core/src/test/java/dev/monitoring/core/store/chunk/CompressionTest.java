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
        SampleRing open = new SampleRing(new double[SampleRing.CAPACITY], SampleRing.CAPACITY) {};
        long[] timestamps = new long[SampleRing.CAPACITY];
        double[] values = new double[SampleRing.CAPACITY];

        for (int series = 0; series < data.values().length; series++) {
            double[] row = data.values()[series];
            long[] sizes = byClass.computeIfAbsent(data.classes().get(series), name -> new long[2]);
            for (int from = 0; from < row.length; from += SampleRing.CAPACITY) {
                open.beginBlock(open.openValues(), null, SampleRing.CAPACITY, PerformanceData.STEP_MILLIS);
                for (int i = from; i < from + SampleRing.CAPACITY; i++) {
                    open.add(PerformanceData.START_MILLIS + (long) i * PerformanceData.STEP_MILLIS, row[i]);
                }
                byte[] block = encoder.seal(open);
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
}
