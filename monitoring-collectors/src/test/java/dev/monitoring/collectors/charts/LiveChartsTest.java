package dev.monitoring.collectors.charts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.MonitoringBuilder;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** Each expression of each chart of the console, and of each panel of the dashboards, has data of collectors that run. */
@Timeout(180)
class LiveChartsTest {
    private static final String WINDOW = "10s";
    private static final int PAUSE_MILLIS = 500;

    private static final Map<String, LiveSystem> SYSTEMS = new LinkedHashMap<>();
    private static final Map<String, TestAbortedException> SKIPPED = new ConcurrentHashMap<>();
    private static final CountDownLatch END = new CountDownLatch(1);
    private static final ExecutorService THREADS = Executors.newCachedThreadPool();
    private static final List<Future<Void>> WORKING = new ArrayList<>();
    private static Monitoring monitoring;

    static {
        SYSTEMS.put("host", new LiveMachine.Host());
        SYSTEMS.put("jvm", new LiveMachine.Jvm());
        SYSTEMS.put("http", new LiveMachine.Http());
        SYSTEMS.put("redis", LiveServers.redis());
        SYSTEMS.put("clients", LiveServers.clients());
        SYSTEMS.put("rabbitmq", new LiveBrokers.Rabbit());
        SYSTEMS.put("pipelines", new LiveBrokers.Pipelines());
        SYSTEMS.put("postgres", LiveServers.postgres());
        SYSTEMS.put("minio", LiveServers.minio());
        SYSTEMS.put("nginx", LiveServers.nginx());
        SYSTEMS.put("celery", new LiveBrokers.Celery());
        SYSTEMS.put("gpu", new LiveMachine.Gpu());
        SYSTEMS.put("containers", new LiveMachine.Container());
        SYSTEMS.put("jobs", new LiveMachine.Background());
    }

    @BeforeAll
    static void open(@TempDir Path directory) throws Exception {
        Map<String, Future<?>> opening = new LinkedHashMap<>();
        SYSTEMS.forEach((id, system) -> opening.put(id, THREADS.submit(() -> {
            try {
                system.open(Files.createDirectory(directory.resolve(id)));
            } catch (TestAbortedException e) {
                SKIPPED.put(id, e);
            }
            return null;
        })));
        MonitoringBuilder builder = Monitoring.builder().interval(Duration.ofSeconds(1));
        for (Map.Entry<String, Future<?>> each : opening.entrySet()) {
            each.getValue().get();
            if (!SKIPPED.containsKey(each.getKey())) {
                SYSTEMS.get(each.getKey()).watch(builder);
            }
        }
        monitoring = builder.start();
        SYSTEMS.forEach((id, system) -> {
            if (!SKIPPED.containsKey(id)) {
                WORKING.add(THREADS.submit(() -> work(system)));
            }
        });
    }

    private static Void work(LiveSystem system) throws Exception {
        do {
            system.work();
        } while (!END.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        return null;
    }

    @AfterAll
    static void close() throws Exception {
        END.countDown();
        for (Future<Void> work : WORKING) {
            work.get(); // what failed there is told
        }
        THREADS.shutdown();
        if (monitoring != null) {
            monitoring.close();
        }
        for (LiveSystem system : SYSTEMS.values()) {
            system.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> haveDataOf() throws Exception {
        List<ChartFile> all = ChartFile.all();
        assertEquals(
                SYSTEMS.keySet(),
                new TreeSet<>(all.stream().map(ChartFile::id).toList()),
                "a system has charts, and nothing here runs it");
        return all.stream().map(charts -> DynamicTest.dynamicTest(charts.id(), () -> haveData(charts)));
    }

    private static void haveData(ChartFile charts) {
        TestAbortedException skipped = SKIPPED.get(charts.id());
        if (skipped != null) {
            throw skipped;
        }
        List<ChartFile.Question> left = new ArrayList<>(charts.questions());
        left.removeIf(
                question -> !SYSTEMS.get(charts.id()).excuse(question.chart()).isEmpty());
        int asked = left.size();
        try {
            Await.until("data of " + charts.id(), () -> {
                List<Labels> targets = targets(charts);
                left.removeIf(question -> targets.stream().anyMatch(target -> hasData(question, target)));
                return left.isEmpty();
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; there is none of " + left, e);
        }
        System.out.println("charts: data of " + charts.id() + " for all " + asked + " expressions"
                + (asked < charts.questions().size() ? " that can have some on this machine" : ""));
    }

    /** Job and instance of what the console and the dashboard would offer to choose. */
    private static List<Labels> targets(ChartFile charts) {
        return query("group by (job, instance) ({__name__=~\"" + String.join("|", charts.present()) + "\"})").stream()
                .map(VectorSample::labels)
                .toList();
    }

    private static boolean hasData(ChartFile.Question question, Labels target) {
        return !query(question.of(target.valueOrEmpty("job"), target.valueOrEmpty("instance"), WINDOW))
                .isEmpty();
    }

    private static List<VectorSample> query(String expression) {
        Instant now = Instant.ofEpochMilli(Clock.system().epochMillis());
        return ((VectorValue) monitoring.query(expression).at(now).value()).samples();
    }
}
