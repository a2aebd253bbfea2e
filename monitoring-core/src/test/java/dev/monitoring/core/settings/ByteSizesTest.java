package dev.monitoring.core.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1048576, 1048576",
        "100B, 100",
        "512KB, 524288",
        "512k, 524288",
        "64MiB, 67108864",
        "64 mib, 67108864",
        "2G, 2147483648",
        "1TiB, 1099511627776"
    })
    void readsDecimalAndBinaryUnitsAlikeAsPowersOf1024(String text, long bytes) {
        assertEquals(bytes, ByteSizes.parse(text, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lots", "64X", "-1", "1.5MiB", "64MiBs", "9999999999999999"})
    void saysWhatASizeLooksLike(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> ByteSizes.parse(text, 0))
                .getMessage();

        assertTrue(message.contains("use for example 64MiB"), message);
    }

    @Test
    void refusesWhatOverflows() {
        assertThrows(IllegalArgumentException.class, () -> ByteSizes.parse("999999999999999T", 0));
    }

    @Test
    void namesTheLeastThatIsAllowed() {
        String message = assertThrows(IllegalArgumentException.class, () -> ByteSizes.parse("100KB", 1 << 20))
                .getMessage();

        assertEquals("\"100KB\" is less than 1MiB; use at least that", message);
    }

    @ParameterizedTest
    @CsvSource({"0, 0B", "1023, 1023B", "1024, 1KiB", "1536, 1.5KiB", "67108864, 64MiB", "1099511627776, 1TiB"})
    void writesTheGreatestUnit(long bytes, String text) {
        assertEquals(text, ByteSizes.format(bytes));
    }
}
