package dev.monitoring.core.query.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccumulatorsTest {
    private static final double ABSENT = Absent.VALUE;

    private static double[] accumulate(String word, double[]... rows) {
        int steps = rows[0].length;
        Accumulator accumulator = Accumulators.of(word, steps, false);
        accumulator.begin();
        add(accumulator, rows);
        if (accumulator.needsCare()) {
            accumulator.beginCarefully();
            add(accumulator, rows);
        }
        double[] out = new double[steps];
        int present = accumulator.finish(out);
        assertEquals(Absent.countPresent(out, steps), present);
        return out;
    }

    private static void add(Accumulator accumulator, double[][] rows) {
        for (double[] row : rows) {
            accumulator.add(row, Absent.countPresent(row, row.length));
        }
    }

    private static double one(String word, double... values) {
        double[][] rows = new double[values.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[] {values[i]};
        }
        return accumulate(word, rows)[0];
    }

    @ParameterizedTest
    @ValueSource(strings = {"sum", "avg", "count", "group", "min", "max", "stddev", "stdvar"})
    void stepsWithoutValuesStayAbsent(String word) {
        double[] result = accumulate(word, new double[] {1, ABSENT, ABSENT}, new double[] {1, ABSENT, 1});

        assertTrue(Absent.is(result[1]));
        assertFalse(Absent.is(result[0]));
        assertFalse(Absent.is(result[2]));
    }

    @Test
    void sumsEqualCompensatedOnesToTheLastBit() {
        Random random = new Random(3);
        double[] values = random.doubles(100)
                .map(d -> (d - 0.5) * Math.pow(10, random.nextInt(15)))
                .toArray();

        assertEquals(CompensatedSum.of(values, 0, 100), one("sum", values));
        assertEquals(CompensatedSum.meanOf(values, 0, 100), one("avg", values));
    }

    @Test
    void infinitiesAndOverflowsAreThoseOfPrometheus() {
        double infinity = Double.POSITIVE_INFINITY;

        assertEquals(infinity, one("sum", 1, infinity, 2));
        assertEquals(Double.NaN, one("sum", infinity, -infinity, 2));
        assertEquals(infinity, one("avg", infinity, 1, infinity));
        assertEquals(Double.NaN, one("avg", infinity, -infinity));
        assertEquals(Double.NaN, one("avg", 1, Double.NaN));
        assertEquals(infinity, one("sum", Double.MAX_VALUE, Double.MAX_VALUE));
        assertEquals(Double.MAX_VALUE, one("avg", Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE), 1e293);
    }

    @Test
    void extremesAreNotANumberOnlyWhereAllValuesAre() {
        assertEquals(1, one("max", Double.NaN, 1));
        assertEquals(1, one("min", 1, Double.NaN));
        assertEquals(Double.NaN, one("max", Double.NaN, Double.NaN));
    }

    @Test
    void varianceOfAnInfinityIsNotANumber() {
        assertEquals(4, one("stdvar", 2, 4, 4, 4, 5, 5, 7, 9), 1e-12);
        assertEquals(2, one("stddev", 2, 4, 4, 4, 5, 5, 7, 9), 1e-12);
        assertEquals(Double.NaN, one("stddev", Double.POSITIVE_INFINITY));
        assertEquals(0, one("stddev", 5));
    }
}
