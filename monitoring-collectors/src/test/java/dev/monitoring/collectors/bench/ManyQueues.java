package dev.monitoring.collectors.bench;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.monitoring.collectors.CountingSink;
import dev.monitoring.collectors.rabbitmq.RabbitCollectorFactory;
import dev.monitoring.collectors.testing.RabbitServer;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What polling a real broker with ten thousand queues and a message in each takes: time, samples, and memory while it is
 * watched and after. Arguments: the queues (10000), and the runs (20).
 */
public final class ManyQueues {
    /** What a run may take in all at the usual interval of five seconds. */
    private static final Duration DEADLINE = Duration.ofSeconds(4);

    private ManyQueues() {}

    /** Measures and prints. */
    public static void main(String[] arguments) throws Exception {
        int queues = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
        int runs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
        try (RabbitServer broker = RabbitServer.start("")) {
            long begin = Clock.system().nanoTime();
            declare(broker, queues);
            System.out.printf("%d queues with a message each after %d s%n", queues, seconds(begin));
            System.out.printf("%-42s %8s %8s %8s %8s %9s%n", "", "samples", "mean ms", "max ms", "kB a run", "heap kB");
            poll("by default", broker, runs);
            poll("queue-limit 5000", broker, runs, "queue-limit", 5_000);
            poll("per-object, queue-limit 5000", broker, runs, "queue-limit", 5_000, "queue-series", "per-object");
            poll("one name of all", broker, runs, "include-queues", "queue-00017", "queue-limit", 5_000);
        }
    }

    private static void declare(RabbitServer broker, int queues) throws Exception {
        try (Connection application = broker.connect();
                Channel channel = application.createChannel()) {
            channel.confirmSelect();
            byte[] body = "a message".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < queues; i++) {
                String name = "queue-%05d".formatted(i);
                channel.queueDeclare(name, false, false, false, null);
                channel.basicPublish("", name, null, body);
            }
            channel.waitForConfirmsOrDie(TimeUnit.MINUTES.toMillis(2));
        }
        pause(Duration.ofSeconds(10)); // the broker's own statistics come in
    }

    private static void poll(String what, RabbitServer broker, int runs, Object... keysAndValues) throws Exception {
        List<Object> keys = new ArrayList<>(List.of("url", broker.url(), "management-url", broker.managementUrl()));
        keys.addAll(List.of("username", "guest", "password", "guest"));
        keys.addAll(List.of(keysAndValues));
        long heapBefore = usedBytes();
        long samples = 0;
        long late = 0;
        List<MeasuredCollector.Run> measured = new ArrayList<>();
        MeasuredCollector collector =
                new MeasuredCollector(TestSettings.collector(new RabbitCollectorFactory(), keys.toArray())
                        .collector());
        for (int i = 0; i < runs; i++) {
            CountingSink sink = new CountingSink();
            try {
                collector.collect(sink, Deadline.after(DEADLINE, Clock.system()));
            } catch (Exception e) {
                System.out.println(e);
                late++;
            }
            samples = sink.samples();
            measured.addAll(collector.takeRuns());
            pause(Duration.ofMillis(200));
        }
        long heapWatching = usedBytes() - heapBefore;
        collector.close();
        long heapAfter = usedBytes() - heapBefore;
        System.out.printf(
                "%-42s %8d %8.0f %8.0f %8.0f %9s  %d runs failed%n",
                what,
                samples,
                measured.stream()
                                .mapToLong(MeasuredCollector.Run::wallNanos)
                                .average()
                                .orElse(0)
                        / 1e6,
                measured.stream()
                                .mapToLong(MeasuredCollector.Run::wallNanos)
                                .max()
                                .orElse(0)
                        / 1e6,
                measured.stream()
                                .mapToLong(MeasuredCollector.Run::allocatedBytes)
                                .average()
                                .orElse(0)
                        / 1e3,
                heapWatching / 1_000 + " → " + heapAfter / 1_000,
                late);
    }

    private static long usedBytes() throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            runtime.gc();
            pause(Duration.ofMillis(50));
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void pause(Duration time) throws InterruptedException {
        if (new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("nobody counts it down");
        }
    }

    private static long seconds(long beginNanos) {
        return TimeUnit.NANOSECONDS.toSeconds(Clock.system().nanoTime() - beginNanos);
    }
}
