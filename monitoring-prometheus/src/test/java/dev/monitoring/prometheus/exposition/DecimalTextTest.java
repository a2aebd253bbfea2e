package dev.monitoring.prometheus.exposition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalTextTest {
    private final DecimalText decimals = new DecimalText();
    private final byte[] buffer = new byte[DecimalText.MAX_BYTES];

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, -0",
        "1, 1",
        "-1, -1",
        "42, 42",
        "1000000, 1000000",
        "999999999999999, 999999999999999",
        "1e15, 1000000000000000",
        "9007199254740993, 9007199254740992",
        "18446744073709551615, 18446744073709552000",
        "1e20, 100000000000000000000",
        "1e21, 1e+21",
        "1.5e21, 1.5e+21",
        "0.5, 0.5",
        "0.25, 0.25",
        "-12.034, -12.034",
        "0.001, 0.001",
        "0.1, 0.1",
        "0.3, 0.3",
        "0.30000000000000004, 0.30000000000000004",
        "123456789012.125, 123456789012.125",
        "1234567890123.125, 1234567890123.125",
        "0.0001, 0.0001",
        "0.000001, 0.000001",
        "0.0000015, 0.0000015",
        "0.0000001, 1e-07",
        "1.25e-7, 1.25e-07",
        "2.0E-3, 0.002",
        "2e23, 2e+23",
        "9.5e-300, 9.5e-300",
        "4.9e-324, 5e-324",
        "9.9e-324, 1e-323",
        "2.2250738585072014E-308, 2.2250738585072014e-308",
        "2.225073858507201E-308, 2.225073858507201e-308",
        "1.7976931348623157E308, 1.7976931348623157e+308",
        "9007199254740991, 9007199254740991",
        "1.0000000000000002, 1.0000000000000002",
        "4.35, 4.35",
        "NaN, NaN",
        "Infinity, +Inf",
        "-Infinity, -Inf"
    })
    void writesTheShortestTextInItsStableForm(double value, String expected) {
        assertEquals(expected, text(value));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.0",
        "1, 1.0",
        "-1, -1.0",
        "0.005, 0.005",
        "2.5, 2.5",
        "10, 10.0",
        "100000, 100000.0",
        "1000000, 1e+06",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "1.5e-5, 1.5e-05",
        "0.99, 0.99",
        "Infinity, +Inf",
        "-Infinity, -Inf",
        "NaN, NaN"
    })
    void writesCanonicalBoundsAsGoDoes(double value, String expected) {
        assertEquals(expected, decimals.canonical(value));
    }

    @Test
    void readsBackToTheSameBitsAndCannotBeShorter() {
        long seed = 20_241;
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (!Double.isNaN(value) && !Double.isInfinite(value)) {
                verify(value, seed);
            }
        }
    }

    @Test
    void isExactForNumbersThatMeasurementsHave() {
        long seed = 77;
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            verify(random.nextDouble(), seed);
            verify(random.nextInt(1_000_000) / 1000.0, seed);
            verify(random.nextLong() / 1e9, seed);
            verify(random.nextLong(), seed);
            verify(random.nextInt(100_000) / 10_000.0, seed);
            verify(Math.nextUp(random.nextInt(10_000) / 100.0), seed);
        }
    }

    @Test
    void isExactAtEachPowerOfTwoWhereTheNeighbourBelowIsCloser() {
        for (int e = -1074; e <= 1023; e++) {
            verify(Math.scalb(1.0, e), 0);
            verify(Math.nextUp(Math.scalb(1.0, e)), 0);
            verify(Math.nextDown(Math.scalb(1.0, e)), 0);
        }
    }

    @Test
    void takesLogarithmsThatAreExactForEveryExponentOfADouble() {
        for (int e = -1100; e <= 1100; e++) {
            assertEquals(floorLog10(power(2, e)), DecimalText.floorLog10(e), "e=" + e);
            assertEquals(
                    floorLog10(power(2, e).multiply(new BigDecimal("0.75"))),
                    DecimalText.floorLog10OfThreeQuarters(e),
                    "e=" + e);
        }
        for (int e = -330; e <= 330; e++) {
            int expected = e >= 0
                    ? BigInteger.TEN.pow(e).bitLength() - 1
                    : -BigInteger.TEN.pow(-e).subtract(BigInteger.ONE).bitLength();
            assertEquals(expected, DecimalText.floorLog2OfPowerOfTen(e), "e=" + e);
        }
    }

    private static BigDecimal power(int base, int e) {
        BigDecimal power = BigDecimal.valueOf(base).pow(Math.abs(e));
        return e >= 0 ? power : BigDecimal.ONE.divide(power);
    }

    private static int floorLog10(BigDecimal value) {
        return value.precision() - value.scale() - 1;
    }

    private void verify(double value, long seed) {
        String text = text(value);
        assertEquals(
                Double.doubleToRawLongBits(value),
                Double.doubleToRawLongBits(Double.parseDouble(text)),
                () -> value + " as " + text + ", seed " + seed);
        BigDecimal exact = new BigDecimal(value);
        BigDecimal written = new BigDecimal(text).stripTrailingZeros();
        int digits = written.precision();
        if (value != 0 && digits > 1) {
            for (RoundingMode mode : new RoundingMode[] {RoundingMode.DOWN, RoundingMode.UP}) {
                BigDecimal shorter = exact.round(new MathContext(digits - 1, mode));
                assertTrue(shorter.doubleValue() != value, () -> value + " as " + text + " could be " + shorter);
            }
        }
        if (digits > 0 && exact.precision() >= digits) {
            BigDecimal other = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            boolean otherIsCloser = exact.subtract(other)
                            .abs()
                            .compareTo(exact.subtract(written).abs())
                    < 0;
            assertTrue(
                    !otherIsCloser || other.doubleValue() != value,
                    () -> text + " is not the closest, " + other + " is");
        }
    }

    private String text(double value) {
        int end = decimals.write(value, buffer, 0);
        return new String(buffer, 0, end, StandardCharsets.US_ASCII);
    }
}
