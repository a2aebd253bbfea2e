package dev.monitoring.core.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.Snapshot;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every collector promises, as tests. A collector's own test class extends it and says how to make the collector; runs
 * go through the sink of the scheduler, so what the scheduler would refuse fails here.
 */
@Timeout(120)
public abstract class CollectorContract {
    private MetricCollector collector;
    private CollectorRuns runs;

    /** A new collector of a target that is there and answers. */
    protected abstract MetricCollector newCollector() throws Exception;

    /** A new collector of a target that refuses: a closed port, a file that is not there; nothing where there is no such case. */
    protected Optional<MetricCollector> newCollectorOfAbsentTarget() throws Exception {
        return Optional.empty();
    }

    /** A new collector of a target that accepts and never answers; nothing where there is no such case. */
    protected Optional<MetricCollector> newCollectorOfHangingTarget() throws Exception {
        return Optional.empty();
    }

    /** Secrets the collectors were configured with, which must turn up nowhere. */
    protected List<String> secrets() {
        return List.of();
    }

    /** How long one run may take. */
    protected Duration timeout() {
        return Duration.ofSeconds(5);
    }

    /** How many runs it takes until the series stay the same. */
    protected int warmUpRuns() {
        return 3;
    }

    /** Whether a series may come or go by being looked at: the bounds of a server's own histogram of our commands. */
    protected boolean comesAndGoes(String series) {
        return false;
    }

    /** Whether the series stay the same while the target does nothing; false where the target is never still. */
    protected boolean isSteady() {
        return true;
    }

    @AfterEach
    void closeCollector() throws Exception {
        if (collector != null) {
            collector.close();
        }
    }

    @Test
    void namesItselfInLowerCaseWithHyphens() throws Exception {
        assertTrue(newCollector().name().matches("[a-z0-9]+(-[a-z0-9]+)*"));
    }

    @Test
    void deliversSamplesThatTheSchedulerKeepsAll() throws Exception {
        begin(newCollector());

        Snapshot snapshot = run();

        assertTrue(
                snapshot.layout().size()
                        > RunReport.COMMON.size() + (collector.upFamily().isPresent() ? 1 : 0),
                "no samples");
        assertNull(runs.partial());
    }

    @Test
    void describesEachFamily() throws Exception {
        begin(newCollector());

        for (Family family : run().layout().families()) {
            assertFalse(family.help().isBlank(), family.name() + " has no help");
        }
    }

    @Test
    void countersAreNumbersFromZeroUpAndHistogramsCumulative() throws Exception {
        begin(newCollector());
        Snapshot snapshot = run();
        SeriesLayout layout = snapshot.layout();

        for (int index = 0; index < layout.families().size(); index++) {
            Family family = layout.families().get(index);
            double lastBucket = 0;
            for (int slot = layout.firstSlot(index); slot < layout.endSlot(index); slot++) {
                double value = snapshot.value(slot);
                if (snapshot.isAbsent(slot)) {
                    continue;
                }
                if (family.type() == MetricType.COUNTER) {
                    assertTrue(value >= 0, layout.series(slot) + " is a counter with value " + value);
                }
                if (layout.sampleName(slot).endsWith("_bucket") && family.type() == MetricType.HISTOGRAM) {
                    assertTrue(value >= lastBucket, layout.series(slot) + " is below the bucket before it");
                    lastBucket = "+Inf".equals(layout.labels(slot).get("le")) ? 0 : value;
                }
            }
        }
    }

    @Test
    void deliversTheSameSeriesRunAfterRun() throws Exception {
        if (!isSteady()) {
            return;
        }
        begin(newCollector());
        for (int i = 0; i < warmUpRuns(); i++) {
            run();
        }
        Set<String> before = series(run());

        for (int i = 0; i < 3; i++) {
            assertEquals(before, series(run()));
        }
    }

    @Test
    void runsOnWhateverThread() throws Exception {
        begin(newCollector());
        for (int i = 0; i < 3; i++) {
            ExecutorService other = Executors.newSingleThreadExecutor();
            try {
                other.submit(this::run).get(60, TimeUnit.SECONDS);
            } finally {
                other.shutdownNow();
            }
        }
    }

    @Test
    void closesBeforeItEverRanAndTwice() throws Exception {
        MetricCollector unused = newCollector();
        unused.close();
        unused.close();

        begin(newCollector());
        run();
        collector.close();
        collector.close();
    }

    @Test
    void leavesNoThreadBehindThatKeepsTheProcessAlive() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        begin(newCollector());
        run();
        collector.close();

        Set<Thread> left = new HashSet<>(Thread.getAllStackTraces().keySet());
        left.removeAll(before);
        left.removeIf(Thread::isDaemon);
        for (Thread thread : left) {
            thread.join(5_000);
            assertFalse(thread.isAlive(), "thread " + thread.getName() + " is no daemon and still there after close");
        }
    }

    @Test
    void failsWithAReasonWhereTheTargetIsAbsent() throws Exception {
        Optional<MetricCollector> absent = newCollectorOfAbsentTarget();
        if (absent.isEmpty()) {
            return;
        }
        begin(absent.get());

        Throwable failure = failureOfRun(timeout());

        assertNotNull(failure, "the run delivered");
        assertNoSecret(String.valueOf(failure));
    }

    @Test
    void comesBackInTimeWhereTheTargetHangs() throws Exception {
        Optional<MetricCollector> hanging = newCollectorOfHangingTarget();
        if (hanging.isEmpty()) {
            return;
        }
        begin(hanging.get());
        Duration timeout = Duration.ofMillis(500);
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try {
            Future<Throwable> run = worker.submit(() -> failureOfRun(timeout));
            Throwable failure = run.get(timeout.toMillis() + 2_000, TimeUnit.MILLISECONDS);
            assertNotNull(failure, "the run delivered");
            assertNoSecret(String.valueOf(failure));
        } finally {
            worker.shutdownNow();
        }
    }

    @Test
    void showsNoSecret() throws Exception {
        begin(newCollector());

        assertNoSecret(collector.toString());
        SeriesLayout layout = run().layout();
        for (int slot = 0; slot < layout.size(); slot++) {
            assertNoSecret(layout.series(slot).toString());
        }
        for (Family family : layout.families()) {
            assertNoSecret(family.help());
        }
    }

    private void begin(MetricCollector newCollector) {
        collector = newCollector;
        runs = CollectorRuns.of(newCollector);
    }

    private Snapshot run() throws Exception {
        return runs.run(timeout());
    }

    private Throwable failureOfRun(Duration timeout) {
        try {
            runs.run(timeout);
            return null;
        } catch (Throwable failure) {
            return failure;
        }
    }

    private Set<String> series(Snapshot snapshot) {
        Set<String> series = new TreeSet<>();
        for (int slot = 0; slot < snapshot.layout().size(); slot++) {
            if (!snapshot.isAbsent(slot)) {
                series.add(snapshot.layout().series(slot).toString());
            }
        }
        series.removeIf(this::comesAndGoes);
        return series;
    }

    private void assertNoSecret(String text) {
        for (String secret : secrets()) {
            assertFalse(text.contains(secret), "a secret stands in: " + text.replace(secret, "***"));
        }
    }
}
