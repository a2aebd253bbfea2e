package dev.monitoring.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    @ParameterizedTest
    @CsvSource({"'', '', 0", "abc, abc, 0", "abc, acb, 1", "abc, ab, 1", "abc, abcd, 1", "abc, axc, 1", "ca, abc, 3"})
    void countsAddedMissingChangedAndSwappedLetters(String from, String to, int slips) {
        assertEquals(slips, Spelling.slips(from, to));
    }

    @ParameterizedTest
    @CsvSource({
        "retentoin, retention",
        "intervall, interval",
        "prt, port",
        "max_memory, max-memory",
        "maxMemory, max-memory",
        "MaxMemroy, max-memory"
    })
    void findsWhatWasMeant(String word, String known) {
        List<String> words = List.of("retention", "interval", "port", "max-memory");

        assertEquals(Optional.of(known), Spelling.nearest(word, words));
    }

    @ParameterizedTest
    @CsvSource({"database", "po", "x", "''"})
    void guessesNothingFromFarAway(String word) {
        assertEquals(Optional.empty(), Spelling.nearest(word, List.of("retention", "interval", "port", "db")));
    }

    @Test
    void doesNotCompareWordsWithoutEnd() {
        assertEquals(Optional.empty(), Spelling.nearest("a".repeat(1_000_000), List.of("a".repeat(1_000_001))));
    }
}
