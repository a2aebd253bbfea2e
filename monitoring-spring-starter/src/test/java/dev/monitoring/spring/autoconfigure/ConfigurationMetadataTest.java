package dev.monitoring.spring.autoconfigure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.SettingCatalog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Pins every key, its default and its sentence, as development environments show them. */
class ConfigurationMetadataTest {
    private static final String FILE = "META-INF/additional-spring-configuration-metadata.json";
    private static final Path FRESH = Path.of("target", "additional-spring-configuration-metadata.json");
    private static final String CHOICES = "one of ";

    private final SettingCatalog catalog = StarterSettings.addTo(
            Monitoring.builder().meterRegistry(new SimpleMeterRegistry()).catalog());

    @Test
    void tellsOfEveryKeyWithItsSentenceAndDefault() throws IOException {
        String fresh = metadata();

        String shipped = shipped();

        if (!fresh.equals(shipped)) {
            Files.createDirectories(FRESH.getParent());
            Files.writeString(FRESH, fresh);
        }
        assertTrue(
                fresh.equals(shipped),
                () -> "settings have changed, first at\n" + firstDifference(shipped, fresh)
                        + "\nif that is meant, tell of it in CHANGELOG.md and copy " + FRESH.toAbsolutePath()
                        + " to src/main/resources/" + FILE);
    }

    private static String firstDifference(String shipped, String fresh) {
        List<String> old = shipped.lines().toList();
        return fresh.lines()
                .filter(line -> !old.contains(line))
                .findFirst()
                .orElse("a key that is no more, or an order that is another");
    }

    @Test
    void saysMoreThanTheKeyOfEachSetting() {
        List<String> silent = catalog.sections().stream()
                .flatMap(section -> section.entries().stream())
                .filter(entry -> entry.setting().help().length() < 10
                        || !entry.setting().help().endsWith("."))
                .map(SettingCatalog.Entry::key)
                .toList();

        assertEquals(List.of(), silent);
    }

    @Test
    void hasTheKeysOfAllModulesAndOfTheStarter() {
        for (String key : List.of(
                "monitoring.interval",
                "monitoring.on-config-error",
                "monitoring.alerts.packs",
                "monitoring.collectors.redis.targets[].address",
                "monitoring.collectors.micrometer.enabled")) {
            assertTrue(catalog.find(key.replace("[]", "[0]")).isPresent(), key);
        }
        assertFalse(catalog.knows("monitoring.no-such-key"));
    }

    private static String shipped() throws IOException {
        try (InputStream in = ConfigurationMetadataTest.class.getClassLoader().getResourceAsStream(FILE)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A line for each property and each hint, so that a change shows as what it is. */
    private String metadata() throws IOException {
        TreeMap<String, Setting<?>> settings = new TreeMap<>();
        catalog.sections()
                .forEach(section -> section.entries()
                        .forEach(entry -> settings.put(entry.key().replace("[]", "[0]"), entry.setting())));
        List<String> properties = new ArrayList<>();
        List<String> hints = new ArrayList<>();
        for (var entry : settings.entrySet()) {
            properties.add(object(json -> property(json, entry.getKey(), entry.getValue())));
            List<String> values = values(entry.getValue());
            if (!values.isEmpty()) {
                boolean closed = entry.getValue().form().startsWith(CHOICES);
                hints.add(object(json -> hint(json, entry.getKey(), values, closed)));
            }
        }
        return "{\n\"properties\": [\n" + String.join(",\n", properties) + "\n],\n\"hints\": [\n"
                + String.join(",\n", hints) + "\n]\n}\n";
    }

    private interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    private static String object(Content content) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            content.write(json);
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void property(JsonGenerator json, String key, Setting<?> setting) throws IOException {
        json.writeStringField("name", key);
        json.writeStringField("type", type(setting));
        json.writeStringField("description", setting.help());
        Optional<String> value =
                Optional.ofNullable(StarterSettings.DEFAULTS.get(key)).or(setting::defaultText);
        if (value.isPresent() && !value.get().isEmpty()) {
            json.writeFieldName("defaultValue");
            value(json, setting, value.get());
        }
    }

    private static void value(JsonGenerator json, Setting<?> setting, String value) throws IOException {
        switch (type(setting)) {
            case "java.lang.Boolean" -> json.writeBoolean(Boolean.parseBoolean(value));
            case "java.lang.Integer" -> json.writeNumber(Integer.parseInt(value));
            default -> json.writeString(value);
        }
    }

    /** Sizes are text: they may be written with binary units, which Spring's own type does not know. */
    private static String type(Setting<?> setting) {
        String form = setting.form();
        if (setting.isList()) {
            return "java.util.List<java.lang.String>";
        }
        if (form.equals("true or false")) {
            return "java.lang.Boolean";
        }
        if (form.startsWith("whole number")) {
            return "java.lang.Integer";
        }
        return form.startsWith("duration") ? "java.time.Duration" : "java.lang.String";
    }

    /** The choices of a setting that has some; examples of lengths of time and sizes. */
    private static List<String> values(Setting<?> setting) {
        String form = setting.form();
        if (form.startsWith(CHOICES)) {
            return List.of(form.substring(CHOICES.length()).split(", "));
        }
        if (form.startsWith("duration")) {
            return List.of("5s", "1m", "1h");
        }
        return form.startsWith("size") ? List.of("16MiB", "64MiB", "256MiB") : List.of();
    }

    private static void hint(JsonGenerator json, String key, List<String> values, boolean closed) throws IOException {
        json.writeStringField("name", key);
        json.writeArrayFieldStart("values");
        for (String value : values) {
            json.writeStartObject();
            json.writeStringField("value", value);
            json.writeEndObject();
        }
        json.writeEndArray();
        if (!closed) {
            json.writeArrayFieldStart("providers");
            json.writeStartObject();
            json.writeStringField("name", "any");
            json.writeEndObject();
            json.writeEndArray();
        }
    }
}
