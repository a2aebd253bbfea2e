package dev.monitoring.core.query.function;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions of one number, those of the calendar included. */
class ScalarFunctionsTest {
    @ParameterizedTest
    @CsvSource({
        "sgn, -3, -1",
        "sgn, 0, 0",
        "sgn, NaN, NaN",
        "log2, 8, 3",
        "log2, 0.125, -3",
        "log2, -1, NaN",
        "log2, 0, -Infinity",
        "log10, 1000, 3",
        "deg, 3.141592653589793, 180",
        "rad, 180, 3.141592653589793",
        "asinh, 1e300, 691.4686750787736",
        "asinh, -0.5, -0.48121182505960347",
        "acosh, 1, 0",
        "acosh, 0.5, NaN",
        "atanh, 0.5, 0.5493061443340548",
        "atanh, 1, Infinity"
    })
    void computes(String name, double argument, double expected) {
        assertEquals(expected, MathFunctions.find(name).orElseThrow().applyAsDouble(argument), 1e-13);
    }

    // 1136239445 is 2006-01-02T22:04:05Z, a Monday.
    @ParameterizedTest
    @CsvSource({
        "minute, 1136239445, 4",
        "hour, 1136239445, 22",
        "day_of_week, 1136239445, 1",
        "day_of_month, 1136239445, 2",
        "day_of_year, 1136239445, 2",
        "days_in_month, 1454284800, 29",
        "month, 1136239445, 1",
        "year, 1136239445, 2006",
        "hour, -1, 23",
        "minute, -1, 59",
        "day_of_week, -1, 3",
        "year, -1, 1969"
    })
    void readsTheCalendar(String name, double seconds, double expected) {
        assertEquals(expected, CalendarFunctions.find(name).orElseThrow().applyAsDouble(seconds));
    }

    @ParameterizedTest
    @CsvSource({"2.5, 1, 3", "-2.5, 1, -2", "0.35, 0.1, 0.4", "7, 5, 5", "1, 0, NaN"})
    void roundsTiesUp(double value, double multiple, double expected) {
        assertEquals(expected, MathFunctions.round(value, multiple), 1e-12);
    }

    @ParameterizedTest
    @CsvSource({
        "1, NaN, 1",
        "-1, Infinity, 1",
        "-1, -Infinity, 1",
        "2, 10, 1024",
        "NaN, 0, 1",
        "0, -1, Infinity",
        "-8, 0.5, NaN"
    })
    void raisesToPowersAsGoDoes(double base, double exponent, double expected) {
        assertEquals(expected, MathFunctions.power(base, exponent));
    }

    @ParameterizedTest
    @CsvSource({"5, 0, 3, 3", "-5, 0, 3, 0", "NaN, 0, 3, NaN", "NaN, Infinity, Infinity, Infinity", "1, NaN, 3, NaN"})
    void clampsAsGoDoes(double value, double min, double max, double expected) {
        assertEquals(expected, MathFunctions.clamp(value, min, max));
    }
}
