package dev.monitoring.core.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final Setting<Duration> INTERVAL =
            Setting.duration("interval", Duration.ofSeconds(5), Duration.ofMillis(100), "How often.");
    private static final Setting<List<String>> HOSTS = Setting.list("hosts", List.of("localhost"), "Which hosts.");
    private static final Setting<String> TOKEN = Setting.secret("token", "The token.");
    private static final Setting<String> HOST = Setting.text("host", null, "The host.");

    /** A choice with a constant of two words. */
    private enum Mode {
        FAST,
        VERY_SLOW
    }

    @Test
    void givesDefaultsWhereNothingIsSet() {
        Settings settings = Settings.empty("monitoring");

        assertEquals(Duration.ofSeconds(5), settings.get(INTERVAL));
        assertEquals(List.of("localhost"), settings.get(HOSTS));
        assertEquals(Optional.empty(), settings.find(TOKEN));
        assertEquals(List.of(), settings.faults());
    }

    @Test
    void keepsTheDefaultAndRecordsAFaultWhereTheValueIsWrong() {
        Settings settings = file("monitoring.interval", "5x");

        assertEquals(Duration.ofSeconds(5), settings.get(INTERVAL));
        assertEquals(
                "monitoring.yml:1:1: monitoring.interval: \"5x\" is not a duration;"
                        + " use for example 500ms, 5s, 5m, 1h30m, 5d",
                settings.faults().get(0).toString());
    }

    @Test
    void recordsTheSameFaultOnceHoweverOftenTheValueIsRead() {
        Settings settings = file("monitoring.interval", "1ms");

        settings.get(INTERVAL);
        settings.get(INTERVAL);

        assertEquals(1, settings.faults().size());
        assertTrue(settings.faults().get(0).message().contains("shorter than 100ms"));
    }

    @Test
    void neverShowsASecret() {
        Setting<Integer> number = Setting.integer("number", 1, 0, 9, "A number.");
        Settings settings = file("monitoring.token", "hunter2", "monitoring.number", "ten");

        settings.find(TOKEN);
        settings.find(number);

        assertFalse(settings.value("monitoring.token").toString().contains("hunter2"));
        assertTrue(TOKEN.isSecret());
        assertEquals(Optional.empty(), TOKEN.defaultText());
    }

    @Test
    void readsChoicesInKebabCaseAndListsThemAllWhenWrong() {
        Setting<Mode> mode = Setting.choice("mode", Mode.FAST, "How.");

        assertEquals(Mode.VERY_SLOW, file("monitoring.mode", "very-slow").get(mode));
        Settings wrong = file("monitoring.mode", "slow");
        assertEquals(Mode.FAST, wrong.get(mode));
        assertTrue(wrong.faults().get(0).message().endsWith("use one of fast, very-slow"));
        assertEquals("one of fast, very-slow", mode.form());
    }

    @Test
    void readsChoicesByWordsOfTheirOwn() {
        Setting<Mode> mode = Setting.choice("mode", Mode.FAST, each -> each == Mode.FAST ? "a/1" : "a/2", "How.");

        assertEquals(Mode.VERY_SLOW, file("monitoring.mode", " A/2").get(mode));
        Settings wrong = file("monitoring.mode", "a/9");
        assertEquals(Mode.FAST, wrong.get(mode));
        assertTrue(wrong.faults().get(0).message().endsWith("use one of a/1, a/2"));
        assertEquals("a/1", mode.defaultText().orElseThrow());
    }

    @Test
    void readsNumbersWithinTheirRange() {
        Setting<Integer> port = Setting.integer("port", 9900, 0, 65_535, "The port.");

        assertEquals(0, file("monitoring.port", "0").get(port));
        for (String wrong : List.of("65536", "-1", "99999999999999999999", "80.5", "")) {
            Settings settings = file("monitoring.port", wrong);

            assertEquals(9900, settings.get(port));
            assertTrue(settings.faults().get(0).message().contains("0 to 65535"), wrong);
        }
    }

    @Test
    void readsFlagsAsPeopleWriteThem() {
        Setting<Boolean> flag = Setting.flag("flag", false, "Whether.");

        assertEquals(true, file("monitoring.flag", "Yes").get(flag));
        assertEquals(false, file("monitoring.flag", "off").get(flag));
        Settings wrong = file("monitoring.flag", "maybe");
        wrong.get(flag);
        assertTrue(wrong.faults().get(0).message().contains("neither true nor false"));
    }

    @Test
    void readsListsFromCommasAndFromItemsThatMayHoldCommas() {
        assertEquals(List.of("a", "b"), file("monitoring.hosts", "a, b,").get(HOSTS));
        assertEquals(
                List.of("a{1,3}", "b"),
                file("monitoring.hosts[0]", "a{1,3}", "monitoring.hosts[1]", "b")
                        .get(HOSTS));
        assertTrue(file("monitoring.hosts[0]", "a").isSet(HOSTS));
    }

    @Test
    void saysSoWhereAListStandsForOneValue() {
        Settings settings = file("monitoring.interval[0]", "5s");

        settings.get(INTERVAL);

        assertEquals(
                "monitoring.yml:1:1: monitoring.interval: is a list, but takes one value; write it without [0]",
                settings.faults().get(0).toString());
    }

    @Test
    void saysWhatIsMissingWhereItIsNeeded() {
        Settings settings = Settings.empty("monitoring.collectors.redis");

        assertEquals(Optional.empty(), settings.require(HOST));

        assertEquals(
                "monitoring.collectors.redis: monitoring.collectors.redis.host is not set, but is needed: The host.",
                settings.faults().get(0).toString());
    }

    @Test
    void viewsSectionsAndListsOfSections() {
        Settings settings = file(
                "monitoring.collectors.redis.targets[0].host", "a",
                "monitoring.collectors.redis.targets[1].host", "b",
                "monitoring.collectors.redis.targets[1].labels.team", "shop");

        List<Settings> targets = settings.section("collectors.redis").sections("targets");

        assertEquals(
                List.of("a", "b"),
                targets.stream().map(target -> target.find(HOST).orElseThrow()).toList());
        assertEquals("shop", targets.get(1).entries("labels").get("team").text());
        assertEquals(Map.of(), targets.get(0).entries("labels"));
        assertTrue(settings.section("collectors.rabbit").isEmpty());
    }

    @Test
    void sharesFaultsBetweenViews() {
        Settings settings = file("monitoring.collectors.redis.interval", "soon");

        settings.section("collectors").section("redis").get(INTERVAL);

        assertEquals(1, settings.faults().size());
    }

    @Test
    void letsLaterLayersWin() {
        SettingLayer file = layer("monitoring.interval", "10s", "monitoring.host", "from-file");
        SettingLayer environment = new SettingLayer();
        environment.put("monitoring.interval", "20s", Origin.environment("MONITORING_INTERVAL"));

        Settings settings = Settings.layered(List.of(file, environment), "monitoring");

        assertEquals(Duration.ofSeconds(20), settings.get(INTERVAL));
        assertEquals(
                "environment MONITORING_INTERVAL",
                settings.origin(INTERVAL).orElseThrow().toString());
        assertEquals(Optional.of("from-file"), settings.find(HOST));
    }

    @Test
    void replacesListsAsAWholeWhicheverWayTheyAreWritten() {
        SettingLayer items = layer("monitoring.hosts[0]", "a", "monitoring.hosts[1]", "b");
        SettingLayer commas = layer("monitoring.hosts", "c");
        SettingLayer shorter = layer("monitoring.hosts[0]", "d");

        assertEquals(
                List.of("c"),
                Settings.layered(List.of(items, commas), "monitoring").get(HOSTS));
        assertEquals(
                List.of("d"),
                Settings.layered(List.of(items, shorter), "monitoring").get(HOSTS));
        assertEquals(
                List.of("d"),
                Settings.layered(List.of(commas, shorter), "monitoring").get(HOSTS));
    }

    @Test
    void mergesListsOfSectionsKeyByKey() {
        SettingLayer file = layer("monitoring.targets[0].host", "a", "monitoring.targets[0].token", "b");
        SettingLayer environment = layer("monitoring.targets[0].token", "c");

        Settings target = Settings.layered(List.of(file, environment), "monitoring")
                .sections("targets")
                .get(0);

        assertEquals(Optional.of("a"), target.find(HOST));
        assertEquals(Optional.of("c"), target.find(TOKEN));
    }

    @Test
    void namesBothPlacesWhereAKeyIsSetTwiceInOneLayer() {
        SettingLayer file = new SettingLayer();
        file.put("monitoring.interval", "5s", Origin.file("monitoring.yml", 2, 3));
        file.put("monitoring.interval", "6s", Origin.file("monitoring.yml", 9, 3));

        Settings settings = Settings.layered(List.of(file), "monitoring");

        assertEquals(Duration.ofSeconds(5), settings.get(INTERVAL));
        assertEquals(
                "monitoring.yml:9:3: monitoring.interval is set twice; remove this one or the one at monitoring.yml:2:3",
                settings.faults().get(0).toString());
    }

    @Test
    void refusesKeysThatAreNotKebabCase() {
        for (String key : List.of("maxMemory", "max_memory", "-x", "x-", "", "a..b", ".a", "a b")) {
            assertThrows(IllegalArgumentException.class, () -> Setting.text(key, null, "Help."), key);
        }
    }

    static Settings file(String... keysAndValues) {
        return Settings.layered(List.of(layer(keysAndValues)), "monitoring");
    }

    private static SettingLayer layer(String... keysAndValues) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        SettingLayer layer = new SettingLayer();
        int line = 1;
        for (Map.Entry<String, String> value : values.entrySet()) {
            layer.put(value.getKey(), value.getValue(), Origin.file("monitoring.yml", line++, 1));
        }
        return layer;
    }
}
