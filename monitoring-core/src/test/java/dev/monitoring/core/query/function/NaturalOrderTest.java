package dev.monitoring.core.query.function;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class NaturalOrderTest {
    @Test
    void comparesRunsOfDigitsAsNumbers() {
        List<String> ordered = List.of("", "1", "2", "10", "cpu", "cpu1", "cpu2", "cpu2a", "cpu10", "cpu10b3", "x");
        List<String> shuffled = new ArrayList<>(ordered);
        Collections.reverse(shuffled);

        shuffled.sort(NaturalOrder.INSTANCE);

        assertEquals(ordered, shuffled);
    }
}
