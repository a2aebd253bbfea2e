package dev.monitoring.core.query.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.ValueType;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromqlParserTest {
    private static Expr parse(String query) {
        return PromqlParser.parse(query, ParserOptions.EXPERIMENTAL);
    }

    private static double number(String query) {
        return assertInstanceOf(NumberLiteral.class, parse(query)).value();
    }

    private static String tree(String query) {
        return TreeText.of(parse(query));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "+Inf, Infinity",
        "-inf, -Infinity",
        "nAn, NaN",
        ".5, 0.5",
        "5., 5",
        "123.4567, 123.4567",
        "5e-3, 0.005",
        "5E+3, 5000",
        "0xc, 12",
        "0XFe, 254",
        "0755, 493",
        "-0755, -493",
        "08, 8",
        "1_000_000, 1000000",
        "0x_1f, 31",
        "--1, 1",
        "-+-2, 2",
        "5m, 300",
        "1h30m5s7ms, 5405.007",
        "1y, 31536000",
        "-1m, -60"
    })
    void readsNumbersAndDurationsAlike(String query, double value) {
        assertEquals(value, number(query));
    }

    @Test
    void keepsTheSignOfZero() {
        assertEquals(Double.NEGATIVE_INFINITY, 1 / number("-0"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    1 + 2 * 3 ^ 4        | 1 + (2 * (3 ^ 4))
                    1 * 2 + 3            | (1 * 2) + 3
                    2 ^ 3 ^ 2            | 2 ^ (3 ^ 2)
                    1 - 2 - 3            | (1 - 2) - 3
                    a or b and c         | a or (b and c)
                    a and b unless c     | (a and b) unless c
                    a + b or c == d      | (a + b) or (c == d)
                    a == b + c           | a == (b + c)
                    a atan2 b * c        | (a atan2 b) * c
                    a < b >= c           | (a < b) >= c
                    a </ 3 + 1           | a </ (3 + 1)
                    -a ^ b               | -(a ^ b)
                    -a * b               | (-a) * b
                    2 ^ -a * b           | (2 ^ (-a)) * b
                    2 ^ -a ^ b           | 2 ^ (-(a ^ b))
                    -a offset 5m         | -(a offset 5m)
                    a offset -2 ^ 2      | (a offset -2) ^ 2
                    a offset 5s - 8      | (a offset 5s) - 8
                    a offset step() ^ 0  | (a offset step()) ^ 0
                    a offset -(5s) - 8   | (a offset -(5s)) - 8
                    a @ 5 + 1            | (a @ 5) + 1
                    """)
    void bindsOperatorsByPrecedence(String query, String sameWithParens) {
        assertEquals(TreeText.ofStructure(parse(sameWithParens)), TreeText.ofStructure(parse(query)));
    }

    @Test
    void readsChainsAsLongAsTheText() {
        int operators = 60_000;

        Expr chain = parse("1" + "+1".repeat(operators));

        Binary binary = assertInstanceOf(Binary.class, chain);
        assertEquals(operators, binary.leftSpine().size());
        assertEquals(ValueType.SCALAR, chain.type());
        assertEquals("1" + " + 1".repeat(operators), chain.toString());
        assertEquals(operators * 2 + 1, chain.position().end());
    }

    @Test
    void readsChainsOfSetOperatorsAsLongAsTheText() {
        Expr chain = parse("a" + " or b".repeat(20_000));

        assertEquals(20_000, assertInstanceOf(Binary.class, chain).leftSpine().size());
    }

    @Test
    void readsSelectors() {
        VectorSelector selector = assertInstanceOf(
                VectorSelector.class, parse("foo{a=\"b\", c!='d', e=~`f\\.g`, h!~\"i\", } offset -5m @ 1.5"));

        assertEquals("foo", selector.name());
        assertEquals(
                List.of(
                        Matcher.equal("a", "b"),
                        Matcher.of("c", Matcher.Operator.NOT_EQUAL, "d"),
                        Matcher.of("e", Matcher.Operator.MATCHES, "f\\.g"),
                        Matcher.of("h", Matcher.Operator.NOT_MATCHES, "i"),
                        Matcher.equal("__name__", "foo")),
                selector.matchers());
        assertEquals(At.timestamp(1500), selector.at());
        assertEquals(-300_000, selector.offset().offsetMillis(0, 0));
        assertEquals(ValueType.VECTOR, selector.type());
    }

    @Test
    void readsQuotedNames() {
        VectorSelector selector =
                assertInstanceOf(VectorSelector.class, parse("{\"my.metric\", \"my label\"=\"x\", 'ü'='y'}"));

        assertEquals("", selector.name());
        assertEquals(
                List.of(
                        Matcher.equal("__name__", "my.metric"),
                        Matcher.equal("my label", "x"),
                        Matcher.equal("ü", "y")),
                selector.matchers());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sum",
                "by",
                "without",
                "offset",
                "and",
                "OR",
                "unless",
                "start",
                "end",
                "step",
                "range",
                "anchored",
                "smoothed",
                "fill",
                "fill_left",
                "min_of",
                "max_of",
                "topk",
                "limit_ratio",
                "info",
                "rate"
            })
    void takesKeywordsForMetricNames(String keyword) {
        assertEquals(
                keyword, assertInstanceOf(VectorSelector.class, parse(keyword)).name());
        assertEquals(
                keyword,
                assertInstanceOf(VectorSelector.class, parse(keyword + "{a=\"b\"}"))
                        .name());
        assertEquals(
                List.of(keyword),
                assertInstanceOf(Aggregation.class, parse("sum by (" + keyword + ") (x)"))
                        .labels());
        assertInstanceOf(Binary.class, parse(keyword + " + " + keyword));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bool", "on", "ignoring", "group_left", "group_right", "atan2"})
    void takesSomeKeywordsForLabelNamesOnly(String keyword) {
        assertThrows(QueryException.class, () -> parse(keyword));
        assertEquals(
                List.of(keyword),
                assertInstanceOf(Aggregation.class, parse("sum by (" + keyword + ") (x)"))
                        .labels());
        assertInstanceOf(VectorSelector.class, parse("x{" + keyword + "=\"1\"}"));
    }

    @Test
    void readsKeywordsInAnyCase() {
        assertEquals(
                tree("sum by (a) (x offset 5m) and on (b) y == bool 1"),
                tree("SUM BY (a) (x OFFSET 5m) AND ON (b) y == BOOL 1"));
    }

    @Test
    void readsModifiersInEitherOrder() {
        assertEquals(tree("x offset 5m @ end()"), tree("x @ end() offset 5m"));
        assertEquals(tree("x[5m] offset 5m @ 3"), tree("x[5m] @ 3 offset 5m"));
        assertEquals(tree("x[5m:1m] offset 5m @ 3"), tree("x[5m:1m] @ 3 offset 5m"));
    }

    @Test
    void forgetsAnOffsetOfZero() {
        assertNull(assertInstanceOf(VectorSelector.class, parse("x offset 0s")).offset());
    }

    @Test
    void readsClausesOfAggregationsOnEitherSide() {
        assertEquals(tree("sum by (a, b) (x)"), tree("sum(x) by (a, b,)"));
        assertEquals(tree("topk without (a) (3, x)"), tree("topk(3, x) without (a)"));
    }

    @Test
    void readsVectorMatching() {
        Binary binary = assertInstanceOf(
                Binary.class, parse("a == bool on (x) group_left (y, z) fill_right (0) fill_left (1) b"));

        assertTrue(binary.returnsBool());
        assertEquals(
                new VectorMatching(
                        VectorMatching.Cardinality.MANY_TO_ONE, true, List.of("x"), List.of("y", "z"), 1.0, 0.0),
                binary.matching());
    }

    @Test
    void matchesVectorsOnly() {
        assertNull(assertInstanceOf(Binary.class, parse("a + 1")).matching());
        assertNull(assertInstanceOf(Binary.class, parse("1 + on () a")).matching());
        assertEquals(
                VectorMatching.Cardinality.MANY_TO_MANY,
                assertInstanceOf(Binary.class, parse("a and ignoring (x) b"))
                        .matching()
                        .cardinality());
    }

    @ParameterizedTest
    @CsvSource({
        "x[5m], 300000",
        "x[300], 300000",
        "x[0.0015], 1",
        "x[5m * 2], 600000",
        "x[1h / 7], 514285",
        "x[2 ^ 3 ^ 0], 2000",
        "x[-(10s - 5s) + 20s], 15000",
        "x[-2 ^ 2 + 5], 1000",
        "x[step() + 1s], 16000",
        "x[RANGE() % 1m], 40000",
        "'x[min_of(step(), max_of(3, 7s))]', 7000"
    })
    void computesDurations(String query, long millis) {
        MatrixSelector selector = assertInstanceOf(MatrixSelector.class, parse(query));

        assertEquals(millis, selector.range().positiveMillis(15_000, 100_000));
    }

    @Test
    void refusesDurationsThatTurnOutWrong() {
        DurationExpr step =
                assertInstanceOf(MatrixSelector.class, parse("x[step()]")).range();
        DurationExpr ratio =
                assertInstanceOf(MatrixSelector.class, parse("x[1m / step()]")).range();

        assertEquals(
                "duration must be greater than 0",
                assertThrows(QueryException.class, () -> step.positiveMillis(0, 0))
                        .message());
        assertEquals(
                "division by zero",
                assertThrows(QueryException.class, () -> ratio.positiveMillis(0, 0))
                        .message());
        assertEquals(0, step.offsetMillis(0, 0));
    }

    private static String string(String query) {
        return assertInstanceOf(StringLiteral.class, parse(query)).value();
    }

    @Test
    void readsStrings() {
        String escapes = "\\a\\b\\f\\n\\r\\t\\v\\\\";

        assertEquals("\u0007\b\f\n\r\t\u000b\\\"'", string('"' + escapes + "\\\"'\""));
        assertEquals("a\"'", string("'a\"\\''"));
        assertEquals("a\\n\"'\n", string("`a\\n\"'\n`"));
        assertEquals("ABCD", string("\"\\x41\\102\\u0043\\U00000044\""));
    }

    @Test
    void joinsEscapedBytesToCharacters() {
        assertEquals("☺☺", string("\"\\xe2\\x98\\xba☺\""));
        assertEquals("\ufffd", string("\"\\xff\""));
    }

    @Test
    void skipsRemarksAndBlanks() {
        assertEquals(tree("sum(x{a=\"b\"})"), tree("# first\nsum # then\n(\tx { # inside\r\n a = \"b\" } )\n# last"));
    }

    @Test
    void knowsWhereEverythingStands() {
        Binary binary = assertInstanceOf(Binary.class, parse("  sum(a)\n/ rate(b[5m] offset 1m)"));
        Call call = assertInstanceOf(Call.class, binary.right());

        assertEquals("1:3", binary.position().toString());
        assertEquals(2, binary.position().start());
        assertEquals(32, binary.position().end());
        assertEquals(
                "1:7",
                assertInstanceOf(Aggregation.class, binary.left())
                        .operand()
                        .position()
                        .toString());
        assertEquals("2:3", call.position().toString());
        assertEquals("2:8", call.arguments().get(0).position().toString());
        assertEquals(31, call.arguments().get(0).position().end());
    }

    @Test
    void readsSelectorsOfTheApi() {
        assertEquals(
                List.of(Matcher.equal("a", "b"), Matcher.equal("__name__", "up")),
                PromqlParser.parseSelector("up{a=\"b\"}"));
        assertTrue(PromqlParser.fitsEverything(PromqlParser.parseSelector("{}")));
        assertThrows(QueryException.class, () -> PromqlParser.parseSelector("up offset 5m"));
        assertThrows(QueryException.class, () -> PromqlParser.parseSelector("rate(up[5m])"));
    }

    @Test
    void readsTheQueriesOfPrometheusTests() {
        List<String> queries = PromqlCorpus.ofScripts();
        Assumptions.assumeFalse(
                queries.isEmpty(), "there is no folder shared/conformance/promql beside the repository");

        for (String query : queries) {
            assertEquals(tree(query), tree(parse(query).toString()), query);
        }
    }

    @Test
    void knowsEveryFunctionOfPrometheus() {
        assertEquals(90, Functions.all().size());
        assertEquals(
                17,
                Functions.all().stream()
                        .filter(FunctionSignature::isExperimental)
                        .count());
    }
}
