package dev.monitoring.samples.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the shop as its main class does, and looks at it from outside. */
@Timeout(120)
class ShopTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static ConfigurableApplicationContext shop;

    @BeforeAll
    static void open() {
        shop = ShopApplication.application().run("--server.port=0", "--monitoring.interval=1s");
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @Test
    void seesTheRequestsOfItsCustomers() throws Exception {
        String requests = until(
                "/actuator/monitoring/query?query=" + encoded("sum by (uri) (http_server_requests_seconds_count)"),
                body -> body.contains("/articles/{article}"));

        assertTrue(requests.contains("\"type\":\"vector\""), requests);
    }

    @Test
    void seesItsJobsItsPoolItsProcessAndItsHost() throws Exception {
        for (String expression : new String[] {
            "job_execution_total{job_name=\"refresh_prices\"}",
            "hikaricp_connections_max",
            "executor_pool_size_threads{name=\"shopWorkers\"}",
            "tasks_scheduled_execution_seconds_count{code_function=\"refreshPrices\"}",
            "logback_events_total{level=\"info\"}",
            "jvm_memory_used_bytes",
            "up{job=\"node\"}"
        }) {
            until("/actuator/monitoring/query?query=" + encoded(expression), body -> body.contains("\"value\":"));
        }
    }

    @Test
    void watchesTheServersItTalksTo() throws Exception {
        if (Neighbour.listens("127.0.0.1", 6379)) {
            until("/actuator/monitoring/query?query=redis_up", body -> body.contains("\"value\":1.0"));
        }
        assertEquals(200, get("/actuator/monitoring").statusCode());
    }

    @Test
    void tellsItsHealthAndInfo() throws Exception {
        until("/actuator/health", body -> body.contains("\"monitoring\":{") && body.contains("\"targets\":"));
        until("/actuator/info", body -> body.contains("\"historySince\":"));
    }

    @Test
    void explainsAnExpressionPartByPart() throws Exception {
        until("/actuator/monitoring/explain?query=" + encoded("up > 5"), body -> body.contains("\"seriesCount\":0"));
    }

    /** The body, once it is as expected; the test's timeout ends the patience. */
    private static String until(String path, Predicate<String> expected) throws Exception {
        while (true) {
            HttpResponse<String> response = get(path);
            if (response.statusCode() == 200 && expected.test(response.body())) {
                return response.body();
            }
            TimeUnit.MILLISECONDS.sleep(200); // the test-jar with Await is not an application's
        }
    }

    private static HttpResponse<String> get(String path) throws Exception {
        URI url = URI.create("http://127.0.0.1:" + shop.getEnvironment().getProperty("local.server.port") + path);
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Accept", "application/json")
                .timeout(Duration.ofSeconds(20))
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    private static String encoded(String expression) {
        return URLEncoder.encode(expression, StandardCharsets.UTF_8);
    }
}
