package dev.monitoring.samples.standalone.bench;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How long {@code Monitoring.start()} takes in a JVM that has done nothing before, with a port and all collectors that need
 * no address, and how long until the first answer over HTTP. Prints the median and the extremes over ten JVMs.
 *
 * <pre>{@code
 * mvn -q -DskipTests package
 * cd samples/standalone/target
 * java -cp monitoring-standalone.jar:test-classes dev.monitoring.samples.standalone.bench.ColdStart
 * }</pre>
 */
public final class ColdStart {
    private static final int RUNS = 10;
    private static final String ONCE = "once";

    private ColdStart() {}

    /**
     * Starts JVMs one after the other and measures in each.
     *
     * @param words the number of JVMs, ten by default
     */
    public static void main(String[] words) throws Exception {
        if (words.length == 1 && words[0].equals(ONCE)) {
            measure();
            return;
        }
        int runs = words.length == 0 ? RUNS : Integer.parseInt(words[0]);
        double[] starts = new double[runs];
        double[] answers = new double[runs];
        for (int i = 0; i < runs; i++) {
            String[] figures = runOnce().strip().split(" ", -1);
            starts[i] = Double.parseDouble(figures[0]);
            answers[i] = Double.parseDouble(figures[1]);
        }
        print("start()", starts);
        print("first answer", answers);
    }

    private static void measure() throws IOException {
        Clock clock = Clock.system();
        long begin = clock.nanoTime();
        try (Monitoring monitoring = Monitoring.builder().web(0).start()) {
            long started = clock.nanoTime();
            HttpURLConnection connection = (HttpURLConnection)
                    monitoring.url().orElseThrow().resolve("healthz").toURL().openConnection();
            int status = connection.getResponseCode();
            long answered = clock.nanoTime();
            if (status != 200) {
                throw new IllegalStateException("/healthz answered " + status);
            }
            System.out.printf(Locale.ROOT, "%.1f %.1f%n", (started - begin) / 1e6, (answered - begin) / 1e6);
        }
    }

    private static String runOnce() throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(List.of(
                        java.toString(), "-cp", System.getProperty("java.class.path"), ColdStart.class.getName(), ONCE))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IllegalStateException("a JVM ended with status " + status + " and printed: " + printed);
        }
        return printed;
    }

    private static void print(String what, double[] millis) {
        Arrays.sort(millis);
        double median = (millis[(millis.length - 1) / 2] + millis[millis.length / 2]) / 2;
        System.out.printf(
                Locale.ROOT,
                "%-12s median %.0f ms, from %.0f to %.0f over %d JVMs%n",
                what,
                median,
                millis[0],
                millis[millis.length - 1],
                millis.length);
    }
}
