package dev.monitoring.alerts.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertValueTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1e+00",
        "0, 0e+00",
        "-0.0, -0e+00",
        "0.0025, 2.5e-03",
        "123456789, 1.23456789e+08",
        "-1e100, -1e+100",
        "2e-323, 2e-323",
        "2.0E-3, 2e-03",
        "2.2250738585072014E-308, 2.2250738585072014e-308",
        "NaN, NaN",
        "Infinity, +Inf",
        "-Infinity, -Inf"
    })
    void writesValuesAsPrometheusDoes(double value, String text) {
        assertEquals(text, AlertValue.text(value));
    }
}
