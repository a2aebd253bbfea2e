package dev.monitoring.alerts.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.settings.Fault;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Maps that take in others by the key {@code <<}, as YAML 1.1 has it and Go reads it. */
class YamlMapTest {
    private final Faults faults = new Faults();

    private Map<String, String> items(String text, int index) {
        YamlMap root = YamlReader.parse(text, "a.yml", faults)
                .flatMap(YamlValue::map)
                .orElseThrow(() -> new AssertionError(faults.sorted().toString()));
        Map<String, String> texts = new TreeMap<>();
        root.items("list")
                .get(index)
                .map()
                .orElseThrow()
                .values()
                .forEach((key, value) -> texts.put(key, value.text().orElse("") + "@" + value.origin()));
        return texts;
    }

    @Test
    void takesInAnotherMapUnderTheKeysThatAreFree() {
        Map<String, String> merged = items("""
                list:
                - &defaults
                  a: 1
                  b: 2
                - b: 3
                  <<: *defaults
                """, 1);

        assertEquals(Map.of("a", "1@a.yml:3:6", "b", "3@a.yml:5:6"), merged);
        assertEquals(0, faults.count());
    }

    @Test
    void theFirstOfSeveralMapsCountsAndThoseThatTheyTakeInAreThereToo() {
        Map<String, String> merged = items("""
                list:
                - &one {a: 1, b: 1}
                - &two {b: 2, c: 2, <<: {d: 4, c: 4}}
                - <<: [*one, *two]
                """, 2);

        assertEquals(
                List.of("a=1", "b=1", "c=2", "d=4"),
                merged.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue().replaceFirst("@.*", ""))
                        .toList());
    }

    @Test
    void saysWhatCannotBeTakenIn() {
        items("list:\n- <<: word\n", 0);
        items("list:\n- &self\n  a: 1\n  <<: [*self, *self]\n", 0);

        List<Fault> told = faults.sorted();
        assertTrue(
                told.get(0).toString().startsWith("a.yml:2:3: << takes in a map, or a list of maps"), told::toString);
        assertTrue(
                told.get(1).toString().startsWith("a.yml:4:3: << takes in a map that takes in this one"),
                told::toString);
        assertEquals(2, told.size());
    }
}
