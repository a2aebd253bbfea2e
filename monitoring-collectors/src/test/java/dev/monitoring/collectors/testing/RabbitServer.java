package dev.monitoring.collectors.testing;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeoutException;

/**
 * A RabbitMQ node of the tests' own, with the plugins for management and Prometheus, on free ports of the loopback address.
 * It starts in about ten seconds, so most tests use {@link #shared}; those that kill it start one of their own.
 */
public final class RabbitServer implements AutoCloseable {
    /** The script that runs the node in this process; the one on the path changes the user first. */
    private static final String PROGRAM = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    private static RabbitServer shared;

    private final OwnProcess process;
    private final int managementPort;
    private final int metricsPort;

    private RabbitServer(OwnProcess process, int managementPort, int metricsPort) {
        this.process = process;
        this.managementPort = managementPort;
        this.metricsPort = metricsPort;
    }

    /** The node that all tests of this JVM share; it ends with the JVM. Skips the test where RabbitMQ is not installed. */
    public static synchronized RabbitServer shared() throws IOException, InterruptedException {
        if (shared == null) {
            shared = start("");
        }
        return shared;
    }

    /**
     * A node that the caller closes.
     *
     * @param configuration further lines of rabbitmq.conf
     */
    public static RabbitServer start(String configuration) throws IOException, InterruptedException {
        int management = OwnProcess.freePort();
        int metrics = OwnProcess.freePort();
        int distribution = OwnProcess.freePort();
        OwnProcess process = OwnProcess.of(PROGRAM)
                .file("enabled_plugins", "[rabbitmq_management,rabbitmq_prometheus].\n")
                .file("env.conf", "")
                .file("rabbitmq.conf", """
                        listeners.tcp.local = 127.0.0.1:{port}
                        management.tcp.ip = 127.0.0.1
                        management.tcp.port = %d
                        prometheus.tcp.ip = 127.0.0.1
                        prometheus.tcp.port = %d
                        collect_statistics_interval = 1000
                        prometheus.return_per_object_metrics = false
                        log.console = false
                        %s
                        """.formatted(management, metrics, configuration))
                .environment("HOME", "{directory}")
                .environment("RABBITMQ_CONF_ENV_FILE", "{directory}/env.conf")
                .environment("RABBITMQ_CONFIG_FILE", "{directory}/rabbitmq.conf")
                .environment("RABBITMQ_ENABLED_PLUGINS_FILE", "{directory}/enabled_plugins")
                .environment("RABBITMQ_MNESIA_BASE", "{directory}/mnesia")
                .environment("RABBITMQ_LOG_BASE", "{directory}/log")
                .environment("RABBITMQ_GENERATED_CONFIG_DIR", "{directory}/generated")
                .environment("RABBITMQ_PID_FILE", "{directory}/pid")
                .environment("RABBITMQ_NODENAME", "monitoring-test-{port}@localhost")
                .environment("RABBITMQ_DIST_PORT", String.valueOf(distribution))
                .environment("ERL_EPMD_ADDRESS", "127.0.0.1")
                // The node itself is then this process, not a child of a script: what is frozen and killed is the node.
                .environment("RABBITMQ_ALLOW_INPUT", "1")
                .environment(
                        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                        "-noinput -kernel inet_dist_use_interface {127,0,0,1} +sbwt none")
                .readyWhen(server -> server.listens() && answers(metrics, "/metrics") && answers(management, "/"))
                .start();
        return new RabbitServer(process, management, metrics);
    }

    private static boolean answers(int port, String path) throws InterruptedException {
        try {
            URI uri = URI.create("http://127.0.0.1:" + port + path);
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
            return client().send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** A client for one request: the node closes idle connections, and a PUT over one of those fails. */
    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    /** The process, to freeze, kill, stop and start. */
    public OwnProcess process() {
        return process;
    }

    public int port() {
        return process.port();
    }

    /** The address for AMQP. */
    public String url() {
        return "amqp://127.0.0.1:" + process.port();
    }

    public int managementPort() {
        return managementPort;
    }

    /** The address of the management API. */
    public String managementUrl() {
        return "http://127.0.0.1:" + managementPort;
    }

    public int metricsPort() {
        return metricsPort;
    }

    /** The page of the Prometheus plugin. */
    public String metricsUrl() {
        return "http://127.0.0.1:" + metricsPort + "/metrics";
    }

    /** A connection of an application: guest, who may do everything. */
    public Connection connect() throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(process.port());
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection("application of a test");
    }

    /**
     * Makes a user with permissions on the virtual host {@code /}, or changes it.
     *
     * @param tags {@code monitoring}, or the empty text
     */
    public void user(String name, String password, String tags, String configure, String write, String read)
            throws IOException, InterruptedException {
        manage("PUT", "/api/users/" + name, "{\"password\":\"" + password + "\",\"tags\":\"" + tags + "\"}");
        String permissions = "{\"configure\":\"%s\",\"write\":\"%s\",\"read\":\"%s\"}"
                .formatted(configure.replace("\\", "\\\\"), write.replace("\\", "\\\\"), read.replace("\\", "\\\\"));
        manage("PUT", "/api/permissions/%2F/" + name, permissions);
    }

    /** Asks the management API as guest; the answer's body. */
    public String manage(String method, String path, String body) throws IOException, InterruptedException {
        String login = Base64.getEncoder().encodeToString("guest:guest".getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(managementUrl() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Basic " + login)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = client().send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    @Override
    public void close() {
        process.close();
    }
}
