package dev.monitoring.core.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.monitoring.core.collect.CollectorContract;
import dev.monitoring.core.collect.CollectorRuns;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.ManualClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.CountingMode;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MicrometerCollectorTest extends CollectorContract {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final MicrometerCollector collector = new MicrometerCollector(registry, Clock.system());
    private final CollectorRuns runs = CollectorRuns.of(collector);

    @Override
    protected MetricCollector newCollector() {
        MeterRegistry host = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Counter.builder("orders").description("Orders.").register(host).increment();
        Timer.builder("requests")
                .description("Requests.")
                .publishPercentileHistogram()
                .register(host)
                .record(Duration.ofMillis(5));
        Gauge.builder("queue.size", () -> 5).description("Queue.").register(host);
        return new MicrometerCollector(host, Clock.system());
    }

    @Test
    void readsMetersThatComeAndForgetsThoseThatGo() throws Exception {
        Counter first = registry.counter("first");
        first.increment(3);
        assertEquals(Map.of("first_total{}", 3.0), samples(runs.run()));

        Counter second = registry.counter("second", "kind", "a");
        second.increment();
        assertEquals(Map.of("first_total{}", 3.0, "second_total{kind=\"a\"}", 1.0), samples(runs.run()));

        registry.remove(first);
        assertEquals(Map.of("second_total{kind=\"a\"}", 1.0), samples(runs.run()));
    }

    @Test
    void readsTheNewMeterWhereOneWasRemovedAndRegisteredAgain() throws Exception {
        registry.counter("orders").increment(7);
        runs.run();
        registry.remove(registry.counter("orders"));
        registry.counter("orders").increment();

        assertEquals(Map.of("orders_total{}", 1.0), samples(runs.run()));
    }

    @Test
    void followsMetersByComparisonWhereItDoesNotListen() throws Exception {
        MeterIndex index = new MeterIndex(
                RegistryLeaf.choose(registry, null).orElseThrow(),
                Set.of(),
                null,
                false,
                new java.util.concurrent.atomic.LongAdder());
        registry.counter("a");
        assertEquals(1, index.refresh().length);
        registry.remove(registry.counter("a"));
        registry.counter("a");
        registry.counter("b");

        int runsUntilSeen = 0;
        while (index.refresh().length < 2) {
            runsUntilSeen++;
        }

        assertTrue(runsUntilSeen <= MeterIndex.COMPARE_RUNS, runsUntilSeen + " runs");
    }

    @Test
    void readsFurtherRegistriesButForNamesThatTheFirstHas() throws Exception {
        SimpleMeterRegistry further = new SimpleMeterRegistry();
        MicrometerCollector two = new MicrometerCollector(
                List.of(() -> registry, () -> further), Clock.system(), Set.of("further.unwanted"));
        CollectorRuns both = CollectorRuns.of(two);
        registry.counter("orders", "shop", "a").increment(2);
        further.counter("orders", "shop", "b").increment(3);
        further.counter("further").increment(5);
        further.counter("further.unwanted").increment();

        assertEquals(Map.of("orders_total{shop=\"a\"}", 2.0, "further_total{}", 5.0), samples(both.run()));
        assertEquals(0.0, selfMetrics(two).get("monitoring_micrometer_meters_left_out{reason=\"name\"}"));

        registry.remove(registry.counter("orders", "shop", "a"));
        assertEquals(Map.of("orders_total{shop=\"b\"}", 3.0, "further_total{}", 5.0), samples(both.run()));

        registry.counter("further").increment(7);
        assertEquals(Map.of("orders_total{shop=\"b\"}", 3.0, "further_total{}", 7.0), samples(both.run()));
    }

    @Test
    void looksAtAllMetersAnewAfterMoreChangesThanItWouldRemember() throws Exception {
        runs.run();
        for (int i = 0; i < MeterEvents.MAX_WAITING; i++) {
            registry.remove(registry.counter("short-lived"));
        }
        registry.counter("kept");

        assertEquals(Map.of("kept_total{}", 0.0), samples(runs.run()));
    }

    @Test
    void aGaugeWithoutValueHasNoSampleAndIsCounted() throws Exception {
        Gauge.builder("gone", () -> null).register(registry);
        Gauge.builder("throws", () -> {
                    throw new IllegalStateException("for the test");
                })
                .register(registry);
        Gauge.builder("there", () -> 4).register(registry);

        assertEquals(Map.of("there{}", 4.0), samples(runs.run()));

        assertEquals(2.0, selfMetrics().get("monitoring_micrometer_nan_total{}"));
        assertEquals(3.0, selfMetrics().get("monitoring_micrometer_meters{}"));
    }

    @Test
    void aMeterThatThrowsIsMissingAndTheOthersAreThere() throws Exception {
        FunctionCounter.builder("broken", this, test -> {
                    throw new NoClassDefFoundError("for the test");
                })
                .register(registry);
        registry.counter("sound");

        assertEquals(Map.of("sound_total{}", 0.0), samples(runs.run()));
        assertEquals("meter broken: NoClassDefFoundError: for the test", runs.partial());
    }

    @Test
    void namesAGaugeThatIsSlow() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 200; i++) {
            registry.gauge("quick." + i, i);
        }
        Gauge.builder("slow.gauge", () -> {
                    try {
                        never.await(40, TimeUnit.MILLISECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return 1;
                })
                .register(registry);

        runs.run();
        runs.run();

        assertTrue(String.valueOf(runs.partial()).startsWith("meter slow.gauge: took "), runs.partial());
    }

    @Test
    void givesUpAtItsDeadline() {
        registry.counter("orders");

        assertThrows(Exception.class, () -> runs.run(Duration.ofNanos(1)));
    }

    @Test
    void leavesOutTheGaugesThatARegistryPutsBesideATimer() throws Exception {
        Timer.builder("t").publishPercentiles(0.5).register(registry).record(Duration.ofSeconds(1));
        assertTrue(registry.getMeters().size() > 1);

        Map<String, Double> samples = samples(runs.run());

        assertEquals(4, samples.size());
        assertTrue(samples.containsKey("t_seconds{quantile=\"0.5\"}"));
    }

    @Test
    void storesNoBucketsThatFallAgain() throws Exception {
        Timer.builder("t").publishPercentileHistogram().register(registry).record(Duration.ofSeconds(1));

        assertEquals(
                Map.of("t_seconds_count{}", 1.0, "t_seconds_sum{}", 1.0, "t_seconds_max{}", 1.0), samples(runs.run()));
    }

    @Test
    void ofTwoMetersThatLeadToOneNameTheFirstHasIt() throws Exception {
        Counter first = registry.counter("a.b");
        first.increment();
        runs.run();
        registry.counter("a_b").increment(5);
        registry.gauge("a.b.total", 9);

        assertEquals(Map.of("a_b_total{}", 1.0), samples(runs.run()));
        assertEquals(2.0, selfMetrics().get("monitoring_micrometer_meters_left_out{reason=\"name\"}"));

        registry.remove(first);
        assertEquals(1, samples(runs.run()).size());
    }

    @Test
    void countersByStepAreLeftOutWithAReasonAndGaugesAreRead() throws Exception {
        MeterRegistry step = new SimpleMeterRegistry(
                new SimpleConfig() {
                    @Override
                    public String get(String key) {
                        return null;
                    }

                    @Override
                    public CountingMode mode() {
                        return CountingMode.STEP;
                    }
                },
                io.micrometer.core.instrument.Clock.SYSTEM);
        step.counter("orders").increment();
        step.timer("t").record(Duration.ofSeconds(1));
        step.gauge("queue", 3);
        CollectorRuns stepRuns = CollectorRuns.of(new MicrometerCollector(step, Clock.system()));

        assertEquals(Map.of("queue{}", 3.0), samples(stepRuns.run()));
        assertTrue(String.valueOf(stepRuns.partial())
                .startsWith(
                        "meters that count by step: 2 counters and timers of SimpleMeterRegistry tell the last step"));
    }

    @Test
    void readsTheBestChildOfACompositeOnce() throws Exception {
        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        CompositeMeterRegistry inner = new CompositeMeterRegistry();
        composite.add(new SimpleMeterRegistry()).add(inner);
        inner.add(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)).add(new SimpleMeterRegistry());
        DistributionSummary.builder("d")
                .serviceLevelObjectives(1)
                .register(composite)
                .record(0.5);

        Map<String, Double> samples = samples(CollectorRuns.of(new MicrometerCollector(composite, Clock.system()))
                .run());

        assertEquals(1.0, samples.get("d_bucket{le=\"1.0\"}"));
        assertEquals(5, samples.size());
    }

    @Test
    void movesToABetterChildThatIsAddedLater() throws Exception {
        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        CollectorRuns compositeRuns = CollectorRuns.of(new MicrometerCollector(composite, Clock.system()));
        IllegalStateException failure = assertThrows(IllegalStateException.class, compositeRuns::run);
        assertTrue(failure.getMessage().contains("add one"));

        composite.add(new SimpleMeterRegistry());
        DistributionSummary.builder("d")
                .serviceLevelObjectives(1)
                .register(composite)
                .record(0.5);
        assertEquals(3, samples(compositeRuns.run()).size());

        composite.add(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        int size = 0;
        for (int i = 0; i < 13; i++) {
            size = samples(compositeRuns.run()).size();
        }
        assertEquals(5, size);
    }

    @Test
    void failsWhereTheRegistryIsClosed() throws Exception {
        registry.counter("orders");
        runs.run();

        registry.close();

        assertThrows(IllegalStateException.class, runs::run);
    }

    @Test
    void readsNothingAfterClose() throws Exception {
        registry.counter("orders");
        runs.run();

        collector.close();
        collector.close();
        registry.counter("later");

        assertThrows(IllegalStateException.class, runs::run);
    }

    @Test
    void leavesNothingInTheRegistryThatKeepsItAlive() throws Exception {
        List<WeakReference<Object>> closed = new ArrayList<>();
        for (int cycle = 0; cycle < 50; cycle++) {
            closed.add(openedAndClosed());
        }

        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 100 && closed.stream().anyMatch(each -> each.get() != null); i++) {
            System.gc();
            never.await(20, TimeUnit.MILLISECONDS); // lets the collector of garbage have its turn
        }

        assertTrue(closed.stream().allMatch(each -> each.get() == null));
    }

    /** In a method of its own, so that no frame of the test keeps the collector. */
    private WeakReference<Object> openedAndClosed() throws Exception {
        MicrometerCollector own = new MicrometerCollector(registry, Clock.system());
        CollectorRuns.of(own).run();
        registry.counter("orders").increment();
        own.close();
        registry.remove(registry.counter("orders"));
        return new WeakReference<>(own);
    }

    @Test
    void neverMakesARegistrationOfTheHostFail() throws Exception {
        runs.run();
        AtomicInteger failures = new AtomicInteger();
        registry.config().onMeterRegistrationFailed((id, reason) -> failures.incrementAndGet());

        for (int i = 0; i < 2 * MeterEvents.MAX_WAITING; i++) {
            registry.counter("c" + i);
        }

        assertEquals(0, failures.get());
        assertEquals(2 * MeterEvents.MAX_WAITING, registry.getMeters().size());
    }

    @Test
    void givesLabelsThatPrometheusTakes() throws Exception {
        registry.counter("c", "a.b", "x", "__own", "y", "1st", "z\ud800", "empty", "");

        assertEquals(Map.of("c_total{_own=\"y\", _st=\"z\ufffd\", a_b=\"x\"}", 0.0), samples(runs.run()));
    }

    @Test
    void aTickOverTenThousandMetersAllocatesLessThanAKilobyte() throws Exception {
        MeterRegistry host = HostMeters.register(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), 10_000);
        CollectorRuns hostRuns = CollectorRuns.of(new MicrometerCollector(host, Clock.system()), 100_000);
        for (int i = 0; i < 500; i++) { // until the gauges of Micrometer itself are compiled without garbage
            hostRuns.run();
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 20; i++) {
            hostRuns.run();
        }
        long allocated = (threads.getCurrentThreadAllocatedBytes() - before) / 20;

        assertTrue(allocated < 1_024, allocated + " bytes a tick");
        assertFalse(samples(hostRuns.run()).size() < 10_000);
    }

    @Test
    void aHistogramThatIsIdleAllocatesNothing() throws Exception {
        MeterRegistry host = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Timer timer = Timer.builder("t").publishPercentileHistogram().register(host);
        timer.record(Duration.ofMillis(5));
        CollectorRuns hostRuns = CollectorRuns.of(new MicrometerCollector(host, Clock.system()));
        for (int i = 0; i < 2_000; i++) {
            hostRuns.run();
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        long before = threads.getCurrentThreadAllocatedBytes();
        hostRuns.run();
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 1_024, allocated + " bytes");

        timer.record(Duration.ofMillis(5));
        assertEquals(2.0, samples(hostRuns.run()).get("t_seconds_bucket{le=\"+Inf\"}"));
    }

    @Test
    void readsTheMaximumOfAnIdleTimerEveryFewSecondsAndOfABusyOneAlways() throws Exception {
        ManualClock time = ManualClock.atEpochMillis(0);
        MockClock hostTime = new MockClock();
        MeterRegistry host = new SimpleMeterRegistry(SimpleConfig.DEFAULT, hostTime);
        CollectorRuns timed = CollectorRuns.of(new MicrometerCollector(host, time));
        Timer timer = host.timer("t");
        timer.record(Duration.ofSeconds(3));
        for (int i = 0; i < 3; i++) {
            assertEquals(3.0, samples(timed.run()).get("t_seconds_max{}"));
        }

        hostTime.add(Duration.ofMinutes(10));
        time.advance(Duration.ofSeconds(15));
        assertEquals(0.0, samples(timed.run()).get("t_seconds_max{}"));

        timer.record(Duration.ofSeconds(2));
        Map<String, Double> busy = samples(timed.run());
        assertEquals(2.0, busy.get("t_seconds_max{}"));
        assertEquals(5.0, busy.get("t_seconds_sum{}"));
    }

    private Map<String, Double> selfMetrics() throws Exception {
        return selfMetrics(collector);
    }

    private static Map<String, Double> selfMetrics(MicrometerCollector of) throws Exception {
        SelfMetrics self = new SelfMetrics();
        self.add("micrometer", of.metrics());
        return samples(CollectorRuns.of(self).run());
    }

    /** The collector's own samples by name and labels. */
    static Map<String, Double> samples(Snapshot snapshot) {
        Map<String, Double> samples = new TreeMap<>();
        SeriesLayout layout = snapshot.layout();
        for (int slot = 0; slot < layout.size(); slot++) {
            String name = layout.sampleName(slot);
            if (!snapshot.isAbsent(slot) && !name.equals("up") && !name.startsWith("scrape_")) {
                samples.put(name + layout.labels(slot), snapshot.value(slot));
            }
        }
        return samples;
    }
}
