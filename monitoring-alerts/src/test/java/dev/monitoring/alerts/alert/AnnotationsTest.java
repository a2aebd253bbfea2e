package dev.monitoring.alerts.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AnnotationsTest {
    @Test
    void makesTextsOnceAndOnlyWhenSomebodyLooks() {
        AtomicInteger made = new AtomicInteger();
        Annotations annotations = Annotations.madeBy(() -> {
            made.incrementAndGet();
            return Map.of("summary", "full");
        });
        assertEquals(0, made.get());

        assertEquals("full", annotations.get("summary"));
        assertEquals(Map.of("summary", "full"), annotations);
        assertEquals("{summary=full}", annotations.toString());

        assertEquals(1, made.get());
    }

    @Test
    void areTheMapTheyWereMadeOfInItsOrder() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("summary", "full");
        texts.put("runbook", "clean");
        Annotations annotations = Annotations.of(texts);
        texts.clear();

        assertEquals(List.of("summary", "runbook"), List.copyOf(annotations.keySet()));
        assertEquals(Annotations.madeBy(() -> Map.of("runbook", "clean", "summary", "full")), annotations);
        assertSame(annotations, Annotations.of(annotations));
        assertThrows(UnsupportedOperationException.class, () -> annotations.put("summary", "empty"));
        assertThrows(
                UnsupportedOperationException.class,
                () -> annotations.entrySet().clear());
    }
}
