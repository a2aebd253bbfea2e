package dev.monitoring.core.query.function;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts are those of Go's {@code strconv.FormatFloat(x, 'f', -1, 64)} and {@code fmt.Sprintf("%g", x)}. */
class NumberTextTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1.0",
        "0.1, 0.1, 0.1, 0.1",
        "-0.0, -0, -0, -0.0",
        "1e20, 100000000000000000000, 1e+20, 1e+20",
        "1234567, 1234567, 1.234567e+06, 1.234567e+06",
        "100000, 100000, 100000, 100000.0",
        "1e21, 1000000000000000000000, 1e+21, 1e+21",
        "0.0001, 0.0001, 0.0001, 0.0001",
        "0.00001, 0.00001, 1e-05, 1e-05",
        "2e23, 200000000000000000000000, 2e+23, 2e+23",
        "123456.789, 123456.789, 123456.789, 123456.789",
        "NaN, NaN, NaN, NaN",
        "-Infinity, -Inf, -Inf, -Inf"
    })
    void writesTheShortestText(double value, String plain, String general, String openMetrics) {
        assertEquals(plain, NumberText.plain(value));
        assertEquals(general, NumberText.general(value));
        assertEquals(openMetrics, NumberText.openMetrics(value));
    }

    @ParameterizedTest
    @CsvSource({"1.2345, 1.2", "0.0000123, 1.2e-05", "99.6, 1e+02"})
    void cutsDigits(double value, String text) {
        assertEquals(text, NumberText.general(value, 2));
    }
}
