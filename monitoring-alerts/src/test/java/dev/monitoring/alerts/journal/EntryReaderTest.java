package dev.monitoring.alerts.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.monitoring.core.model.Labels;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EntryReaderTest {
    private static byte[] written() {
        return new EntryWriter()
                .number(7)
                .real(-0.0)
                .text("é\n")
                .labels(Labels.of("a", "b"))
                .texts(Map.of("", ""))
                .bytes();
    }

    private static void read(EntryReader reader) {
        reader.version(7);
        assertEquals(-0.0, reader.real());
        assertEquals("é\n", reader.text());
        assertEquals(Labels.of("a", "b"), reader.labels());
        assertEquals(Map.of("", ""), reader.texts());
    }

    @Test
    void readsWhatWasWritten() {
        read(new EntryReader(written()));
    }

    @Test
    void refusesWhatIsCutAnywhere() {
        byte[] written = written();
        for (int length = 0; length < written.length; length++) {
            EntryReader reader = new EntryReader(Arrays.copyOf(written, length));
            assertThrows(IllegalArgumentException.class, () -> read(reader), "cut at " + length);
        }
    }

    @Test
    void refusesNumbersThatCannotBe() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new EntryReader(new EntryWriter().number(Long.MAX_VALUE).bytes()).texts());
        assertThrows(
                IllegalArgumentException.class,
                () -> new EntryReader(new EntryWriter().number(-1).bytes()).count());
        assertThrows(IllegalArgumentException.class, () -> new EntryReader(new byte[] {-1, -1, -1, -1}).text());
        assertThrows(IllegalArgumentException.class, () -> new EntryReader(new byte[8]).version(1));
    }
}
