package dev.monitoring.collectors.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.StoredRuns;
import dev.monitoring.collectors.events.Application;
import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.LineFaults;
import dev.monitoring.collectors.testing.RabbitServer;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Results at a real broker, listened to by the user that the documentation says is enough. */
@Timeout(300)
class PipelineCollectorTest {
    /** The command as the README gives it. */
    static final String PERMISSIONS = "rabbitmqctl set_permissions -p / monitoring '^monitoring\\.pipelines\\.'"
            + " '^monitoring\\.pipelines\\.' '^(monitoring\\.pipelines\\..*|face_pipeline_results|phone_pipeline_results"
            + "|monitoring\\.gateway_events)$'";

    private static final PipelineCollectorFactory FACTORY = new PipelineCollectorFactory();
    private static final String FACE = "face_pipeline_results";
    private static final String PHONE = "phone_pipeline_results";
    private static final String GATEWAYS = "monitoring.gateway_events";

    private static RabbitServer broker;

    private final List<MetricCollector> made = new ArrayList<>();
    private Application application;

    @BeforeAll
    static void findBroker() throws Exception {
        broker = RabbitServer.shared();
    }

    @BeforeEach
    void begin() throws Exception {
        Application.permit(broker, PERMISSIONS);
        application = Application.of(broker);
    }

    @AfterEach
    void close() throws Exception {
        made.forEach(MetricCollector::close);
        if (application != null) {
            application.close();
        }
    }

    private void declareAll() throws IOException {
        application.exchange(FACE, BuiltinExchangeType.FANOUT).queue(FACE).bind(FACE, FACE, "");
        application.exchange(PHONE, BuiltinExchangeType.TOPIC).queue(PHONE).bind(PHONE, PHONE, "#");
        application.exchange(GATEWAYS, BuiltinExchangeType.DIRECT);
    }

    @Test
    void countsExactlyWhatIsPublishedAndTakesNothing() throws Exception {
        declareAll();
        MetricCollector collector = collector();
        RecordingSink before = Application.run(collector);

        application.publish(FACE, "", 40, result("success", 0.2));
        application.publish(FACE, "any", 20, result("OK", 3));
        application.publish(FACE, "", 10, result("failed", 400));
        application.publish(FACE, "", 3, result("no_face", -2));
        application.publish(FACE, "", 2, "{\"status\":true}");
        application.publish(FACE, "", 1, "{\"pipeline\":\"voice\",\"status\":\"done\",\"latency_ms\":70}");
        application.publish(FACE, "", 4, "{");
        application.publish(FACE, "", 1, "[]");
        application.publish(PHONE, "a.b", 7, result("success", 86_401));
        RecordingSink sink = Application.await(
                collector,
                now -> now.value("fr_pipeline_messages_total", "source", FACE) == 81
                        && now.value("fr_pipeline_messages_total", "source", PHONE) == 7);

        assertTrue(before.missing().isEmpty(), before.missing()::toString);
        assertTrue(before.samples("fr_pipeline_results_total").isEmpty());
        assertEquals(62, results(sink, "face", "success"));
        assertEquals(10, results(sink, "face", "error"));
        assertEquals(3, results(sink, "face", "no_face"));
        assertEquals(1, results(sink, "voice", "success"));
        assertEquals(7, results(sink, "phone", "success"));
        assertEquals(5, sink.samples("fr_pipeline_results_total").size());
        assertEquals(0, bucket(sink, "face", "0.1"));
        assertEquals(40, bucket(sink, "face", "0.25"));
        assertEquals(40, bucket(sink, "face", "2.5"));
        assertEquals(60, bucket(sink, "face", "5.0"));
        assertEquals(60, bucket(sink, "face", "300.0"));
        assertEquals(70, bucket(sink, "face", "+Inf"));
        assertEquals(70, sink.value("fr_pipeline_latency_seconds_count", "pipeline", "face"));
        assertEquals(
                40 * 0.2 + 20 * 3 + 10 * 400, sink.value("fr_pipeline_latency_seconds_sum", "pipeline", "face"), 1e-3);
        assertEquals(1, bucket(sink, "voice", "0.1"));
        assertEquals(0, bucket(sink, "voice", "0.05"));
        assertEquals(3, faults(sink, "face", "negative"));
        assertEquals(2, faults(sink, "face", "missing"));
        assertEquals(7, faults(sink, "phone", "too_long"));
        assertEquals(0, sink.value("fr_pipeline_latency_seconds_count", "pipeline", "phone"));
        assertEquals(4, sink.value("fr_pipeline_malformed_total", "source", FACE, "reason", "not_json"));
        assertEquals(1, sink.value("fr_pipeline_malformed_total", "source", FACE, "reason", "not_an_object"));
        assertEquals(81, sink.value("fr_pipeline_backlog", "pipeline", "face", "queue", FACE));
        assertEquals(0, sink.value("fr_pipeline_consumers", "pipeline", "face", "queue", FACE));
        assertEquals(81, application.channel().messageCount(FACE), "the application's own queue");
        assertEquals(7, application.channel().messageCount(PHONE));
    }

    @Test
    void theApplicationsConsumersGetEveryMessage() throws Exception {
        declareAll();
        MetricCollector collector = collector();
        Application.run(collector);
        Set<String> handled = ConcurrentHashMap.newKeySet();
        Channel other = application.channel().getConnection().createChannel();
        other.basicConsume(FACE, false, new DefaultConsumer(other) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body)
                    throws IOException {
                handled.add(new String(body, StandardCharsets.UTF_8));
                getChannel().basicAck(envelope.getDeliveryTag(), false);
            }
        });

        for (int i = 0; i < 2_000; i++) {
            application.publish(FACE, "", 1, "{\"status\":\"ok\",\"id\":" + i + "}");
        }

        Await.until("the application handled all", () -> handled.size() == 2_000);
        RecordingSink sink = Application.await(collector, now -> results(now, "face", "success") == 2_000);
        assertEquals(1, sink.value("fr_pipeline_consumers", "pipeline", "face", "queue", FACE));
        assertEquals(0, application.channel().messageCount(FACE));
    }

    @Test
    void readsTimesFromHeadersAndTheMessagesOwn() throws Exception {
        declareAll();
        MetricCollector collector = collector();
        Application.run(collector);
        BasicProperties properties = new BasicProperties.Builder()
                .headers(Map.of("pipeline", "ocr", "published_at", "2026-11-21T10:00:00Z"))
                .timestamp(Date.from(Instant.ofEpochMilli(1_795_255_204_000L)))
                .build();

        application.channel().basicPublish(FACE, "", properties, "{\"ok\":true}".getBytes(StandardCharsets.UTF_8));

        RecordingSink sink = Application.await(collector, now -> results(now, "ocr", "success") == 1);
        assertEquals(4, sink.value("fr_pipeline_latency_seconds_sum", "pipeline", "ocr"), 1e-6);
    }

    @Test
    void hearsGatewaysOfADirectExchange() throws Exception {
        declareAll();
        MetricCollector collector = collector("heartbeats.expected", "till-9");
        Application.run(collector);

        application.publish(GATEWAYS, GATEWAYS, 3, "{\"gateway_id\":\"till-1\",\"type\":\"heartbeat\"}");
        application.publish(GATEWAYS, "", 1, "{\"gateway\":\"till-2\"}");
        application.publish(GATEWAYS, "elsewhere", 1, "{\"gateway\":\"till-3\"}");
        application.publish(GATEWAYS, GATEWAYS, 1, "{\"gateway\":\"till-4\"}");

        RecordingSink sink = Application.await(collector, now -> heartbeats(now, "till-4") == 1);
        assertEquals(3, heartbeats(sink, "till-1"));
        assertEquals(1, heartbeats(sink, "till-2"));
        assertFalse(sink.has("fr_gateway_heartbeats_total", "gateway", "till-3"), "a key of no binding");
        assertEquals(0, heartbeats(sink, "till-9"));
        assertTrue(sink.value("fr_gateway_silence_seconds", "gateway", "till-1") >= 0);
        assertTrue(sink.has("fr_gateway_silence_seconds", "gateway", "till-9"));
        assertTrue(sink.value("fr_gateway_last_seen_timestamp_seconds", "gateway", "till-1") > 1.6e9);
    }

    @Test
    void saysWhatToSetWhereThereIsAQueueButNoExchange() throws Exception {
        application.queue(FACE);
        application.publish("", FACE, 5, result("success", 1));
        MetricCollector collector = collector();

        RecordingSink sink = Application.run(collector);

        String face = sink.missing().get(FACE).getMessage();
        assertTrue(face.contains("there is a queue " + FACE + ", but no exchange of that name"), face);
        assertTrue(
                face.contains("set exchange and routing-keys of monitoring.collectors.pipelines.targets[0].sources[0]"),
                face);
        assertTrue(face.contains("consume-dedicated-queue"), face);
        assertTrue(face.length() < 490, face);
        assertEquals(5, sink.value("fr_pipeline_backlog", "pipeline", "face", "queue", FACE));
        assertEquals(0, sink.value("fr_pipeline_listening", "source", FACE));
        String phone = sink.missing().get(PHONE).getMessage();
        assertTrue(phone.contains("there is neither an exchange nor a queue " + PHONE), phone);
        assertTrue(sink.samples("fr_pipeline_backlog").size() == 1);
        assertEquals(5, application.channel().messageCount(FACE));
    }

    @Test
    void listensAsSoonAsTheExchangeIsThere() throws Exception {
        MetricCollector collector = collector();
        Application.run(collector);

        declareAll();

        Application.await(
                collector, now -> now.missing().isEmpty() && now.value("fr_pipeline_listening", "source", FACE) == 1);
        application.publish(FACE, "", 2, result("success", 1));
        Application.await(collector, now -> results(now, "face", "success") == 2);
    }

    @Test
    void tapsAQueueByTheExchangeAndKeyItIsBoundBy() throws Exception {
        application.exchange("shop", BuiltinExchangeType.DIRECT).queue("work").bind("work", "shop", "orders");
        permit("shop|work");
        MetricCollector collector = collector(
                "heartbeats.enabled", false,
                "sources[0].exchange", "shop",
                "sources[0].routing-keys", "orders",
                "sources[0].queue", "work",
                "sources[0].pipeline", "orders");
        Application.run(collector);

        application.publish("shop", "orders", 3, "{\"status\":\"ok\"}");
        application.publish("shop", "mails", 3, "{\"status\":\"ok\"}");

        RecordingSink sink = Application.await(collector, now -> results(now, "orders", "success") == 3);
        assertEquals(3, sink.value("fr_pipeline_messages_total", "source", "shop"));
        assertEquals(3, sink.value("fr_pipeline_backlog", "pipeline", "orders", "queue", "work"));
    }

    @Test
    void takesFromADedicatedQueueWhichNobodyElseConsumes() throws Exception {
        application.queue("for-monitoring");
        permit("for-monitoring");
        Object[] keys = {"heartbeats.enabled", false, "sources[0].consume-dedicated-queue", "for-monitoring"};
        Channel other = application.channel().getConnection().createChannel();
        String theirs = other.basicConsume("for-monitoring", false, new DefaultConsumer(other));
        MetricCollector collector = collector(keys);
        RecordingSink refused = Application.run(collector);
        other.basicCancel(theirs);
        other.close();

        application.publish("", "for-monitoring", 10, result("ok", 1));
        RecordingSink sink = Application.await(collector, now -> results(now, "for-monitoring", "success") == 10);

        String fault = refused.missing().get("for-monitoring").getMessage();
        assertTrue(fault.contains("is consumed by 1 already"), fault);
        assertEquals(1, sink.value("fr_pipeline_subscriptions_total", "source", "for-monitoring"));
        Application.await(
                collector,
                now -> now.value("fr_pipeline_backlog", "pipeline", "for-monitoring", "queue", "for-monitoring") == 0);
        collector.close();
        assertEquals(0, application.channel().messageCount("for-monitoring"), "acknowledged");
    }

    @Test
    void namesThePermissionThatIsMissingAndLeavesNoQueueBehind() throws Exception {
        declareAll();
        broker.user(
                Application.USER,
                Application.CANARY,
                "",
                "^monitoring\\.pipelines\\.",
                "^monitoring\\.pipelines\\.",
                "^monitoring\\.pipelines\\.");
        MetricCollector collector = collector();

        RecordingSink sink = Application.run(collector);
        for (int i = 0; i < 8; i++) {
            Application.run(collector);
        }

        String fault = sink.missing().get(FACE).getMessage();
        assertTrue(fault.contains("ACCESS_REFUSED") && fault.contains("grant the user that permission"), fault);
        Await.until("no queue is left", () -> own() == 0);
    }

    @Test
    void dropsItsOwnCopiesOnlyWhereMoreComeThanItLooksAt() throws Exception {
        declareAll();
        MetricCollector collector = collector("queue-limit", 100, "rate-limit", 50);
        Application.run(collector);

        application.publish(FACE, "", 1_000, result("success", 1));
        RecordingSink full = Application.await(collector, now -> now.missing().containsKey(FACE));
        RecordingSink drained =
                Application.await(collector, now -> now.value("fr_pipeline_copies_waiting", "source", FACE) == 0);

        assertTrue(full.missing().get(FACE).getMessage().contains("raise queue-limit or rate-limit"));
        assertTrue(drained.value("fr_pipeline_overflows_total", "source", FACE) >= 1);
        assertTrue(full.value("fr_pipeline_copies_waiting", "source", FACE) <= 100);
        assertTrue(results(drained, "face", "success") < 1_000);
        assertEquals(1_000, application.channel().messageCount(FACE), "the application lost none");
    }

    @Test
    void aBurstOfAHundredThousandCostsNeitherMemoryNorTime() throws Exception {
        declareAll();
        MetricCollector collector = collector();
        Application.run(collector);
        Thread publisher = new Thread(() -> {
            try {
                application.publish(FACE, "", 100_000, result("success", 1));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        publisher.start();

        double mostWaiting = 0;
        long longest = 0;
        while (publisher.isAlive()) {
            long begin = Clock.system().nanoTime();
            RecordingSink sink = Application.run(collector);
            longest = Math.max(longest, Clock.system().nanoTime() - begin);
            mostWaiting = Math.max(mostWaiting, sink.value("fr_pipeline_copies_waiting", "source", FACE));
            assertTrue(sink.size() < 200, "a bounded number of series");
            publisher.join(50);
        }
        RecordingSink after =
                Application.await(collector, now -> now.value("fr_pipeline_copies_waiting", "source", FACE) == 0);

        assertTrue(mostWaiting <= 5_000, "waiting " + mostWaiting);
        assertTrue(longest < Duration.ofSeconds(15).toNanos(), "a run took " + longest / 1_000_000 + " ms");
        double counted = results(after, "face", "success");
        assertTrue(counted >= 5_000 && counted <= 100_000, "counted " + counted);
        assertTrue(
                counted == 100_000 || after.value("fr_pipeline_overflows_total", "source", FACE) > 0,
                "what was missed is told");
        assertEquals(100_000, application.channel().messageCount(FACE));
    }

    @Test
    void tellsSoManyPipelinesAndStatusesApart() throws Exception {
        declareAll();
        MetricCollector collector = collector("pipeline-limit", 5);
        Application.run(collector);

        for (int i = 0; i < 300; i++) {
            application.publish(FACE, "", 1, "{\"pipeline\":\"p" + i + "\",\"status\":\"s" + i + "\"}");
        }

        RecordingSink sink =
                Application.await(collector, now -> now.value("fr_pipeline_messages_total", "source", FACE) == 300);
        assertEquals(
                6, sink.samples("fr_pipeline_last_result_timestamp_seconds").size());
        assertEquals(280, results(sink, "other", "other"));
    }

    @Test
    void goesOnCountingAfterTheConnectionBroke() throws Exception {
        declareAll();
        try (FaultyProxy line = FaultyProxy.to(broker.port())) {
            MetricCollector collector = collector("url", "amqp://" + line.address());
            Application.run(collector);
            application.publish(FACE, "", 2, result("success", 1));
            Application.await(collector, now -> results(now, "face", "success") == 2);

            line.cut();
            Application.await(collector, now -> now.value("fr_pipeline_subscriptions_total", "source", FACE) == 2);
            application.publish(FACE, "", 3, result("success", 1));

            Application.await(collector, now -> results(now, "face", "success") == 5);
            Await.until("the old queues are gone", () -> own() == 3);
        }
    }

    @Test
    void survivesWhateverHappensToTheLine() throws Exception {
        declareAll();
        try (FaultyProxy line = FaultyProxy.to(broker.port())) {
            LineFaults.survive(line, collector("url", "amqp://" + line.address()), Application.CANARY);
        }
    }

    @Test
    void aWrongPasswordIsSaidWithoutIt() {
        MetricCollector collector = collector("password", "wrong-" + Application.CANARY);

        Application.assertFails(collector, Duration.ofSeconds(20), "refuses user \"monitoring\"");
    }

    @Test
    void leavesNothingBehind() throws Exception {
        declareAll();
        MetricCollector collector = collector();
        Application.run(collector);
        int during = own();

        collector.close();

        assertEquals(3, during);
        Await.until("its queues are gone", () -> own() == 0);
        Await.until(
                "its threads are gone",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("monitoring-pipelines")));
    }

    @Test
    void fillsItsBundle() throws Exception {
        declareAll();
        MetricCollector collector = collector();
        Application.run(collector);
        application.publish(FACE, "", 3, result("success", 1));
        application.publish(FACE, "", 1, result("error", 5));
        application.publish(PHONE, "x", 2, "{\"status\":\"error\"}");
        application.publish(GATEWAYS, "", 1, "{\"gateway\":\"till-2\"}");
        RecordingSink sink = Application.await(
                collector,
                now -> results(now, "face", "success") == 3
                        && results(now, "face", "error") == 1
                        && results(now, "phone", "error") == 2
                        && heartbeats(now, "till-2") == 1);
        StoredRuns runs = new StoredRuns();
        runs.add(sink, Target.of("pipelines", "mq"), 1_795_176_000_000L);

        Map<String, Double> shown = runs.read(FACTORY.bundles().get(0), 1_795_176_000_000L);

        assertEquals(6, shown.get("results"));
        assertEquals(0.5, shown.get("success_ratio"));
        assertEquals(6, shown.get("backlog"));
        assertEquals(4, shown.get("pipelines[face].results"));
        assertEquals(0.75, shown.get("pipelines[face].success_ratio"));
        assertEquals(0, shown.get("pipelines[phone].success_ratio"));
        assertEquals(2, shown.get("pipelines[face].average_latency_seconds"), 1e-3);
        assertEquals(4.5, shown.get("pipelines[face].p95_latency_seconds"), 0.5);
        assertEquals(4, shown.get("pipelines[face].backlog"));
        assertFalse(shown.containsKey("pipelines[phone].average_latency_seconds"));
        assertTrue(shown.containsKey("gateways[till-2].silence_seconds"));
    }

    @Test
    void saysWhatIsWrongWithItsSettings() {
        assertFault("consume-dedicated-queue", "url", "amqp://a", "sources[0].pipeline", "x");
        assertFault(
                "keep exchange",
                "url",
                "amqp://a",
                "sources[0].exchange",
                "x",
                "sources[0].consume-dedicated-queue",
                "y");
        assertFault(
                "is not bound",
                "url",
                "amqp://a",
                "sources[0].consume-dedicated-queue",
                "y",
                "sources[0].routing-keys",
                "k");
        assertFault("listened to already", "url", "amqp://a", "sources[0].exchange", "x", "sources[1].exchange", "x");
        assertFault("write 0.1,0.5,1", "url", "amqp://a", "buckets", "1,0.5");
        assertFault("write 0.1,0.5,1", "url", "amqp://a", "buckets", "soon");
        assertFault("remove it from one of them", "url", "amqp://a", "error-words", "ok");
        assertFault("url is not set, but is needed", "pipeline-limit", 3);
        Settings prefix = TestSettings.section("monitoring.collectors.pipelines", "metric-prefix", "9-x");
        FACTORY.create(prefix, TestSettings.CONTEXT);
        assertTrue(prefix.faults().get(0).toString().contains("cannot begin a metric's name"));
        assertTrue(FACTORY.bundles(TestSettings.section("s", "metric-prefix", "shop"))
                .toString()
                .contains("sum(shop_pipeline_results_total)"));
    }

    private static void assertFault(String expected, Object... keysAndValues) {
        List<String> faults = TestSettings.faults(FACTORY, keysAndValues);
        assertEquals(1, faults.size(), faults::toString);
        assertTrue(faults.get(0).contains(expected), faults::toString);
    }

    private static int own() {
        try {
            return Application.ownQueues(broker, "pipelines");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void permit(String readable) throws Exception {
        broker.user(
                Application.USER,
                Application.CANARY,
                "",
                "^monitoring\\.pipelines\\.",
                "^monitoring\\.pipelines\\.",
                "^(monitoring\\.pipelines\\..*|" + readable + ")$");
    }

    private MetricCollector collector(Object... more) {
        List<Object> keys = new ArrayList<>(Arrays.asList(more));
        if (!keys.contains("url")) {
            keys.addAll(List.of("url", broker.url()));
        }
        if (!keys.contains("password")) {
            keys.addAll(List.of("password", Application.CANARY));
        }
        keys.addAll(List.of("username", Application.USER));
        MetricCollector collector =
                TestSettings.collector(FACTORY, keys.toArray()).collector();
        made.add(collector);
        return collector;
    }

    private static String result(String status, double latencySeconds) {
        long published = 1_795_255_200_000L;
        return "{\"status\":\"%s\",\"published_at\":%d,\"processed_at\":%d,\"person\":\"somebody\"}"
                .formatted(status, published, published + Math.round(latencySeconds * 1_000));
    }

    private static double results(RecordingSink sink, String pipeline, String status) {
        return sink.value("fr_pipeline_results_total", "pipeline", pipeline, "status", status);
    }

    private static double bucket(RecordingSink sink, String pipeline, String bound) {
        return sink.value("fr_pipeline_latency_seconds_bucket", "pipeline", pipeline, "le", bound);
    }

    private static double faults(RecordingSink sink, String pipeline, String reason) {
        return sink.value("fr_pipeline_latency_faults_total", "pipeline", pipeline, "reason", reason);
    }

    private static double heartbeats(RecordingSink sink, String gateway) {
        return sink.value("fr_gateway_heartbeats_total", "gateway", gateway);
    }
}
