package dev.monitoring.samples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.settings.SettingLayer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlFileTest {
    @TempDir
    Path directory;

    @Test
    void flattensKeysAndKeepsWhereTheyStand() {
        SettingLayer layer = YamlFile.parse("""
                monitoring:
                  interval: 10s
                  web.port: 0x10
                  collectors:
                    redis:
                      targets:
                        - host: "a:1"
                          labels: {team: shop}
                        - host: b
                    system: {}
                  hosts: [x, "y,z"]
                  none:
                  empty: []
                """, "m.yml");

        assertEquals(List.of(), layer.faults());
        assertEquals(
                Map.of(
                        "monitoring.interval", "10s at m.yml:2:3",
                        "monitoring.web.port", "0x10 at m.yml:3:3",
                        "monitoring.collectors.redis.targets[0].host", "a:1 at m.yml:7:11",
                        "monitoring.collectors.redis.targets[0].labels.team", "shop at m.yml:8:20",
                        "monitoring.collectors.redis.targets[1].host", "b at m.yml:9:11",
                        "monitoring.collectors.system", " at m.yml:10:5",
                        "monitoring.hosts[0]", "x at m.yml:11:11",
                        "monitoring.hosts[1]", "y,z at m.yml:11:14",
                        "monitoring.none", " at m.yml:12:3",
                        "monitoring.empty", " at m.yml:13:3"),
                layer.values().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> entry.getValue().text() + " at "
                                        + entry.getValue().origin())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a: 1\na: 2'|m.yml:2:1: a stands here a second time; merge it with m.yml:1:1",
                "'a:\n  b: 1\na.b: 2'|m.yml:3:1: a.b is set twice; remove this one or the one at m.yml:2:3",
                "'a: !!java.net.URL [x]'|m.yml:1:4: YAML: Global tag is not allowed: tag:yaml.org,2002:java.net.URL;"
                        + " remove it, values are plain text, numbers and lists",
                "'a: !secret x'|m.yml:1:4: a has the tag !secret; remove it, values are plain text, numbers and lists",
                "'b: &b {c: 1}\na:\n  <<: *b'|m.yml:3:3: merging with << is not supported; write the keys out",
                "'? [a]\n: b'|m.yml:1:3: a key is plain text, for example \"interval\"",
                "'- a'|m.yml:1:1: a configuration is made of keys and values, for example \"monitoring:\"",
                "'a: b: c'|m.yml:1:5: YAML: mapping values are not allowed here; put quotes around a value with a"
                        + " colon in it, and check the indentation",
            })
    void saysWhatIsWrongAndWhere(String text, String fault) {
        assertEquals(List.of(fault), faults(YamlFile.parse(text, "m.yml")));
    }

    @Test
    void asksForSpacesInPlaceOfTabs() {
        String fault = faults(YamlFile.parse("a:\n\tb: 1", "m.yml")).get(0);

        assertTrue(fault.startsWith("m.yml:2:1: YAML: "), fault);
        assertTrue(fault.endsWith("indent with spaces"), fault);
    }

    @Test
    void readsOnlyTheFirstDocument() {
        assertEquals(1, YamlFile.parse("a: 1\n---\nb: 1\n", "m.yml").faults().size());
    }

    @Test
    void acceptsAnEmptyFile() {
        assertEquals(List.of(), YamlFile.parse("", "m.yml").faults());
        assertEquals(List.of(), YamlFile.parse("# nothing\n", "m.yml").faults());
    }

    @Test
    void stopsAtAliasesThatMultiply() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            String item = "*a" + (i - 1);
            bomb.append("a" + i + ": &a" + i + " [" + String.join(", ", Collections.nCopies(10, item)) + "]\n");
        }

        List<String> faults = faults(YamlFile.parse(bomb.toString(), "m.yml"));

        assertTrue(faults.get(0).contains("more than 10000 values"), faults::toString);
    }

    @Test
    void stopsAtAliasesThatContainThemselves() {
        List<String> faults = faults(YamlFile.parse("a: &a {b: *a}", "m.yml"));

        assertTrue(faults.get(0).contains("nested more than 20 levels"), faults::toString);
    }

    @Test
    void stopsAtDepth() {
        assertEquals(1, YamlFile.parse("[".repeat(100_000), "m.yml").faults().size());
        assertEquals(
                1,
                YamlFile.parse("a: " + "[".repeat(30) + "]".repeat(30), "m.yml")
                        .faults()
                        .size());
    }

    @Test
    void saysWhyAFileCannotBeRead() throws IOException {
        assertTrue(read("missing.yml").contains("missing.yml: does not exist"));
        Files.createDirectory(directory.resolve("folder"));
        assertTrue(read("folder").contains("it is a directory"));
        Files.write(directory.resolve("latin.yml"), "a: \u00fc".getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(read("latin.yml").contains("is not UTF-8"));
        Files.writeString(directory.resolve("large.yml"), "#".repeat((1 << 20) + 1));
        assertTrue(read("large.yml").contains("is larger than 1MiB"));
    }

    private String read(String name) {
        return faults(YamlFile.read(directory.resolve(name), name)).get(0);
    }

    private static List<String> faults(SettingLayer layer) {
        return layer.faults().stream().map(Object::toString).toList();
    }
}
