package dev.monitoring.collectors.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.StoredRuns;
import dev.monitoring.collectors.testing.CommunityRules;
import dev.monitoring.collectors.testing.ComparisonReport;
import dev.monitoring.collectors.testing.ExporterComparison;
import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.collectors.testing.RabbitServer;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The collector beside a real broker that nobody stops. */
@Timeout(300)
class RabbitCollectorTest {
    private static final String NOT_TOLD = "the management API does not tell it; metrics-url does";

    /** Where a broker has its management unless told otherwise. */
    private static final int MANAGEMENT_PORT = 15672;

    private static RabbitServer broker;

    @BeforeAll
    static void findBroker() throws Exception {
        broker = RabbitServer.shared();
        Broker.addWatcher(broker);
    }

    @Test
    void countsMessagesAndConsumersOfEachQueue() throws Exception {
        MetricCollector collector = Broker.collector(broker, "include-queues", "count-.*");
        try (Connection application = broker.connect()) {
            Channel channel = application.createChannel();
            channel.queueDeclare("count-a", false, true, false, null);
            channel.queueDeclare("count-b", false, true, false, null);
            Broker.publish(channel, "count-a", 5);
            Broker.publish(channel, "count-b", 3);
            channel.basicQos(2);
            channel.basicConsume("count-b", false, (tag, message) -> {}, tag -> {});

            RecordingSink run = Broker.await(
                    collector,
                    sink -> sink.value("rabbitmq_queue_messages_ready") == 6
                            && sink.value("rabbitmq_queue_messages_unacked") == 2
                            && sink.value("rabbitmq_queue_consumers") == 1);

            String[] a = {"vhost", "/", "queue", "count-a"};
            String[] b = {"vhost", "/", "queue", "count-b"};
            assertEquals(5, run.value("rabbitmq_detailed_queue_messages_ready", a));
            assertEquals(0, run.value("rabbitmq_detailed_queue_consumers", a));
            assertEquals(1, run.value("rabbitmq_detailed_queue_messages_ready", b));
            assertEquals(2, run.value("rabbitmq_detailed_queue_messages_unacked", b));
            assertEquals(3, run.value("rabbitmq_detailed_queue_messages", b));
            assertEquals(1, run.value("rabbitmq_detailed_queue_consumers", b));
            assertTrue(run.missing().isEmpty(), run.missing()::toString);
        }
        collector.close();
    }

    @Test
    void showsTheNodeAndItsConnections() throws Exception {
        MetricCollector collector = Broker.collector(broker, "compat", "rabbitmq/3.10");
        try (Connection application = broker.connect()) {
            application.createChannel();

            RecordingSink run = Broker.await(
                    collector, sink -> sink.value("rabbitmq_connections") >= 1 && sink.value("rabbitmq_channels") >= 1);

            assertTrue(run.value("rabbitmq_process_resident_memory_bytes") > 10_000_000);
            assertTrue(run.value("rabbitmq_resident_memory_limit_bytes") > 10_000_000);
            assertTrue(run.value("rabbitmq_disk_space_available_bytes") > 0);
            assertTrue(run.value("rabbitmq_process_open_fds") > 0);
            assertEquals(0, run.value("rabbitmq_alarms_memory_used_watermark"));
            assertEquals(0, run.value("rabbitmq_alarms_free_disk_space_watermark"));
            assertEquals(1, run.samples("rabbitmq_identity_info").size());
            assertTrue(run.samples("rabbitmq_build_info")
                    .get(0)
                    .labels()
                    .valueOrEmpty("rabbitmq_version")
                    .matches("\\d+\\..*"));
        }
        collector.close();
    }

    @Test
    void takesNoMessageAndRedeliversNone() throws Exception {
        try (Connection application = broker.connect()) {
            Channel channel = application.createChannel();
            channel.queueDeclare("untouched", true, false, false, null);
            Broker.publish(channel, "untouched", 3);
            MetricCollector managed = Broker.collector(broker, "queues", "untouched");
            MetricCollector declaring =
                    Broker.collector(broker, "management", false, "queues", "untouched", "username", "declarer");

            for (int i = 0; i < 10; i++) {
                Broker.run(managed);
                Broker.run(declaring);
            }

            assertEquals(3, channel.messageCount("untouched"));
            GetResponse first = channel.basicGet("untouched", true);
            assertFalse(first.getEnvelope().isRedeliver());
            channel.queueDelete("untouched");
            managed.close();
            declaring.close();
        }
    }

    @Test
    void asksForNamedQueuesWhereManagementIsOutOfReach() throws Exception {
        MetricCollector collector = Broker.collector(
                broker.url(),
                "http://127.0.0.1:" + OwnProcess.freePort(),
                "queues",
                "named,named-none",
                "username",
                "declarer");
        try (Connection application = broker.connect()) {
            Channel channel = application.createChannel();
            channel.queueDeclare("named", true, false, false, null);
            Broker.publish(channel, "named", 4);

            RecordingSink run = Broker.run(collector);

            assertEquals(4, run.value("rabbitmq_detailed_queue_messages_ready", "vhost", "/", "queue", "named"));
            assertEquals(0, run.value("rabbitmq_detailed_queue_consumers", "vhost", "/", "queue", "named"));
            String told = run.missing().toString();
            assertTrue(told.contains("nothing listens at"), told);
            assertTrue(told.contains("neither other queues, connections, memory, disk nor alarms"), told);
            assertTrue(told.contains("no queue 'named-none'"), told);
            assertFalse(told.contains(Broker.CANARY), told);
            channel.queueDelete("named");
        }
        collector.close();
    }

    @Test
    void isUpWhereTheBrokerAnswersAndNoManagementIsFound() throws Exception {
        assumeFalse(listens(MANAGEMENT_PORT), "there is a management at port " + MANAGEMENT_PORT + " of this machine");
        try (FaultyProxy line = FaultyProxy.to(broker.port())) {
            MetricCollector collector = TestSettings.collector(
                            Broker.FACTORY,
                            "url",
                            "amqp://" + line.address(),
                            "username",
                            "watcher",
                            "password",
                            Broker.CANARY)
                    .collector();

            String told = Broker.run(collector).missing().toString();
            assertTrue(told.contains("nothing listens at 127.0.0.1:" + MANAGEMENT_PORT), told);
            assertTrue(told.contains("the broker answers over AMQP, and more is not seen; set management-url"), told);
            assertFalse(told.contains(Broker.CANARY), told);
            assertEquals(1, line.open(), "one connection, kept");
            Broker.run(collector);
            assertEquals(1, line.accepted());

            line.stall();
            Broker.assertFails(collector, Duration.ofSeconds(2), "there was no answer in time");
            line.pass();
            Broker.run(collector);
            collector.close();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void saysThatTheUserSeesNoQueue() throws Exception {
        broker.manage("PUT", "/api/users/blind", "{\"password\":\"" + Broker.CANARY + "\",\"tags\":\"monitoring\"}");
        MetricCollector collector = Broker.collector(broker, "username", "blind");
        try (Connection application = broker.connect()) {
            application.createChannel().queueDeclare("unseen", false, true, false, null);

            RecordingSink run = Broker.await(collector, sink -> !sink.missing().isEmpty());

            String told = run.missing().toString();
            assertTrue(told.contains("rabbitmqctl set_permissions -p / blind '^$' '^$' '^$'"), told);
        }
        collector.close();
    }

    @Test
    void saysThatThePasswordIsWrong() {
        MetricCollector wrong = TestSettings.collector(
                        Broker.FACTORY,
                        "url",
                        broker.managementUrl(),
                        "username",
                        "watcher",
                        "password",
                        Broker.CANARY + "x")
                .collector();

        Broker.assertFails(
                wrong, Duration.ofSeconds(20), "the broker refuses user \"watcher\" (status 401); correct username");

        wrong.close();
    }

    @Test
    void saysWhatThePluginSaysAsFarAsManagementKnows() throws Exception {
        MetricCollector collector = Broker.collector(broker, "compat", "rabbitmq/3.10", "queue-series", "aggregated");

        ComparisonReport report = comparison("management API beside rabbitmq_prometheus")
                .lacking("erlang_(mnesia|vm)_.*|telemetry_.*|process_.*", NOT_TOLD)
                .lacking("rabbitmq_(global|raft|auth_attempts|consumer_prefetch)_?.*", NOT_TOLD)
                .lacking(
                        "rabbitmq_(connection|channel)_[a-z].*", "it would take a list of all connections and channels")
                .lacking("rabbitmq_alarms_file_descriptor_limit|rabbitmq_io_.*_time_seconds_total", NOT_TOLD)
                .lackingSeries("rabbitmq_identity_info", "the API tells the cluster's id to administrators only")
                .compare(page("/metrics"), ExporterComparison.page(collector))
                .requireTypesAndLabels();
        assertFalse(report.missing().containsValue(""), report::toString);
        collector.close();
    }

    @Test
    void saysAllThatThePluginSaysWithItsPage() throws Exception {
        MetricCollector collector = Broker.collector(
                broker, "compat", "rabbitmq/3.10", "queue-series", "aggregated", "metrics-url", broker.metricsUrl());

        ExporterComparison.of("rabbitmq_prometheus' page through the collector")
                .moving("erlang_vm_allocators", "blocks of memory come and go from moment to moment")
                .musts("rabbitmq")
                .compare(page("/metrics"), ExporterComparison.page(collector))
                .requireMusts()
                .requireFamilies(1)
                .requireTypesAndLabels()
                .requireSeries(1)
                .requireValues(0.99);
        collector.close();
    }

    @Test
    void saysOfEachQueueWhatThePluginSaysPerObject() throws Exception {
        MetricCollector collector = Broker.collector(broker, "compat", "rabbitmq/3.10", "queue-series", "per-object");
        try (Connection application = broker.connect()) {
            Channel channel = application.createChannel();
            channel.queueDeclare("object", false, true, false, null);
            Broker.publish(channel, "object", 2);
            Broker.await(
                    collector,
                    sink -> sink.value("rabbitmq_queue_messages_ready", "vhost", "/", "queue", "object") == 2);

            ComparisonReport report = ExporterComparison.of("queues one by one beside rabbitmq_prometheus")
                    .only("rabbitmq_queue_.*")
                    .musts("rabbitmq")
                    .without("rabbitmq_queue_index_.*")
                    .lacking("rabbitmq_queue_messages_published_total", "it has the label channel in each series")
                    .lacking("rabbitmq_queue_consumer_capacity", NOT_TOLD)
                    .lacking("rabbitmq_queue_messages_(ready|unacked)_ram", NOT_TOLD)
                    .compare(page("/metrics/per-object"), ExporterComparison.page(collector))
                    .requireTypesAndLabels();
            assertFalse(report.missing().containsValue(""), report::toString);
        }
        collector.close();
    }

    @Test
    void theRulesOfTheCommunityFindTheirSeries() throws Exception {
        CommunityRules rules = CommunityRules.of("rabbitmq-rabbitmq-exporter.yml");
        MetricCollector collector =
                Broker.collector(broker, "queue-series", "aggregated", "metrics-url", broker.metricsUrl());
        StoredRuns runs = new StoredRuns();
        long now = Clock.system().epochMillis();

        runs.add(Broker.run(collector), Target.of("rabbitmq", "mq"), now);

        assertEquals(
                Map.of("erlang_vm_dist_node_state < 3", List.of("erlang_vm_dist_node_state")),
                rules.selectorsWithoutSeries(runs, now),
                "a node by itself has no others to tell of");
        collector.close();
    }

    private static ExporterComparison comparison(String title) {
        return ExporterComparison.of(title)
                .moving("erlang_|rabbitmq_erlang_|rabbitmq_process_|rabbitmq_io_|telemetry_", "it changes all the time")
                .moving("rabbitmq_(channel|connection|global|auth)_?", "the tests open and close them");
    }

    private static ExporterComparison.Page page(String path) {
        return ExporterComparison.page(URI.create(broker.metricsUrl().replace("/metrics", path)));
    }
}
