package dev.monitoring.core.testing;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Says at the end of a run of tests how many were skipped and what they missed, so that a green build does not hide what it
 * did not try. The same goes, one line per test of this JVM, to {@code target/skipped-tests-fork-1.txt}, where a build that has
 * every server looks for tests skipped nevertheless; where a module's tests run in several JVMs, each has its number, in the
 * system property {@code tests.fork}, and each class is a run. Confined to the thread that runs the tests.
 */
public final class SkipReport implements TestExecutionListener {
    /** Those of all runs in this JVM. */
    private static final List<String> SKIPPED = new ArrayList<>();

    private final PrintStream out;
    private final List<String> skipped;
    private final Supplier<Optional<Path>> file;
    private final Map<String, List<String>> testsByReason = new TreeMap<>();
    private Optional<TestPlan> plan = Optional.empty();

    /** The report of a Maven build. */
    public SkipReport() {
        this(System.out, SKIPPED, SkipReport::inTarget);
    }

    SkipReport(PrintStream out, List<String> skipped, Supplier<Optional<Path>> file) {
        this.out = out;
        this.skipped = skipped;
        this.file = file;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan testPlan) {
        plan = Optional.of(testPlan);
        testsByReason.clear();
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        add(test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
            add(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan testPlan) {
        int count = testsByReason.values().stream().mapToInt(List::size).sum();
        if (count > 0) {
            out.println("Skipped " + count + (count == 1 ? " test:" : " tests:"));
        }
        testsByReason.forEach((reason, tests) -> {
            out.println(
                    "  " + reason + (tests.size() == 1 ? " (" + tests.get(0) + ")" : " (" + tests.size() + " tests)"));
            tests.forEach(test -> skipped.add(test + "\t" + reason));
        });
        try {
            Optional<Path> path = file.get();
            if (path.isPresent()) {
                Files.write(path.get(), skipped);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the list of skipped tests", e);
        }
    }

    /** A class or method skipped as a whole counts with every test in it that is known by then, at least as one. */
    private void add(TestIdentifier test, String reason) {
        String plain = reason.replace("Assumption failed: ", "")
                .replaceAll("\\s+", " ")
                .strip();
        long tests = test.isTest()
                ? 1
                : plan.stream()
                        .flatMap(all -> all.getDescendants(test).stream())
                        .filter(TestIdentifier::isTest)
                        .count();
        String name = plan.flatMap(all -> all.getParent(test))
                        .map(parent -> parent.getDisplayName() + ".")
                        .orElse("")
                + test.getDisplayName();
        List<String> names = testsByReason.computeIfAbsent(plain, unused -> new ArrayList<>());
        for (long i = 0; i < Math.max(1, tests); i++) {
            names.add(name);
        }
    }

    private static Optional<Path> inTarget() {
        return Optional.ofNullable(System.getProperty("basedir"))
                .map(basedir -> Path.of(basedir, "target"))
                .filter(Files::isDirectory)
                .map(target -> target.resolve("skipped-tests-" + System.getProperty("tests.fork", "fork-1") + ".txt"));
    }
}
