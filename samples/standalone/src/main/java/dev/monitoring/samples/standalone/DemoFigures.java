package dev.monitoring.samples.standalone;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.samples.standalone.DemoSeries.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what the demonstration shows, from lines of these forms:
 *
 * <pre>{@code
 * target COLLECTOR JOB INSTANCE              the series after it belong to that target
 * gauge SERIES BASE SWING PERIOD             swings around BASE once in PERIOD seconds; in whole numbers, unless BASE has a point
 * rise SERIES BASE SWING PERIOD BY           the same, and in the minute before the start it rises by BY: what alerts are about
 * counter SERIES RATE SWING PERIOD           counts up, RATE a second on average
 * histogram SERIES RATE MEDIAN PERIOD        observations, half of them below MEDIAN seconds
 * fixed SERIES VALUE
 * grow SERIES BASE RATE                      BASE at the start, RATE a second more
 * since SERIES SECONDS                       the time so many seconds before the start
 * last SERIES PERIOD                         the latest time that is a multiple of PERIOD
 * }</pre>
 *
 * A line may end with {@code with NAME}: what is with the same name swings together, as what comes in and what goes out does.
 *
 * Confined to one thread.
 */
final class DemoFigures {
    private static final String FILE = "demo.txt";
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final double[] BOUNDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

    /** Counters begin that long before the start. */
    private static final double COUNTING_SECONDS = 100_000;

    private static final double RISING_SECONDS = 60;

    private final double startSeconds;
    private final List<DemoTarget> targets = new ArrayList<>();
    private final Map<String, Family> families = new HashMap<>();
    private List<DemoSeries> series = List.of();

    private DemoFigures(double startSeconds) {
        this.startSeconds = startSeconds;
    }

    /** All targets of the demonstration. */
    static List<DemoTarget> targets(long startMillis) {
        DemoFigures figures = new DemoFigures(startMillis / 1e3);
        int number = 0;
        for (String line : resource(FILE).split("\n", -1)) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                figures.read(line, number);
            }
        }
        return figures.targets;
    }

    /** The text of a file beside this class. */
    static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(DemoFigures.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }

    private void read(String line, int number) {
        int space = line.indexOf(' ');
        String kind = line.substring(0, space);
        if (kind.equals("target")) {
            String[] words = line.split(" ", -1);
            series = new ArrayList<>();
            targets.add(new DemoTarget(words[1], Target.of(words[2], words[3]), series));
            return;
        }
        int end = line.lastIndexOf('}') + 1;
        if (end == 0) {
            end = line.indexOf(' ', space + 1);
        }
        String name = line.substring(space + 1, end);
        String[] shape = line.substring(end + 1).split(" with ", -1);
        double[] numbers = numbers(shape[0]);
        int seed = (shape.length > 1 ? shape[1] : name).hashCode();
        Labels labels = labels(name);
        String family = name.replaceAll("\\{.*", "");
        switch (kind) {
            case "gauge" -> add(family, labels, gauge(shape[0], numbers, seed));
            case "rise" -> add(family, labels, rise(gauge(shape[0], numbers, seed), numbers[3]));
            case "counter" -> add(family, labels, counter(numbers[0], numbers[1], numbers[2], seed));
            case "histogram" -> histogram(family, labels, numbers, seed);
            case "fixed" -> add(family, labels, seconds -> numbers[0]);
            case "grow" -> add(family, labels, seconds -> numbers[0] + numbers[1] * (seconds - startSeconds));
            case "since" -> add(family, labels, seconds -> Math.floor(startSeconds - numbers[0]));
            case "last" -> add(family, labels, seconds -> Math.floor(seconds / numbers[0]) * numbers[0]);
            default -> throw new IllegalStateException(FILE + ":" + number + ": \"" + kind + "\" is no kind of series");
        }
    }

    private static Shape gauge(String text, double[] numbers, int seed) {
        Shape gauge = DemoSeries.gauge(numbers[0], numbers[1], numbers[2], seed);
        return text.contains(".") ? gauge : seconds -> Math.rint(gauge.at(seconds));
    }

    private Shape rise(Shape gauge, double by) {
        double begin = startSeconds - RISING_SECONDS;
        return seconds ->
                gauge.at(seconds) + Math.rint(by * Math.min(1, Math.max(0, seconds - begin) / RISING_SECONDS));
    }

    private Shape counter(double rate, double swing, double period, int seed) {
        return DemoSeries.counter(rate, swing, period, seed, startSeconds - COUNTING_SECONDS);
    }

    private void add(String name, Labels labels, Shape shape) {
        Family family = families.computeIfAbsent(
                name,
                any -> name.endsWith("_total")
                        ? Family.counter(name, "Made up for the demonstration.")
                        : Family.gauge(name, "Made up for the demonstration."));
        series.add(new DemoSeries(family, name, labels, shape));
    }

    /** Waiting times are exponential, as those of independent requests are. */
    private void histogram(String name, Labels labels, double[] numbers, int seed) {
        Family family = families.computeIfAbsent(name, any -> Family.histogram(name, "Made up for the demonstration."));
        Shape count = counter(numbers[0], numbers[0] * 0.5, numbers[2], seed);
        double mean = numbers[1] / Math.log(2);
        for (double bound : BOUNDS) {
            double share = 1 - Math.exp(-bound / mean);
            series.add(new DemoSeries(
                    family,
                    name + "_bucket",
                    labels.with("le", Double.toString(bound)),
                    seconds -> Math.floor(count.at(seconds) * share)));
        }
        Shape whole = seconds -> Math.floor(count.at(seconds));
        series.add(new DemoSeries(family, name + "_bucket", labels.with("le", "+Inf"), whole));
        series.add(new DemoSeries(family, name + "_count", labels, whole));
        series.add(new DemoSeries(family, name + "_sum", labels, seconds -> count.at(seconds) * mean));
    }

    private static double[] numbers(String text) {
        String[] words = text.strip().split(" +", -1);
        double[] numbers = new double[words.length];
        for (int i = 0; i < words.length; i++) {
            numbers[i] = Double.parseDouble(words[i]);
        }
        return numbers;
    }

    private static Labels labels(String name) {
        Labels labels = Labels.EMPTY;
        Matcher matcher = LABEL.matcher(name);
        while (matcher.find()) {
            labels = labels.with(matcher.group(1), matcher.group(2));
        }
        return labels;
    }
}
