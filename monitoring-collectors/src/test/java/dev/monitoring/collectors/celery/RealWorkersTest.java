package dev.monitoring.collectors.celery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.redis.connection.OwnRedis;
import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.collectors.testing.RabbitServer;
import dev.monitoring.core.collect.MetricCollector;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real workers of the installed Celery over both brokers: right figures after known actions. */
@Timeout(300)
class RealWorkersTest {
    @Test
    void showsTheWorkersOfAnApplicationOnRedis() throws Exception {
        try (OwnRedis redis = OwnRedis.start()) {
            Application.allow(redis);
            String broker = "redis://" + redis.address() + "/0";
            MetricCollector collector = Application.watch("address", redis.address());

            exercise(broker, collector);

            RecordingSink sink = Application.collect(collector);
            assertEquals(2, priority(sink, "0"));
            assertEquals(1, priority(sink, "3"));
            assertEquals(1, priority(sink, "6"));
            assertEquals(0, priority(sink, "9"));
            collector.close();
        }
    }

    @Test
    void showsTheWorkersOfAnApplicationOnRabbitMq() throws Exception {
        RabbitServer rabbit = RabbitServer.shared();
        Application.allow(rabbit, "workers");
        String broker = "amqp://guest:guest@127.0.0.1:" + rabbit.port() + "/workers";
        MetricCollector collector = Application.watch("url", rabbit.url() + "/workers");

        exercise(broker, collector);

        assertEquals(0, Application.collect(collector).value("celery_active_consumer_count", "queue_name", "celery"));
        collector.close();
        rabbit.manage("DELETE", "/api/vhosts/workers", "");
    }

    /** Five tasks that succeed, two that fail, one that is tried again; then no worker, and four tasks that wait. */
    private static void exercise(String broker, MetricCollector collector) throws Exception {
        CompletableFuture<OwnProcess> other = CompletableFuture.supplyAsync(
                () -> workerElsewhere(broker), task -> new Thread(task, "starts the other worker").start());
        try (OwnProcess one = Application.worker(broker, "one@host", "-E");
                OwnProcess two = other.get()) {
            Application.await(
                    "both workers", collector, sink -> up(sink, "one@host") == 1 && up(sink, "two@host") == 1);

            Application.run(one, broker, """
                    for i in range(5): capp.add.delay(1, 2)
                    for i in range(2): capp.fail.delay('%s')
                    capp.again.delay()
                    """.formatted(Application.CANARY));

            RecordingSink sink = Application.await(
                    "all tasks",
                    collector,
                    now -> Application.sum(now, "celery_task_succeeded_total", "name", "capp.add") == 5
                            && Application.sum(now, "celery_task_failed_total", "name", "capp.fail") == 2
                            && Application.sum(now, "celery_task_failed_total", "name", "capp.again") == 1
                            && now.value("celery_tasks_tracked") == 0);
            assertEquals(5, Application.sum(sink, "celery_task_received_total", "name", "capp.add"));
            assertEquals(5, Application.sum(sink, "celery_task_started_total", "name", "capp.add"));
            assertEquals(
                    5,
                    sink.value(
                            "celery_task_sent_total",
                            "hostname",
                            sender(sink),
                            "name",
                            "capp.add",
                            "queue_name",
                            "celery"));
            assertEquals(2, Application.sum(sink, "celery_task_failed_total", "exception", "ValueError"));
            assertEquals(1, Application.sum(sink, "celery_task_failed_total", "exception", "KeyError"));
            assertEquals(1, Application.sum(sink, "celery_task_retried_total", "name", "capp.again"));
            assertEquals(5, sink.value("flower_task_runtime_seconds_count", "task", "capp.add", "worker", "one@host"));
            assertEquals(0, sink.value("flower_worker_prefetched_tasks", "task", "capp.add", "worker", "one@host"));
            assertEquals(0, sink.value("celery_queue_length", "queue_name", "celery"));
            assertEquals(0, sink.value("celery_events_discarded_total", "reason", "malformed"));
            assertFalse(sink.text().contains(Application.CANARY), "a secret");
            assertTrue(sink.missing().isEmpty(), sink.missing()::toString);

            two.kill();
            Application.await(
                    "the killed worker", collector, now -> up(now, "two@host") == 0 && up(now, "one@host") == 1);
            one.stop();
            Application.await("the stopped worker", collector, now -> up(now, "one@host") == 0);

            Application.run(one, broker, """
                    for priority in (0, 0, 3, 6): capp.add.apply_async((1, 2), priority=priority)
                    """);
            Application.await(
                    "what waits", collector, now -> now.value("celery_queue_length", "queue_name", "celery") == 4);
        }
    }

    private static OwnProcess workerElsewhere(String broker) {
        try {
            return Application.worker(broker, "two@host", "-E", "-Q", "elsewhere");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void saysThatWorkersRunWithoutTheSwitch() throws Exception {
        try (OwnRedis redis = OwnRedis.start()) {
            Application.allow(redis);
            String broker = "redis://" + redis.address() + "/0";
            MetricCollector collector = Application.watch("address", redis.address());
            try (OwnProcess worker = Application.worker(broker, "mute@host")) {
                Application.await("the worker", collector, sink -> up(sink, "mute@host") == 1);

                Application.run(worker, broker, "capp.add.delay(1, 2)");

                RecordingSink sink = Application.await(
                        "a word of it", collector, now -> now.missing().containsKey("task events"));
                String reason = sink.missing().get("task events").getMessage();
                assertTrue(reason.contains("start workers with -E"), reason);
            }
            collector.close();
        }
    }

    private static String sender(RecordingSink sink) {
        return sink.samples("celery_task_sent_total").get(0).labels().get("hostname");
    }

    private static double up(RecordingSink sink, String worker) {
        return sink.value("celery_worker_up", "hostname", worker);
    }

    private static double priority(RecordingSink sink, String priority) {
        return sink.value("celery_queue_priority_length", "priority", priority, "queue_name", "celery");
    }
}
