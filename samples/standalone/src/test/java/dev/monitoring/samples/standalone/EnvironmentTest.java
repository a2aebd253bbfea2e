package dev.monitoring.samples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.MonitoringSettings;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.SettingCatalog;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentTest {
    private static final SettingCatalog CATALOG = SettingCatalog.builder()
            .section("monitoring", "Everything", MonitoringSettings.all())
            .section("monitoring.prometheus", "Prometheus", List.of(Setting.flag("enabled", true, "Whether.")))
            .section("monitoring.collectors.gpu", "GPUs", List.of(Setting.flag("enabled", false, "Whether.")))
            .section(
                    "monitoring.collectors.redis.targets[]",
                    "Redis",
                    List.of(Setting.text("address", null, "The server."), Setting.secret("password", "The password.")))
            .section(
                    "monitoring.collectors.rabbitmq.targets[]",
                    "RabbitMQ",
                    List.of(Setting.text("url", null, "The address.")))
            .build();

    @ParameterizedTest
    @CsvSource({
        "MONITORING_POLL_INTERVAL, 10, monitoring.interval, 10s",
        "MONITORING_POLL_INTERVAL, 500ms, monitoring.interval, 500ms",
        "MONITORING_HISTORY_WINDOW, 90, monitoring.history.retention, 90m",
        "PROMETHEUS_ENABLED, false, monitoring.prometheus.enabled, false",
        "MONITORING_GPU_ENABLED, true, monitoring.collectors.gpu.enabled, true",
        "MONITORING_REDIS_HOST, db, monitoring.collectors.redis.targets[0].address, db",
        "MONITORING_RMQ_URL, amqp://mq:5672, monitoring.collectors.rabbitmq.targets[0].url, amqp://mq:5672",
        "MONITORING_WEB_PORT, 0, monitoring.web.port, 0",
        "MONITORING_WEB_ALLOWED_HOSTS, 'a,b', monitoring.web.allowed-hosts, 'a,b'",
        "MONITORING_COLLECTORS_REDIS_TARGETS_0_PASSWORD, x, monitoring.collectors.redis.targets[0].password, x",
    })
    void readsVariables(String variable, String value, String key, String text) {
        Environment environment = Environment.of(Map.of(variable, value), CATALOG);

        assertEquals(List.of(), environment.settings().faults());
        assertEquals(text, environment.settings().values().get(key).text());
        assertEquals(
                "environment " + variable,
                environment.settings().values().get(key).origin().toString());
    }

    @Test
    void saysSoWhereTheCollectorOfAVariableIsNotBuiltYet() {
        Environment environment = Environment.of(Map.of("MONITORING_MINIO_ENDPOINT", "http://minio:9000"), CATALOG);

        assertEquals(
                List.of("MONITORING_MINIO_ENDPOINT is understood, but this build has nothing yet that reads"
                        + " monitoring.collectors.minio.targets[0].url; it has no effect"),
                environment.notices());
        assertTrue(environment.settings().values().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "MONITORING_POLL_INTERVALL, did you mean MONITORING_POLL_INTERVAL?",
        "MONITORING_REDIS_HOTS, did you mean MONITORING_REDIS_HOST?",
        "MONITORING_HISTORY_RETENTOIN, did you mean MONITORING_HISTORY_RETENTION?",
        "MONITORING_KAFKA_BROKERS, remove it; --help-settings lists what there is",
    })
    void namesTheVariableThatWasMeant(String variable, String remedy) {
        assertEquals(
                "environment " + variable + ": stands for no setting; " + remedy,
                Environment.of(Map.of(variable, "1"), CATALOG)
                        .settings()
                        .faults()
                        .get(0)
                        .toString());
    }

    @Test
    void leavesAloneWhatIsNotItsOwn() {
        Environment environment = Environment.of(
                Map.of(
                        "PATH", "/bin",
                        "MONITORING_TEST_POSTGRES_URL", "jdbc:postgresql://localhost/test",
                        "MONITORING_SERVICE_HOST", "10.0.0.1",
                        "MONITORING_SERVICE_PORT_HTTP", "9900",
                        "MONITORING_PORT", "tcp://10.0.0.1:9900",
                        "MONITORING_WEB_PORT", "tcp://10.0.0.1:9900",
                        "MONITORING_PORT_9900_TCP_ADDR", "10.0.0.1",
                        "MONITORING_WEB_TOKEN", ""),
                CATALOG);

        assertEquals(Map.of(), environment.settings().values());
        assertEquals(List.of(), environment.settings().faults());
        assertEquals(List.of(), environment.notices());
    }

    @Test
    void noticesTwoVariablesForOneKey() {
        Environment environment =
                Environment.of(Map.of("MONITORING_INTERVAL", "5s", "MONITORING_POLL_INTERVAL", "10"), CATALOG);

        assertEquals(
                "environment MONITORING_POLL_INTERVAL: monitoring.interval is set twice;"
                        + " remove this one or the one at environment MONITORING_INTERVAL",
                environment.settings().faults().get(0).toString());
    }
}
