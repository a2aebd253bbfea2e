package dev.monitoring.spring.autoconfigure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.settings.SettingCatalog;
import dev.monitoring.core.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

class EnvironmentSettingsTest {
    private final SettingCatalog catalog =
            StarterSettings.addTo(Monitoring.builder().catalog());
    private final StandardEnvironment environment = new StandardEnvironment();

    EnvironmentSettingsTest() {
        environment
                .getPropertySources()
                .forEach(source -> environment.getPropertySources().remove(source.getName()));
    }

    @Test
    void keepThePlaceOfEachValue() throws IOException {
        add(yaml("""
                monitoring:
                  history:
                    maxMemory: 32MiB
                  collectors:
                    redis:
                      targets:
                        - address: cache:6379
                """));

        Settings settings = read();

        assertEquals("32MiB", text(settings, "monitoring.history.max-memory"));
        assertEquals("cache:6379", text(settings, "monitoring.collectors.redis.targets[0].address"));
        assertEquals(
                "application.yml:3:16",
                settings.originOfKey("monitoring.history.max-memory").toString());
    }

    @Test
    void letTheFirstSourceWin() throws IOException {
        add(yaml("monitoring:\n  interval: 10s\n  instance: shop\n"));
        first(new SystemEnvironmentPropertySource(
                "systemEnvironment", Map.of("MONITORING_INTERVAL", "2s", "MONITORING_HISTORY_MAXMEMORY", "16MiB")));

        Settings settings = read();

        assertEquals("2s", text(settings, "monitoring.interval"));
        assertEquals("shop", text(settings, "monitoring.instance"));
        assertEquals("16MiB", text(settings, "monitoring.history.max-memory"));
        assertEquals(
                "environment MONITORING_INTERVAL",
                settings.originOfKey("monitoring.interval").toString());
    }

    @Test
    void readListsOfTargetsFromVariables() {
        add(new SystemEnvironmentPropertySource(
                "systemEnvironment",
                Map.of(
                        "MONITORING_COLLECTORS_REDIS_TARGETS_0_ADDRESS", "a:6379",
                        "MONITORING_COLLECTORS_REDIS_TARGETS_1_ADDRESS", "b:6379")));

        Settings settings = read();

        assertEquals(2, settings.section("collectors.redis").sections("targets").size());
        assertEquals("b:6379", text(settings, "monitoring.collectors.redis.targets[1].address"));
    }

    @Test
    void resolvePlaceholdersAndPassOverWhatIsEmpty() {
        add(new MapPropertySource(
                "map",
                Map.of(
                        "monitoring.instance", "${shop.name}-1",
                        "shop.name", "shop",
                        "monitoring.interval", "${no.such:}",
                        "monitoring.alerts.packs", "")));

        Settings settings = read();

        assertEquals("shop-1", text(settings, "monitoring.instance"));
        assertTrue(settings.value("monitoring.interval").isEmpty());
        assertEquals("", text(settings, "monitoring.alerts.packs"));
    }

    @Test
    void askSourcesThatCannotListWhatTheyHave() {
        add(new PropertySource<>("vault") {
            @Override
            public Object getProperty(String name) {
                return name.equals("monitoring.web.token") ? "a-token-from-a-vault" : null;
            }
        });

        assertEquals("a-token-from-a-vault", text(read(), "monitoring.web.token"));
    }

    @Test
    void doubtVariablesThatNearlyMeanSomething() {
        add(new SystemEnvironmentPropertySource(
                "systemEnvironment",
                Map.of("MONITORING_INTERVALL", "2s", "MONITORING_PORT_8080_TCP_ADDR", "10.0.0.1", "PATH", "/bin")));

        EnvironmentSettings.Reading reading = EnvironmentSettings.read(environment, catalog);

        assertEquals(
                List.of("environment MONITORING_INTERVALL: stands for no setting; did you mean MONITORING_INTERVAL?"),
                reading.doubts().stream().map(Object::toString).toList());
        assertFalse(reading.layers().stream().anyMatch(layer -> !layer.values().isEmpty()));
    }

    private Settings read() {
        return Settings.layered(EnvironmentSettings.read(environment, catalog).layers(), "monitoring");
    }

    private static String text(Settings settings, String key) {
        return settings.value(key)
                .orElseThrow(() -> new AssertionError(key + " is not set"))
                .text();
    }

    private void add(PropertySource<?> source) {
        environment.getPropertySources().addLast(source);
    }

    private void first(PropertySource<?> source) {
        environment.getPropertySources().addFirst(source);
    }

    private static PropertySource<?> yaml(String text) throws IOException {
        ByteArrayResource file = new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8), "[application.yml]") {
            @Override
            public String getDescription() {
                return "class path resource [application.yml]";
            }
        };
        return new YamlPropertySourceLoader().load("application.yml", file).get(0);
    }
}
