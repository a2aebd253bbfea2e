package dev.monitoring.collectors.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NameTableTest {
    private final NameTable<String> table = new NameTable<>();

    @Test
    void findsWhatWasPut() {
        for (int i = 0; i < 1000; i++) {
            put("name" + i, "value" + i);
        }
        put("name7", "another");

        assertEquals(1000, table.size());
        assertEquals("value999", get("name999"));
        assertEquals("another", get("name7"));
        assertNull(get("name1000"));
        assertNull(get(""));
    }

    @Test
    void forgetsNamesThatAreNotSeenAnyMore() {
        for (int i = 0; i < 1000; i++) {
            put("veth" + i, "x");
        }

        table.trim(600);
        assertEquals(1000, table.size());

        table.trim(10);
        assertEquals(0, table.size());
        assertNull(get("veth1"));
    }

    private void put(String name, String value) {
        byte[] bytes = ("<" + name + ">").getBytes(StandardCharsets.UTF_8);
        table.put(bytes, 1, bytes.length - 1, value);
    }

    private String get(String name) {
        byte[] bytes = (name + ">").getBytes(StandardCharsets.UTF_8);
        return table.get(bytes, 0, bytes.length - 1);
    }
}
