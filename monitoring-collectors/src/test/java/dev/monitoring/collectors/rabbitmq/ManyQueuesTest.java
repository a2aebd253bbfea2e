package dev.monitoring.collectors.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.core.collect.MetricCollector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ten thousand queues with a message each, on a server that answers as the management API does. */
@Timeout(120)
class ManyQueuesTest {
    private static final int QUEUES = 10_000;
    private static final String OVERVIEW = """
            {"node":"rabbit@mq1","cluster_name":"mq","rabbitmq_version":"3.10.8","erlang_version":"25.2.3",\
            "message_stats":{"publish":10000},"disable_stats":false,\
            "queue_totals":{"messages":10000,"messages_ready":10000,"messages_unacknowledged":0},\
            "object_totals":{"channels":1,"connections":1,"consumers":7,"exchanges":7,"queues":10000}}""";

    private final AtomicInteger pages = new AtomicInteger();
    private HttpServer server;
    private volatile int brokenFromPage = Integer.MAX_VALUE;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            byte[] answer = (path.equals("/api/overview")
                            ? OVERVIEW
                            : path.equals("/api/nodes")
                                    ? "[{\"name\":\"rabbit@mq1\",\"running\":true,\"mem_used\":1}]"
                                    : queues(exchange.getRequestURI().getQuery()))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String queues(String query) {
        int page = parameter(query, "page");
        int size = parameter(query, "page_size");
        if (page >= brokenFromPage) {
            return "{\"items\":[{\"name\":\"q";
        }
        pages.incrementAndGet();
        return IntStream.range((page - 1) * size, Math.min(QUEUES, page * size))
                .mapToObj(i -> String.format(
                        "{\"name\":\"q%05d\",\"vhost\":\"/\",\"messages\":1,\"messages_ready\":1,"
                                + "\"messages_unacknowledged\":0,\"consumers\":0,\"memory\":100}",
                        i))
                .collect(Collectors.joining(
                        ",",
                        "{\"filtered_count\":10000,\"item_count\":" + size + ",\"items\":[",
                        "],\"page\":" + page + ",\"page_count\":" + (QUEUES + size - 1) / size + ",\"page_size\":"
                                + size + ",\"total_count\":10000}"));
    }

    private static int parameter(String query, String name) {
        return Arrays.stream(query.split("&"))
                .filter(pair -> pair.startsWith(name + "="))
                .mapToInt(pair -> Integer.parseInt(pair.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private MetricCollector collector(Object... keysAndValues) {
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        return Broker.collector(address, address, keysAndValues);
    }

    @Test
    void readsAsManyAsItMayAndSumsTheRest() throws Exception {
        RecordingSink run = Broker.run(collector());

        assertEquals(1, pages.get());
        assertEquals(200, run.samples("rabbitmq_detailed_queue_messages_ready").size());
        assertEquals(10_000, run.value("rabbitmq_queue_messages_ready"));
        assertEquals(7, run.value("rabbitmq_queue_consumers"));
        assertEquals(10_000, run.value("rabbitmq_queues"));
        assertTrue(run.samples("rabbitmq_queue_process_memory_bytes").isEmpty());
        String told = run.missing().toString();
        assertTrue(told.contains("200 queues were read, which is queue-limit; of the other 9800 only the sums"), told);
    }

    @Test
    void takesTheRestTogetherWhereQueuesStandInsteadOfTheirSum() throws Exception {
        RecordingSink run = Broker.run(collector("queue-series", "per-object", "queue-limit", 700));

        assertEquals(2, pages.get());
        assertEquals(701, run.samples("rabbitmq_queue_messages_ready").size());
        assertEquals(9_300, run.value("rabbitmq_queue_messages_ready", "vhost", "(others)", "queue", "(others)"));
        assertEquals(7, run.value("rabbitmq_queue_consumers", "vhost", "(others)", "queue", "(others)"));
        assertEquals(
                10_000,
                run.samples("rabbitmq_queue_messages_ready").stream()
                        .mapToDouble(RecordingSink.Sample::value)
                        .sum());
    }

    @Test
    void leavesOutWhatIsExcluded() throws Exception {
        RecordingSink run =
                Broker.run(collector("queue-limit", 5_000, "include-queues", "q0[0-9]*", "exclude-queues", "q.*[1-9]"));

        assertEquals(1_000, run.value("rabbitmq_queue_messages_ready"));
        assertTrue(run.has("rabbitmq_detailed_queue_messages_ready", "vhost", "/", "queue", "q00010"));
        assertTrue(run.missing().isEmpty(), run.missing()::toString);
    }

    @Test
    void showsTheRestWhereTheListBreaksOff() throws Exception {
        brokenFromPage = 1;

        RecordingSink run = Broker.run(collector());

        assertEquals(1, run.value("rabbitmq_process_resident_memory_bytes"));
        String told = run.missing().toString();
        assertTrue(told.contains("the answer is not the JSON of RabbitMQ's management API"), told);
    }
}
