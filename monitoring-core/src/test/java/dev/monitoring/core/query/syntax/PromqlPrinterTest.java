package dev.monitoring.core.query.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.query.PromqlGenerator;
import dev.monitoring.core.query.PromqlGenerator.Dialect;
import dev.monitoring.core.query.PromqlGenerator.Vocabulary;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PromqlPrinterTest {
    private static final Vocabulary WORDS = new Vocabulary(
            List.of("foo", "bar_total", "a:b:rate5m", "sum", "offset"),
            List.of("a", "le", "by", "on"),
            List.of("x", "y z", "", "a\\\\b", "ü"));

    private static Expr parse(String query) {
        return PromqlParser.parse(query, ParserOptions.EXPERIMENTAL);
    }

    private static void assertReadsBack(String query, String context) {
        Expr tree = parse(query);
        String printed = tree.toString();

        assertEquals(TreeText.of(tree), TreeText.of(parse(printed)), () -> context + ": " + query + " → " + printed);
        assertEquals(printed, parse(printed).toString(), () -> context + ": " + query);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    sum(x)by(a,b)                 | sum by (a, b) (x)
                    sum without()(x)              | sum without () (x)
                    sum by()(x)                   | sum(x)
                    sum by("a b")(x)              | sum by ("a b") (x)
                    topk(5,x)                     | topk(5, x)
                    x{b="1",a=~"2"}               | x{a=~"2",b="1"}
                    x{a='"\\n'}                   | x{a="\\"\\n"}
                    {"x.y","a.b"!="c"}            | {"a.b"!="c",__name__="x.y"}
                    {__name__="x"}                | {__name__="x"}
                    x{}                           | x
                    x[300]                        | x[5m]
                    x[90d:1d]                     | x[90d:1d]
                    x[2w:36h]                     | x[2w:1d12h]
                    x[1y1d:]                      | x[366d:]
                    x[5m*2]                       | x[5m * 2]
                    x[5m]offset -60@5             | x[5m] @ 5.000 offset -1m
                    x[5m:]@end()offset 3          | x[5m:] @ end() offset 3s
                    x @ -1.2345                   | x @ -1.234
                    x offset -( 1m+2)             | x offset -(1m + 2)
                    rate(x[5m]anchored offset 1m) | rate(x[5m] anchored offset 1m)
                    a+on(x,y)group_left(z)b       | a + on (x, y) group_left (z) b
                    a==bool ignoring()group_right b | a == bool ignoring () group_right () b
                    a+ignoring()b                 | a + b
                    a and on()b                   | a and on () b
                    a+fill(0)b                    | a + fill (0) b
                    a+fill_right(2)fill_left(1)b  | a + fill_left (1) fill_right (2) b
                    -(a)^+2                       | -(a) ^ 2
                    1e6+1e-7+0x10+1h60m           | 1000000 + 0.0000001 + 16 + 2h
                    Inf^2+Inf                     | Inf ^ 2 + +Inf
                    "a\\u0001\u00a0☺"             | "a\\x01\\u00a0☺"
                    vector(-0)                    | vector(-0)
                    1e20 * 5e-324 > bool 2e-3 | 100000000000000000000 * 0.000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000005 > bool 0.002
                    """)
    void printsAsPrometheusDoes(String query, String printed) {
        assertEquals(printed, parse(query).toString());
    }

    @ParameterizedTest
    @MethodSource("dev.monitoring.core.query.syntax.PromqlCorpus#everyForm")
    void readsBackEveryForm(String query) {
        assertReadsBack(query, "corpus");
    }

    @Test
    void readsBackWhatWasMadeUp() {
        long seed = Long.getLong("monitoring.seed", new Random().nextLong());
        PromqlGenerator generator = new PromqlGenerator(new Random(seed), Dialect.V3, WORDS);

        for (int i = 0; i < 5_000; i++) {
            assertReadsBack(generator.query(1 + i % 5), "seed " + seed + ", query " + i);
        }
    }

    @Test
    void writesTheFewestDigits() {
        long seed = Long.getLong("monitoring.seed", new Random().nextLong());
        Random random = new Random(seed);

        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertEquals(value, Double.parseDouble(Printer.number(value)), () -> "seed " + seed);
            }
        }
        // Java before 19 writes 2.0E-3 as 0.0020 and 2^-44 with a digit too many.
        assertEquals("0.002", Printer.number(2e-3));
        assertEquals("200000000000000000000000", Printer.number(Double.parseDouble("2e23")));
        assertTrue(Printer.number(0x1p-44).length() <= "0.00000000000005684341886080802".length());
    }
}
