package dev.monitoring.core.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingCatalogTest {
    private static final Setting<Duration> INTERVAL =
            Setting.duration("interval", Duration.ofSeconds(5), Duration.ofMillis(100), "How often.");
    private static final Setting<Duration> RETENTION = Setting.duration(
            "history.retention", Duration.ofMinutes(60), Duration.ofSeconds(1), "How far back samples are kept.");
    private static final Setting<List<String>> ALLOWED_HOSTS = Setting.list("web.allowed-hosts", List.of(), "Which.");
    private static final Setting<Integer> PORT = Setting.integer("web.port", 9900, 0, 65_535, "The port.");
    private static final Setting<String> TOKEN = Setting.secret("web.token", "The token.");
    private static final Setting<String> HOST = Setting.text("host", null, "The host.");
    private static final Setting<String> PASSWORD = Setting.secret("password", "The password.");

    private static final SettingCatalog CATALOG = SettingCatalog.builder()
            .section("monitoring", "Everything", List.of(INTERVAL, RETENTION, ALLOWED_HOSTS, PORT, TOKEN))
            .section("monitoring.collectors.redis", "Redis servers", List.of(INTERVAL))
            .section("monitoring.collectors.redis.targets[]", "Each Redis server", List.of(HOST, PASSWORD))
            .freeKeys("monitoring.collectors.redis.targets[].labels")
            .section("monitoring.collectors.system", "This host", List.of(INTERVAL))
            .build();

    @Test
    void findsNothingWrongWithKnownKeys() {
        assertEquals(
                List.of(),
                check(
                        "monitoring.interval", "5s",
                        "monitoring.web.allowed-hosts[0]", "a",
                        "monitoring.web.allowed-hosts[1]", "b",
                        "monitoring.collectors.redis", "",
                        "monitoring.collectors.redis.targets[0].host", "a",
                        "monitoring.collectors.redis.targets[1].host", "b",
                        "monitoring.collectors.redis.targets[1].labels.Team.of[9]", "shop"));
    }

    @ParameterizedTest
    @CsvSource({
        "monitoring.web.allowedHosts, monitoring.web.allowed-hosts",
        "MONITORING.Web.allowed_hosts[1], monitoring.web.allowed-hosts[1]",
        "monitoring.collectors.redis.targets[0].labels.myTeam, monitoring.collectors.redis.targets[0].labels.myTeam",
        "monitoring.Web.unknownKey.web, monitoring.web.unknownKey.web",
    })
    void spellsKeysAsTheyAreDocumented(String key, String documented) {
        assertEquals(documented, CATALOG.spelled(key));
        assertEquals(documented, CATALOG.toBuilder().build().spelled(key));
    }

    @ParameterizedTest
    @CsvSource({
        "monitoring.intervall, monitoring.intervall, monitoring.interval",
        "monitoring.web.prot, monitoring.web.prot, monitoring.web.port",
        "monitoring.web.allowedHosts, monitoring.web.allowedHosts, monitoring.web.allowed-hosts",
        "monitoring.colectors.redis.interval, monitoring.colectors, monitoring.collectors",
        "monitoring.collectors.reddis.interval, monitoring.collectors.reddis, monitoring.collectors.redis",
        "monitoring.retention, monitoring.retention, monitoring.history.retention",
        "monitoring.collectors.redis.targets[3].hots, monitoring.collectors.redis.targets[3].hots,"
                + " monitoring.collectors.redis.targets[3].host",
        "montoring.interval, montoring, monitoring",
    })
    void namesTheNearestKnownKey(String key, String unknown, String meant) {
        String fault = check(key, "").get(0);

        assertEquals("monitoring.yml:1:1: " + unknown + " is not a known key; did you mean " + meant + "?", fault);
    }

    @Test
    void listsWhatThereIsWhereNothingIsNear() {
        assertEquals(
                List.of("monitoring.yml:1:1: monitoring.collectors.kafka is not a known key;"
                        + " monitoring.collectors has redis, system"),
                check("monitoring.collectors.kafka.brokers", "a"));
        assertEquals(
                List.of("monitoring.yml:1:1: monitoring.interval.unit is not a known key;"
                        + " monitoring.interval has no keys below it; remove it"),
                check("monitoring.interval.unit", "s"));
        assertEquals(
                List.of("monitoring.yml:1:1: spring is not a known key; keys begin with monitoring"),
                check("spring.application.name", "a"));
    }

    @Test
    void reportsAnUnknownSectionOnce() {
        assertEquals(
                1,
                check("monitoring.collectors.kafka.brokers", "a", "monitoring.collectors.kafka.interval", "5s")
                        .size());
    }

    @Test
    void reportsValuesWhereSectionsBelong() {
        assertEquals(
                List.of("monitoring.yml:1:1: monitoring.web is a section, but a value is given;"
                        + " monitoring.web has allowed-hosts, port, token"),
                check("monitoring.web", "true"));
        assertEquals(
                List.of("monitoring.yml:1:1: monitoring.collectors.redis.targets is a list, but a value is given; write"
                        + " each entry below it after a -; it has host, labels, password"),
                check("monitoring.collectors.redis.targets", "nowhere"));
        assertTrue(check("monitoring.collectors.redis.targets[0].labels", "a")
                .get(0)
                .contains("write a key and its value below it"));
    }

    @Test
    void reportsEntriesLeftOutOfAList() {
        assertEquals(
                List.of("monitoring.yml:1:1: monitoring.collectors.redis.targets[1] is set, but"
                        + " monitoring.collectors.redis.targets[0] is not; number the entries from 0 without gaps"),
                check("monitoring.collectors.redis.targets[1].host", "a"));
        assertEquals(
                1,
                check("monitoring.web.allowed-hosts[0]", "a", "monitoring.web.allowed-hosts[2]", "c")
                        .size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[01]", "[-1]", "[x]", "[]", "[99999999999]"})
    void reportsListNumbersThatAreNone(String index) {
        assertEquals(
                1,
                check("monitoring.collectors.redis.targets" + index + ".host", "a")
                        .size());
    }

    @Test
    void reportsEveryWrongValueEvenWhereNobodyReadsIt() {
        List<String> faults = check(
                "monitoring.interval", "0",
                "monitoring.collectors.redis.interval", "5x",
                "monitoring.web.port", "99999",
                "monitoring.web.port[0]", "1",
                "monitoring.web.wrong", "1");

        assertEquals(4, faults.size(), faults::toString);
    }

    @Test
    void showsNoSecret() {
        assertEquals("***", CATALOG.shown("monitoring.web.token", "hunter2"));
        assertEquals("***", CATALOG.shown("monitoring.collectors.redis.targets[7].password", "hunter2"));
        assertEquals("***", CATALOG.shown("monitoring.unknown", "hunter2"));
        assertEquals("shop", CATALOG.shown("monitoring.collectors.redis.targets[7].labels.team", "shop"));
        assertEquals(
                "redis://***@db:6379/1",
                CATALOG.shown("monitoring.collectors.redis.targets[0].host", "redis://me:hunter2@db:6379/1"));
        assertEquals("a", CATALOG.shown("monitoring.web.allowed-hosts[0]", "a"));
    }

    @Test
    void printsEveryKeyWithFormDefaultAndHelp() {
        String reference = CATALOG.reference();

        assertTrue(
                reference.contains("  monitoring.history.retention  (duration of at least 1s, default 1h)"), reference);
        assertTrue(reference.contains("      How far back samples are kept."), reference);
        assertTrue(reference.contains("  monitoring.collectors.redis.targets[].password  (secret text)"), reference);
        assertTrue(reference.contains("\n\nEach Redis server\n"), reference);
    }

    @ParameterizedTest
    @CsvSource({
        "MONITORING_INTERVAL, monitoring.interval",
        "monitoring_interval, monitoring.interval",
        "MONITORING_HISTORY_RETENTION, monitoring.history.retention",
        "MONITORING_WEB_ALLOWED_HOSTS, monitoring.web.allowed-hosts",
        "MONITORING_WEB_ALLOWEDHOSTS, monitoring.web.allowed-hosts",
        "MONITORING_WEB_ALLOWED_HOSTS_2, monitoring.web.allowed-hosts[2]",
        "MONITORING_COLLECTORS_REDIS_TARGETS_0_HOST, monitoring.collectors.redis.targets[0].host",
        "MONITORING_COLLECTORS_REDIS_TARGETS_12_LABELS_MY_TEAM, monitoring.collectors.redis.targets[12].labels.my_team",
    })
    void bindsEnvironmentVariables(String variable, String key) {
        assertEquals(Optional.of(key), EnvironmentBinding.of(CATALOG).keyOf(variable));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MONITORING",
                "MONITORING_",
                "MONITORING__INTERVAL",
                "MONITORING_WEB",
                "MONITORING_INTERVALS",
                "MONITORING_INTERVAL_0",
                "MONITORING_COLLECTORS_REDIS_TARGETS_HOST",
                "MONITORING_COLLECTORS_REDIS_TARGETS_01_HOST",
                "PATH",
                ""
            })
    void bindsNoOtherVariable(String variable) {
        assertEquals(Optional.empty(), EnvironmentBinding.of(CATALOG).keyOf(variable));
    }

    @Test
    void namesTheVariableThatWasMeant() {
        EnvironmentBinding binding = EnvironmentBinding.of(CATALOG);

        assertEquals(Optional.of("MONITORING_HISTORY_RETENTION"), binding.nearest("MONITORING_HISTORY_RETENTOIN"));
        assertEquals(
                Optional.of("MONITORING_COLLECTORS_REDIS_TARGETS_0_HOST"),
                binding.nearest("MONITORING_COLLECTORS_REDIS_TARGETS_0_HOTS"));
        assertEquals(Optional.empty(), binding.nearest("MONITORING_KAFKA_BROKERS"));
    }

    @Test
    void writesTheVariableOfEveryKeySoThatItBinds() {
        for (SettingCatalog.Section section : CATALOG.sections()) {
            for (SettingCatalog.Entry entry : section.entries()) {
                String key = entry.key().replace("[]", "[3]");

                assertEquals(
                        Optional.of(key), EnvironmentBinding.of(CATALOG).keyOf(EnvironmentBinding.variableOf(key)));
            }
        }
    }

    private static List<String> check(String... keysAndValues) {
        Settings settings = SettingsTest.file(keysAndValues);
        CATALOG.check(settings);
        return settings.faults().stream().map(Fault::toString).toList();
    }
}
