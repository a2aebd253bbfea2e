package dev.monitoring.core.query.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.query.value.QueryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages are those of Prometheus 3.x, but for hints behind a semicolon, which are ours. */
class PromqlParserErrorTest {
    private static QueryException fault(String query) {
        return assertThrows(
                QueryException.class, () -> PromqlParser.parse(query, ParserOptions.EXPERIMENTAL), () -> query);
    }

    private static String message(String query) {
        return fault(query).message();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    ~~                  | 1:1: parse error: no expression found in input
                    # only a remark     | 1:1: parse error: no expression found in input
                    1+                  | 1:3: parse error: unexpected end of input; expected a selector, a number, a string, a function or "("
                    .                   | 1:1: parse error: unexpected character: '.'; expected an expression or an operator
                    2.5.                | 1:1: parse error: bad number or duration syntax: "2.5."; a duration is made of whole numbers and units, ms, s, m, h, d, w and y, the greatest first and each once, such as 1h30m
                    100..4              | 1:1: parse error: bad number or duration syntax: "100.."; a duration is made of whole numbers and units, ms, s, m, h, d, w and y, the greatest first and each once, such as 1h30m
                    0deadbeef           | 1:1: parse error: bad number or duration syntax: "0de"; a duration is made of whole numbers and units, ms, s, m, h, d, w and y, the greatest first and each once, such as 1h30m
                    *1                  | 1:1: parse error: unexpected <op:*>; expected a selector, a number, a string, a function or "("
                    @@                  | 1:1: parse error: unexpected <op:@>; expected a selector, a number, a string, a function or "("
                    -=                  | 1:2: parse error: unexpected "="; expected a selector, a number, a string, a function or "("; did you mean ==?
                    ++-++-+-+-<         | 1:11: parse error: unexpected <op:<>; expected a selector, a number, a string, a function or "("
                    (1))                | 1:4: parse error: unexpected right parenthesis ')'; no "(" is open
                    ((1)                | 1:5: parse error: unclosed left parenthesis; close it with ")"
                    1 !~ 1              | 1:3: parse error: unexpected character after '!': '~'; did you mean != or unless?
                    1 =~ 1              | 1:3: parse error: unexpected character after '=': '~'; did you mean ==? Conditions with =~ stand in braces
                    foo $ bar           | 1:5: parse error: unexpected character: '$'; variables are not replaced here, put in what they stand for
                    }                   | 1:1: parse error: unexpected character: '}'; expected an expression or an operator
                    foo]                | 1:4: parse error: unexpected right bracket ']'; no "[" is open
                    a - on(b) ignoring(c) d | 1:11: parse error: unexpected <ignoring>; expected a selector, a number, a string, a function or "("
                    foo bool bar        | 1:5: parse error: unexpected <bool>; expected an operator or the end of the query
                    """)
    void saysWhatIsWrongWithAnExpression(String query, String message) {
        assertEquals(message, message(query == null ? "" : query));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {                          | 1:2: parse error: unexpected end of input inside braces; close them with "}"
                    some_metric{a=b}           | 1:15: parse error: unexpected identifier "b" in label matching, expected string
                    some_metric{a:b="b"}       | 1:14: parse error: unexpected character inside braces: ':'; expected a label name or "}"
                    foo{a>="b"}                | 1:6: parse error: unexpected character inside braces: '>'; expected a label name or "}"
                    foo{gibberish}             | 1:14: parse error: unexpected "}" in label matching, expected label matching operator
                    foo{1}                     | 1:5: parse error: unexpected character inside braces: '1'; expected a label name or "}"
                    foo{,}                     | 1:5: parse error: unexpected "," in label matching, expected identifier or "}"
                    foo{__name__= =}           | 1:15: parse error: unexpected "=" in label matching, expected string
                    foo{__name__="bar" lol}    | 1:20: parse error: unexpected identifier "lol" in label matching, expected "," or "}"
                    foo{"a"=}                  | 1:9: parse error: unexpected "}" in label matching, expected string
                    {}                         | 1:1: parse error: vector selector must contain at least one non-empty matcher; name a metric, or a label that is there, such as {job=~".+"}
                    1 + {x=~".*"}              | 1:5: parse error: vector selector must contain at least one non-empty matcher; name a metric, or a label that is there, such as {job=~".+"}
                    foo{__name__="bar"}        | 1:1: parse error: metric name must not be set twice: "foo" or "bar"
                    """)
    void saysWhatIsWrongWithASelector(String query, String message) {
        assertEquals(message, message(query));
    }

    @Test
    void saysWhatIsWrongWithARegularExpression() {
        QueryException fault = fault("foo{bar=~\"(\"}");

        assertEquals(
                "1:5: parse error: regular expression \"(\" of label bar is not RE2: missing closing )",
                fault.message());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    foo[5mm]            | 1:5: parse error: bad number or duration syntax: "5mm"; a duration is made of whole numbers and units, ms, s, m, h, d, w and y, the greatest first and each once, such as 1h30m
                    foo[5m1]            | 1:5: parse error: bad number or duration syntax: "5m1"; a duration is made of whole numbers and units, ms, s, m, h, d, w and y, the greatest first and each once, such as 1h30m
                    foo[5m:1m1]         | 1:8: parse error: bad number or duration syntax: "1m1"; a duration is made of whole numbers and units, ms, s, m, h, d, w and y, the greatest first and each once, such as 1h30m
                    foo[5y1hs]          | 1:5: parse error: unknown unit "hs" in duration "5y1hs"; its units are ms, s, m, h, d, w and y, the greatest first and each once, such as 1h30m
                    foo[5m1h]           | 1:5: parse error: not a valid duration string: "5m1h"; its units are ms, s, m, h, d, w and y, the greatest first and each once, such as 1h30m
                    foo[0m]             | 1:5: parse error: duration must be greater than 0
                    foo[-1]             | 1:5: parse error: duration must be greater than 0
                    foo["5m"]           | 1:5: parse error: unexpected character in duration expression: '"'; expected a duration such as 5m
                    foo[]               | 1:5: parse error: unexpected "]" in subquery or range selector, expected number, duration, step(), or range()
                    foo[                | 1:5: parse error: unexpected end of input in duration expression; expected a duration such as 5m
                    foo[5m              | 1:7: parse error: unclosed left bracket; close it with "]"
                    foo[5m 3]           | 1:8: parse error: unexpected number "3" in subquery or range, expected ":" or "]"
                    foo[5m:3 2]         | 1:10: parse error: unexpected number "2" in subquery selector, expected "]"
                    foo[5m:*]           | 1:8: parse error: unexpected <op:*> in subquery selector, expected number, duration, step(), range(), or "]"
                    foo[5m:1m:1m]       | 1:10: parse error: unexpected colon ':'
                    foo[5m / 0]         | 1:8: parse error: division by zero
                    foo[5m % 0]         | 1:8: parse error: modulo by zero
                    foo[1e10y]          | 1:5: parse error: unknown unit "e" in duration "1e10y"; its units are ms, s, m, h, d, w and y, the greatest first and each once, such as 1h30m
                    foo[1e30]           | 1:5: parse error: duration out of range
                    some_metric[5m] OFFSET 1mm | 1:24: parse error: bad number or duration syntax: "1mm"; a duration is made of whole numbers and units, ms, s, m, h, d, w and y, the greatest first and each once, such as 1h30m
                    some_metric[5m] OFFSET     | 1:23: parse error: unexpected end of input in offset, expected number, duration, step(), or range()
                    some_metric OFFSET 1m[5m]  | 1:22: parse error: no offset modifiers allowed before range
                    some_metric[5m] @          | 1:18: parse error: unexpected end of input in @, expected timestamp
                    some_metric @ 1234 [5m]    | 1:20: parse error: no @ modifiers allowed before range
                    some_metric @ start() [5m] | 1:23: parse error: no @ modifiers allowed before range
                    some_metric @ Inf          | 1:1: parse error: timestamp out of bounds for @ modifier: +Inf
                    some_metric @ -NaN         | 1:1: parse error: timestamp out of bounds for @ modifier: NaN
                    (foo + bar)[5m]            | 1:12: parse error: ranges only allowed for vector selectors; write a subquery such as [5m:1m]
                    1 offset 1d                | 1:1: parse error: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery
                    rate(some_metric[5m]) @ 12 | 1:1: parse error: @ modifier must be preceded by an instant vector selector or range vector selector or a subquery
                    foo offset 1s offset 2s    | 1:1: parse error: offset may not be set multiple times
                    foo @ 1 offset 2s @ 1      | 1:1: parse error: @ <timestamp> may not be set multiple times
                    foo[5m:] anchored          | 1:1: parse error: anchored modifier is not supported for subqueries
                    foo smoothed anchored      | 1:1: parse error: anchored and smoothed modifiers cannot be used together
                    rate(foo[5m]) anchored     | 1:1: parse error: anchored modifier must be preceded by an instant vector selector or range vector selector
                    1 smoothed                 | 1:1: parse error: smoothed modifier must be preceded by an instant vector selector or range vector selector
                    """)
    void saysWhatIsWrongWithTime(String query, String message) {
        assertEquals(message, message(query));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    sum without(==)(some_metric)    | 1:13: parse error: unexpected <op:==> in grouping opts, expected label
                    sum without(,)(some_metric)     | 1:13: parse error: unexpected "," in grouping opts, expected label
                    sum without(foo,,)(some_metric) | 1:17: parse error: unexpected "," in grouping opts, expected label
                    sum by (foo bar)(some_metric)   | 1:13: parse error: unexpected identifier "bar" in grouping opts, expected "," or ")"
                    sum by (inf)(some_metric)       | 1:9: parse error: unexpected number "inf" in grouping opts, expected label
                    sum some_metric by (test)       | 1:5: parse error: unexpected identifier "some_metric"; expected an operator or the end of the query
                    sum (some_metric) by test       | 1:22: parse error: unexpected identifier "test" in grouping opts, expected "("
                    sum () by (test)                | 1:1: parse error: no arguments for aggregate expression provided
                    MIN (some_metric) keep_common   | 1:19: parse error: unexpected identifier "keep_common"; expected an operator or the end of the query
                    sum (some_metric) without (test) by (test) | 1:34: parse error: unexpected <by>; expected an operator or the end of the query
                    sum(rate(1 2))                  | 1:12: parse error: unexpected number "2" in aggregation; expected an operator, "," or ")"
                    topk(some_metric)               | 1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1
                    topk(some_metric,)              | 1:17: parse error: trailing commas not allowed in function call args
                    topk(some_metric, other_metric) | 1:6: parse error: expected type scalar in aggregation parameter, got instant vector; scalar() makes one
                    count_values(5, other_metric)   | 1:14: parse error: expected type string in aggregation parameter, got scalar
                    sum(1)                          | 1:5: parse error: expected type instant vector in aggregation expression, got scalar; vector() makes one
                    floor()                         | 1:1: parse error: expected 1 argument(s) in call to "floor", got 0
                    floor(some_metric, 1)           | 1:1: parse error: expected 1 argument(s) in call to "floor", got 2
                    floor(1)                        | 1:7: parse error: expected type instant vector in call to function "floor", got scalar; vector() makes one
                    hour(a, b, c)                   | 1:1: parse error: expected at most 1 argument(s) in call to "hour", got 3
                    label_join(a, "b")              | 1:1: parse error: expected at least 3 argument(s) in call to "label_join", got 2
                    rate(some_metric)               | 1:6: parse error: expected type range vector in call to function "rate", got instant vector; add a range such as [5m]
                    info(a, b{c="d"})               | 1:9: parse error: expected label selectors only, got vector selector instead
                    info(a, {b="c"} == 1)           | 1:9: parse error: expected label selectors only
                    a>b()                           | 1:3: parse error: unknown function with name "b"
                    """)
    void saysWhatIsWrongWithCallsAndAggregations(String query, String message) {
        assertEquals(message, message(query));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    1 and 1                       | 1:1: parse error: set operator "and" not allowed in binary scalar expression; both sides must be instant vectors
                    1 == 1                        | 1:3: parse error: comparisons between scalars must use BOOL modifier; write == bool
                    -"string"                     | 1:1: parse error: unary expression only allowed on expressions of type scalar or instant vector, got "string"
                    -test[5m]                     | 1:1: parse error: unary expression only allowed on expressions of type scalar or instant vector, got "range vector"
                    1 + "a"                       | 1:5: parse error: binary expression must contain only scalar and instant vector types; this side is a string
                    a + bool b                    | 1:3: parse error: bool modifier can only be used on comparison operators
                    a + on (b) 1                  | 1:1: parse error: vector matching only allowed between instant vectors
                    a + fill(1) 1                 | 1:1: parse error: filling in missing series only allowed between instant vectors
                    a and fill(1) b               | 1:1: parse error: filling in missing series not allowed for set operators
                    a and on(b) group_left b      | 1:1: parse error: no grouping allowed for "and" operation
                    a + on (b) group_left (b) c   | 1:3: parse error: label "b" must not occur in ON and GROUP clause at once
                    a + group_left b              | 1:5: parse error: unexpected <group_left>; expected a selector, a number, a string, a function or "("
                    test[5d] OFFSET 10s [10m:5s]  | 1:1: parse error: subquery is only allowed on instant vector, got matrix instead
                    """)
    void saysWhatIsWrongWithTypes(String query, String message) {
        assertEquals(message, message(query));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    "\\c"          | 1:1: parse error: unknown escape sequence U+0063 'c'; double a backslash that stands for itself
                    "\\x."         | 1:1: parse error: illegal character U+002E '.' in escape sequence; double a backslash that stands for itself
                    "\\            | 1:1: parse error: escape sequence not terminated; double a backslash that stands for itself
                    "\\ud800"      | 1:1: parse error: escape sequence is an invalid Unicode code point
                    "abc           | 1:1: parse error: unterminated quoted string; end it with "
                    `abc           | 1:1: parse error: unterminated raw string; end it with `
                    '\\"'          | 1:1: parse error: unknown escape sequence U+0022 '"'; double a backslash that stands for itself
                    """)
    void saysWhatIsWrongWithAString(String query, String message) {
        assertEquals(message, message(query));
    }

    @Test
    void namesLineAndColumn() {
        QueryException fault = fault("sum by (job) (\n  rate(x[5m])\n) / on(job\n  count(y)");

        assertEquals(
                "4:3: parse error: unexpected <aggr:count> in grouping opts, expected \",\" or \")\"", fault.message());
        assertEquals(4, fault.position().orElseThrow().line());
        assertEquals(3, fault.position().orElseThrow().column());
        assertEquals(42, fault.position().orElseThrow().start());
        assertEquals(QueryException.Code.BAD_DATA, fault.code());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    rste(x[5m])          | unknown function with name "rste"; did you mean "rate"?
                    sums(x)              | unknown function with name "sums"; did you mean "sum"?
                    histogram_qantile(x) | unknown function with name "histogram_qantile"; did you mean "histogram_quantile"?
                    foo ofset 5m         | unexpected identifier "ofset"; expected an operator or the end of the query; did you mean offset?
                    foo unles bar        | unexpected identifier "unles"; expected an operator or the end of the query; did you mean unless?
                    """)
    void namesTheWordThatWasMeant(String query, String ending) {
        String message = message(query);

        assertTrue(message.endsWith(": " + ending), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    info(x)                | 1:1: parse error: function "info" is not enabled; set monitoring.query.experimental to true to use it
                    limitk(1, x)           | 1:1: parse error: limitk() is experimental and must be enabled with --enable-feature=promql-experimental-functions; here set monitoring.query.experimental to true
                    rate(x[5m] anchored)   | 1:6: parse error: anchored modifier is experimental and not enabled; set monitoring.query.experimental to true to use it
                    x + fill(0) y          | 1:5: parse error: binop fill modifiers are experimental and not enabled; set monitoring.query.experimental to true to use it
                    """)
    void refusesExperimentalPartsUnlessSwitchedOn(String query, String message) {
        QueryException fault =
                assertThrows(QueryException.class, () -> PromqlParser.parse(query, ParserOptions.STABLE));

        assertEquals(message, fault.message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "-", "sum(", "rate(", "1^", "min_of("})
    void limitsNestingHoweverItIsMade(String level) {
        String message = message(level.repeat(50_000 / level.length()));

        assertTrue(
                message.endsWith("expression is nested deeper than 100 levels;"
                        + " take it apart, or record parts of it with rules"),
                message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x[1+%s", "x[(%s", "x[-%s", "x[min_of(1,%s", "x offset (%s", "x offset -%s"})
    void limitsNestingInDurations(String form) {
        String head = form.substring(0, form.indexOf('%'));
        String level = head.substring(head.startsWith("x[") ? 2 : "x offset ".length());

        String message = message(head + level.repeat(10_000));

        assertTrue(message.contains("nested deeper than 100 levels"), message);
    }

    @Test
    void refusesSubqueriesOfSubqueriesBeforeTheyNest() {
        String message = message("x" + "[1m:]".repeat(20_000));

        assertEquals("1:1: parse error: subquery is only allowed on instant vector, got matrix instead", message);
    }

    @Test
    void refusesTextsThatAreTooLong() {
        String message = message("1" + "+1".repeat(100_000));

        assertEquals(
                "query has 200001 characters; at most 131072 are read: split it, or record parts of it with rules",
                message);
    }
}
