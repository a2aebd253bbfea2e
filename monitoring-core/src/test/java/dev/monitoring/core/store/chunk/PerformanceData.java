package dev.monitoring.core.store.chunk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values that compression and speed are measured on: 2,000 series of 720 samples, in ten classes from constants to noise.
 * Read from the directory that the system property {@code perfset} names, which the generator of the shared performance data
 * has filled; made here, alike in kind, where there is none. Immutable.
 *
 * @param recorded whether the values were read
 * @param classes the class of each series
 * @param values the values of each series
 */
@SuppressWarnings("ArrayRecordComponent")
public record PerformanceData(boolean recorded, List<String> classes, double[][] values) {
    public static final int SAMPLES = 720;
    public static final long START_MILLIS = 1_750_000_200_000L;
    public static final int STEP_MILLIS = 5_000;

    private static final Pattern ROW_CLASSES = Pattern.compile("\"class_of_row\": \\[(.*?)]", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("\"(\\w+)\"");

    /** The data of the directory that the property names, else data made here. */
    public static PerformanceData load() {
        String directory = System.getProperty("perfset", "");
        return directory.isEmpty() ? generate() : read(Path.of(directory));
    }

    private static PerformanceData read(Path directory) {
        try {
            Matcher list = ROW_CLASSES.matcher(Files.readString(directory.resolve("classes.json")));
            if (!list.find()) {
                throw new IllegalArgumentException("classes.json in " + directory + " has no class_of_row");
            }
            List<String> classes = WORD.matcher(list.group(1))
                    .results()
                    .map(word -> word.group(1))
                    .toList();
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(directory.resolve("values.f64le")))
                    .order(ByteOrder.LITTLE_ENDIAN);
            double[][] values = new double[classes.size()][SAMPLES];
            for (double[] row : values) {
                bytes.asDoubleBuffer().get(row);
                bytes.position(bytes.position() + 8 * SAMPLES);
            }
            return new PerformanceData(true, classes, values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PerformanceData generate() {
        Random random = new Random(20240601);
        List<String> classes = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        add(classes, values, "g_noise", 250, i -> noise(random));
        add(classes, values, "g_timer", 250, i -> timer(random));
        add(classes, values, "g_dec", 250, i -> decimals(random));
        add(classes, values, "g_bytes", 250, i -> sawTooth(random));
        add(classes, values, "c_count", 200, i -> counter(random, new double[] {0.05, 1, 10, 100, 1000}[i % 5]));
        add(classes, values, "c_bucket", 260, i -> counter(random, 60.0 * (i % 13 + 1) / 13));
        add(classes, values, "c_sum", 20, i -> sum(random));
        add(classes, values, "c_cnt", 20, i -> counter(random, 60));
        double[] constants = {4294967296.0, 1048576, 10, 1749990000.123, 2};
        add(classes, values, "k_const", 350, i -> constant(constants[i % 5]));
        add(classes, values, "k_slow", 150, i -> steps(random));
        return new PerformanceData(false, List.copyOf(classes), values.toArray(new double[0][]));
    }

    private interface Row {
        double[] make(int index);
    }

    private static void add(List<String> classes, List<double[]> values, String name, int count, Row row) {
        for (int i = 0; i < count; i++) {
            classes.add(name);
            values.add(row.make(i));
        }
    }

    private static double[] noise(Random random) {
        double[] row = new double[SAMPLES];
        double walk = 0.3;
        for (int i = 0; i < SAMPLES; i++) {
            walk += 0.01 * random.nextGaussian();
            double share = Math.min(1, Math.max(0, walk + 0.03 * random.nextGaussian()));
            double total = 1e10 + random.nextInt(4_000_000) - 2_000_000;
            row[i] = Math.floor(share * total) / total;
        }
        return row;
    }

    private static double[] timer(Random random) {
        double[] row = new double[SAMPLES];
        double walk = -4;
        for (int i = 0; i < SAMPLES; i++) {
            walk += 0.02 * random.nextGaussian();
            double count = poisson(random, 40) + 1;
            row[i] = Math.floor(Math.exp(walk + 0.2 * random.nextGaussian()) * 1e9 * count) / count / 1e9;
        }
        return row;
    }

    private static double[] decimals(Random random) {
        double[] row = new double[SAMPLES];
        double walk = 50;
        for (int i = 0; i < SAMPLES; i++) {
            walk += 0.3 * random.nextGaussian();
            row[i] = Math.rint((walk + 0.5 * random.nextGaussian()) * 100) / 100;
        }
        return row;
    }

    private static double[] sawTooth(Random random) {
        double[] row = new double[SAMPLES];
        long used = (1L << 25) + random.nextInt(3 << 25) & -8L;
        long limit = used + (1L << 28);
        for (int i = 0; i < SAMPLES; i++) {
            used += (1L << 17) + random.nextInt((1 << 22) - (1 << 17)) & -8L;
            if (used > limit) {
                used -= (1L << 28) - (random.nextInt(1 << 20) & -8L);
            }
            row[i] = used;
        }
        return row;
    }

    private static double[] counter(Random random, double perTick) {
        double[] row = new double[SAMPLES];
        double total = 0;
        for (int i = 0; i < SAMPLES; i++) {
            total += poisson(random, perTick);
            row[i] = total;
        }
        return row;
    }

    private static double[] sum(Random random) {
        double[] row = new double[SAMPLES];
        double total = 0;
        for (int i = 0; i < SAMPLES; i++) {
            double tick = 0;
            for (int k = (int) poisson(random, 60); k > 0; k--) {
                tick += Math.exp(random.nextGaussian() - 2.5);
            }
            total += tick;
            row[i] = total;
        }
        return row;
    }

    private static double[] constant(double value) {
        double[] row = new double[SAMPLES];
        Arrays.fill(row, value);
        return row;
    }

    private static double[] steps(Random random) {
        double[] row = new double[SAMPLES];
        double value = 20;
        for (int i = 0; i < SAMPLES; i++) {
            value += random.nextInt(24) == 0 ? random.nextInt(7) - 3 : 0;
            row[i] = value;
        }
        return row;
    }

    private static double poisson(Random random, double mean) {
        if (mean > 30) {
            return Math.max(0, Math.rint(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        double limit = Math.exp(-mean);
        int events = 0;
        for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
            events++;
        }
        return events;
    }
}
