package dev.monitoring.collectors.celery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.redis.connection.OwnRedis;
import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.collectors.testing.RabbitServer;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A Celery application of the tests' own, with its real workers, and what watches it. Stateless. */
public final class Application {
    /** The password of the user that watches, and what tasks carry; it must show nowhere. */
    static final String CANARY = OwnRedis.CANARY;

    static final CeleryCollectorFactory FACTORY = new CeleryCollectorFactory();

    private static final String USER = "celery-watcher";

    private static final String MODULE = """
            import os
            from celery import Celery
            app = Celery('capp', broker=os.environ['BROKER'])
            app.conf.task_send_sent_event = os.environ.get('SENT', '1') == '1'
            app.conf.broker_connection_retry_on_startup = True

            @app.task
            def add(x, y):
                return x + y

            @app.task
            def fail(secret):
                raise ValueError(secret)

            @app.task(bind=True, max_retries=1)
            def again(self):
                raise self.retry(countdown=0, exc=KeyError('never'))
            """;

    private Application() {}

    /** Starts a worker and waits until it takes tasks; the test is skipped where Celery is not installed. */
    public static OwnProcess worker(String broker, String name, String... options) throws Exception {
        OwnProcess.require("celery");
        List<String> command = new ArrayList<>(
                List.of("{program}", "-m", "celery", "-A", "capp", "worker", "-n", name, "-l", "INFO", "-c", "1"));
        command.addAll(List.of(options));
        return OwnProcess.of("python3")
                .file("capp.py", MODULE)
                .environment("BROKER", broker)
                .environment("HOME", "{directory}")
                .environment("PYTHONUNBUFFERED", "1")
                .command(command.toArray(new String[0]))
                .readyWhen(worker -> worker.output().contains(" ready."))
                .start();
    }

    /** Runs lines of Python in the application, such as {@code capp.add.delay(1, 2)}. */
    public static void run(OwnProcess worker, String broker, String lines) throws Exception {
        Path python = OwnProcess.require("python3");
        ProcessBuilder builder = new ProcessBuilder(python.toString(), "-c", "import capp\n" + lines)
                .directory(worker.directory().toFile())
                .redirectErrorStream(true);
        builder.environment().put("BROKER", broker);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }

    /** Makes the user that the factory's documentation asks for, and no more. */
    static void allow(RabbitServer server) throws Exception {
        server.user(USER, CANARY, "", "^monitoring\\.", "^monitoring\\.", "^(monitoring\\..*|celeryev|celery)$");
    }

    /** Makes a virtual host, and the user in it as above. */
    static void allow(RabbitServer server, String virtualHost) throws Exception {
        allow(server);
        server.manage("PUT", "/api/vhosts/" + virtualHost, "");
        for (String user : List.of("guest", USER)) {
            String permissions = server.manage("GET", "/api/permissions/%2F/" + user, "");
            server.manage("PUT", "/api/permissions/" + virtualHost + "/" + user, permissions);
        }
    }

    /** Makes the user that the factory's documentation asks for, and no more. */
    static void allow(OwnRedis redis) throws IOException {
        redis.require(
                "ACL",
                "SETUSER",
                USER,
                "on",
                ">" + CANARY,
                "resetkeys",
                "resetchannels",
                "-@all",
                "+client|setname",
                "+select",
                "+psubscribe",
                "+llen",
                "+hlen",
                "%R~celery*",
                "%R~unacked",
                "&/0.celeryev/*");
    }

    static MetricCollector watch(String key, Object broker, Object... keysAndValues) {
        List<Object> all = new ArrayList<>(List.of(key, broker, "username", USER, "password", CANARY));
        all.addAll(List.of(keysAndValues));
        return TestSettings.collector(FACTORY, all.toArray()).collector();
    }

    static RecordingSink collect(MetricCollector collector) throws Exception {
        RecordingSink sink = new RecordingSink();
        collector.collect(sink, Deadline.after(Duration.ofSeconds(20), Clock.system()));
        assertEquals(List.of(), sink.faults());
        return sink;
    }

    /** Runs until what is collected is as expected, whatever fails meanwhile. */
    static RecordingSink await(String what, MetricCollector collector, Predicate<RecordingSink> expected) {
        List<RecordingSink> last = new ArrayList<>();
        try {
            Await.until(what, () -> {
                RecordingSink sink = new RecordingSink();
                try {
                    collector.collect(sink, Deadline.after(Duration.ofSeconds(5), Clock.system()));
                } catch (IOException e) {
                    return false;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                last.add(0, sink);
                return expected.test(sink);
            });
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage()
                            + (last.isEmpty() ? "" : "; last: " + last.get(0).text()),
                    e);
        }
        return last.get(0);
    }

    /** The sum of a family over all its series with a label of this value. */
    static double sum(RecordingSink sink, String family, String label, String value) {
        return sink.samples(family).stream()
                .filter(sample -> value.equals(sample.labels().get(label)))
                .mapToDouble(RecordingSink.Sample::value)
                .sum();
    }
}
