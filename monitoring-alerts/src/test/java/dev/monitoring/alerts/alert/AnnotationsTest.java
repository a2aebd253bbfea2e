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
    private static final Annotations TEMPLATES = Annotations.of(Map.of("summary", "{{ $value }}"));

    @Test
    void makesTextsOnceAndOnlyWhenSomebodyLooks() {
        AtomicInteger made = new AtomicInteger();
        Annotations annotations = Annotations.madeFrom(TEMPLATES, () -> {
            made.incrementAndGet();
            return Map.of("summary", "full");
        });
        assertEquals("summary{{ $value }}".length(), annotations.chars(), "about as long as the templates");
        assertEquals(0, made.get());

        assertEquals("full", annotations.get("summary"));
        assertEquals("summaryfull".length(), annotations.chars());
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
        assertEquals(Annotations.madeFrom(TEMPLATES, () -> Map.of("runbook", "clean", "summary", "full")), annotations);
        assertSame(annotations, Annotations.of(annotations));
        assertThrows(UnsupportedOperationException.class, () -> annotations.put("summary", "empty"));
        assertThrows(
                UnsupportedOperationException.class,
                () -> annotations.entrySet().clear());
    }
}
