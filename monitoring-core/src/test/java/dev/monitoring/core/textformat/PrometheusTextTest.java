package dev.monitoring.core.textformat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.textformat.TextFormatParser.FamilySamples;
import dev.monitoring.core.textformat.TextFormatParser.Sample;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusTextTest {
    private final TextFormatParser parser = new TextFormatParser();

    @Test
    void readsFamiliesWithTheirSamples() throws TextFormatException {
        List<FamilySamples> families = parse("""
                # HELP http_requests_total The total number of HTTP requests.
                # TYPE http_requests_total counter
                http_requests_total{method="post",code="200"} 1027 1395066363000
                http_requests_total{method="post",code="400"}    3 1395066363000

                # Escaping in label values:
                msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9
                # Minimalistic line:
                metric_without_timestamp_and_labels 12.47
                # A weird metric from before the epoch:
                something_weird{problem="division by zero"} +Inf -3982045
                """);

        assertEquals(
                List.of(
                        "http_requests_total",
                        "msdos_file_access_time_seconds",
                        "metric_without_timestamp_and_labels",
                        "something_weird"),
                families.stream().map(f -> f.family().name()).toList());
        assertEquals(MetricType.COUNTER, families.get(0).family().type());
        assertEquals(
                "The total number of HTTP requests.", families.get(0).family().help());
        assertEquals(
                List.of(
                        sample("http_requests_total", 1027, 1_395_066_363_000L, "method", "post", "code", "200"),
                        sample("http_requests_total", 3, 1_395_066_363_000L, "method", "post", "code", "400")),
                families.get(0).samples());
        assertEquals(
                List.of(sample(
                        "msdos_file_access_time_seconds",
                        1.458255915e9,
                        "path",
                        "C:\\DIR\\FILE.TXT",
                        "error",
                        "Cannot find file:\n\"FILE.TXT\"")),
                families.get(1).samples());
        assertEquals(
                List.of(sample("something_weird", Double.POSITIVE_INFINITY, -3_982_045, "problem", "division by zero")),
                families.get(3).samples());
    }

    @Test
    void putsThePartsOfHistogramsAndSummariesIntoTheirFamily() throws TextFormatException {
        List<FamilySamples> families = parse("""
                # TYPE h histogram
                h_bucket{le="0.1"} 1
                h_bucket{le="+Inf"} 2
                h_sum 3
                h_count 2
                # TYPE s summary
                s{quantile="0.5"} 1
                s_sum 3
                s_count 2
                s_bucket 9
                """);

        assertEquals(
                List.of("histogram h 4", "summary s 3", "untyped s_bucket 1"),
                families.stream()
                        .map(f -> f.family() + " " + f.samples().size())
                        .toList());
    }

    @Test
    void takesAFamilyOfItsOwnNameBeforeThatOfAHistogram() throws TextFormatException {
        List<FamilySamples> families = parse("""
                # TYPE h_count gauge
                # TYPE h histogram
                h_count 5
                """);

        assertEquals(
                List.of("gauge h_count 1", "histogram h 0"),
                families.stream()
                        .map(f -> f.family() + " " + f.samples().size())
                        .toList());
    }

    @Test
    void gathersFamiliesThatAreInterleaved() throws TextFormatException {
        List<FamilySamples> families = parse("a 1\nb 1\na{x=\"1\"} 2\n");

        assertEquals(2, families.size());
        assertEquals(2, families.get(0).samples().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x{a=\"1\",b=\"2\"} 3",
                "x{a=\"1\",b=\"2\",} 3",
                "x {a=\"1\",b=\"2\"} 3",
                "x { a = \"1\" , b = \"2\" , } 3",
                "  x{b=\"2\",a=\"1\"}\t3",
                "x{a=\"1\",b=\"2\"}3",
                "x{a=\"1\",b=\"2\",c=\"\"} 3  ",
                "x{a=\"1\",b=\"2\"} 3\r",
                "{\"x\",a=\"1\",b=\"2\"} 3",
                "{a=\"1\",\"x\",\"b\"=\"2\"} 3",
            })
    void takesAnyLayoutOfALine(String line) throws TextFormatException {
        assertEquals(
                List.of(sample("x", 3, "a", "1", "b", "2")),
                parse(line + "\n").get(0).samples());
        assertEquals(
                List.of(sample("x", 3, "a", "1", "b", "2")), parse(line).get(0).samples());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, -0.0",
        "+1, 1",
        ".5, 0.5",
        "5., 5",
        "1e3, 1000",
        "1E+3, 1000",
        "1.5e-3, 0.0015",
        "0.1, 0.1",
        "123456789012345678, 123456789012345680",
        "0.30000000000000004, 0.30000000000000004",
        "3.141592653589793238, 3.141592653589793",
        "9007199254740993, 9007199254740992",
        "1e22, 1e22",
        "1e23, 1e23",
        "4.9e-324, 4.9e-324",
        "1e-400, 0",
        "1.7976931348623157e308, 1.7976931348623157e308",
        "NaN, NaN",
        "nan, NaN",
        "inf, Infinity",
        "+Inf, Infinity",
        "-inf, -Infinity",
        "Infinity, Infinity"
    })
    void readsNumbersAsGoDoes(String text, double value) throws TextFormatException {
        Sample sample = parse("x " + text).get(0).samples().get(0);

        assertEquals(Double.doubleToLongBits(value), Double.doubleToLongBits(sample.value()));
    }

    @Test
    void readsQuotedNames() throws TextFormatException {
        List<FamilySamples> families = parse("""
                # HELP "http.requests" Requests.
                # TYPE "http.requests" counter
                {"http.requests","service.name"="shop",region="eu"} 1
                """);

        assertEquals("http.requests", families.get(0).family().name());
        assertEquals(MetricType.COUNTER, families.get(0).family().type());
        assertEquals(Optional.empty(), families.get(0).family().family());
        assertEquals(
                List.of(sample("http.requests", 1, "service.name", "shop", "region", "eu")),
                families.get(0).samples());
    }

    @Test
    void makesQuotedNamesLegalWhereAskedTo() throws TextFormatException {
        TextFormatParser escaping = new TextFormatParser(TextFormatLimits.defaults(), NameScheme.UNDERSCORES);

        List<FamilySamples> families = escaping.parse(TextFormat.PROMETHEUS, """
                # HELP "http.requests" Requests.
                # TYPE "http.requests" counter
                {"http.requests","service.name"="shop","1"="x"} 1
                """.getBytes(StandardCharsets.UTF_8));

        assertEquals(
                Optional.of(Family.counter("http_requests", "Requests.")),
                families.get(0).family().family());
        assertEquals(
                List.of(sample("http_requests", 1, "service_name", "shop", "_", "x")),
                families.get(0).samples());
    }

    @Test
    void readsHelpWithItsEscapes() throws TextFormatException {
        List<FamilySamples> families =
                parse("# HELP a two\\nlines \\\\ \"q\" \\\"r\\\" \\x \n# HELP b\n# HELP c  blank first\n");

        assertEquals(
                "two\nlines \\ \"q\" \\\"r\\\" \\x ", families.get(0).family().help());
        assertEquals("", families.get(1).family().help());
        assertEquals(" blank first", families.get(2).family().help());
    }

    @Test
    void passesOverOtherComments() throws TextFormatException {
        assertEquals(List.of(), parse("#\n# \n#HELP\n# UNIT x seconds\n# EOF\n#TYPE x y\n  \t\n# HELPx y\n"));
    }

    @Test
    void acceptsAnEmptyText() throws TextFormatException {
        assertEquals(List.of(), parse(""));
    }

    @Test
    void letsTheLastMetadataWin() throws TextFormatException {
        List<FamilySamples> families = parse("# TYPE a gauge\n# TYPE a counter\n# HELP a x\n# HELP a y\na 1\n");

        assertEquals("counter a", families.get(0).family().toString());
        assertEquals("y", families.get(0).family().help());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a|line 1, column 2: found the end of the line behind \"a\"; a value stands there",
                "`a `|line 1, column 3: found the end of the line behind \"a\"; a value stands there",
                "a b|line 1, column 3: value \"b\" is no decimal number that a double can hold",
                "a 0x1p3|line 1, column 3: value \"0x1p3\" is no decimal number that a double can hold",
                "a 1_000|line 1, column 3: value \"1_000\" is no decimal number that a double can hold",
                "a 1e|line 1, column 3: value \"1e\" is no decimal number that a double can hold",
                "a 1e400|line 1, column 3: value \"1e400\" is no decimal number that a double can hold",
                "a 1f|line 1, column 3: value \"1f\" is no decimal number that a double can hold",
                "a +NaN|line 1, column 3: value \"+NaN\" is no decimal number that a double can hold",
                "a .|line 1, column 3: value \".\" is no decimal number that a double can hold",
                "a 1 1.5|line 1, column 5: time \"1.5\" is no whole number of milliseconds",
                "a 1 2 3|line 1, column 7: found \"3\" behind the sample; the line ends there",
                "a-b 1|line 1, column 1: metric name \"a-b\" does not match [a-zA-Z_:][a-zA-Z0-9_:]*",
                "1a 1|line 1, column 1: metric name \"1a\" does not match [a-zA-Z_:][a-zA-Z0-9_:]*",
                "é 1|line 1, column 1: metric name \"é\" does not match [a-zA-Z_:][a-zA-Z0-9_:]*",
                "{} 1|line 1, column 1: the sample has no metric name; put one before the brace",
                "{a=\"1\"} 1|line 1, column 1: the sample has no metric name; put one before the brace",
                "a{b} 1|line 1, column 4: found \"}\" behind the label name; an equals sign stands there",
                "a{b=1} 1|line 1, column 5: found \"1}\"; a label's value stands in quotes",
                "a{b=\"1\" 1|line 1, column 2: the label set that begins here does not end; close its last value with a"
                        + " quote and it with a brace",
                "a{b=\"1} 1|line 1, column 2: the label set that begins here does not end; close its last value with a"
                        + " quote and it with a brace",
                "a{b=\"1\"c=\"2\"} 1|line 1, column 8: found \"c=\\\"2\\\"}\" behind a label; a comma or the closing brace"
                        + " stands there",
                "a{,} 1|line 1, column 3: label name \"\" does not match [a-zA-Z_][a-zA-Z0-9_]*",
                "a{b:c=\"1\"} 1|line 1, column 3: label name \"b:c\" does not match [a-zA-Z_][a-zA-Z0-9_]*",
                "a{b=\"1\",b=\"2\"} 1|line 1, column 9: label \"b\" stands twice, with values \"1\" and \"2\"; a label name"
                        + " may stand once",
                "a{__name__=\"x\"} 1|line 1, column 3: label name \"__name__\" is not for labels; name it otherwise",
                "a{\"\"=\"x\"} 1|line 1, column 3: label name \"\" is not for labels; name it otherwise",
                "a{\"b\"} 1|line 1, column 3: a second or empty metric name; a sample has one",
                "ä{b=\"é\",c} 1|line 1, column 1: metric name \"ä\" does not match [a-zA-Z_:][a-zA-Z0-9_:]*",
                "a{b=\"é\",c} 1|line 1, column 10: found \"}\" behind the label name; an equals sign stands there",
                "# TYPE a|line 1, column 9: found the end of the line; the type is one of counter, gauge, histogram,"
                        + " summary, untyped",
                "# TYPE a speed|line 1, column 10: found \"speed\"; the type is one of counter, gauge, histogram, summary,"
                        + " untyped",
                "# TYPE 1 gauge|line 1, column 8: found \"1\"; a metric name that matches [a-zA-Z_:][a-zA-Z0-9_:]* stands"
                        + " behind HELP and TYPE",
                "# HELP|line 1, column 7: found the end of the line; a metric name that matches [a-zA-Z_:][a-zA-Z0-9_:]*"
                        + " stands behind HELP and TYPE",
            })
    void saysWhereAndWhyALineCannotBeRead(String line, String message) {
        TextFormatException fault = assertThrows(TextFormatException.class, () -> parse(line + "\n"));

        assertEquals(message.replace("\\\"", "\""), fault.getMessage());
    }

    @Test
    void countsLines() {
        TextFormatException fault = assertThrows(TextFormatException.class, () -> parse("a 1\n\n# x\nb y\n"));

        assertEquals(4, fault.line());
        assertEquals(3, fault.column());
    }

    @Test
    void refusesTextThatIsNotUtf8() {
        byte[] text = "a{b=\"x\"} 1\n".getBytes(StandardCharsets.UTF_8);
        text[5] = (byte) 0xff;

        assertThrows(TextFormatException.class, () -> parser.parse(TextFormat.PROMETHEUS, text));
    }

    @Test
    void keepsHostileTextOutOfItsMessages() {
        TextFormatException fault =
                assertThrows(TextFormatException.class, () -> parse("a \u001b[31m" + "x".repeat(10_000) + "\n"));

        String message = String.valueOf(fault.getMessage());
        assertTrue(message.length() < 200, message);
        assertTrue(message.contains("\"\\u001b[31mxxx"), message);
    }

    @Test
    void refusesMoreThanItsLimits() {
        TextFormatLimits limits = TextFormatLimits.defaults()
                .withBodyBytes(1_000)
                .withLineBytes(100)
                .withSamples(3)
                .withLabels(2);

        assertEquals(
                "line 1, column 100: the line is longer than 100 bytes", refusal(limits, "a{b=\"" + "x".repeat(200)));
        assertEquals(
                "line 1, column 100: the line is longer than 100 bytes", refusal(limits, "#" + "x".repeat(100) + "\n"));
        assertEquals(
                "line 1, column 1: the text is longer than 1,000 bytes; ask for less",
                refusal(limits, "\n".repeat(1_001)));
        assertEquals(
                "line 4, column 2: more than 3 samples, which is the limit of one text".replace("column 2", "column 3"),
                refusal(limits, "a 1\na 1\na 1\na 1\n"));
        assertEquals(
                "line 4, column 9: more than 3 families, which is the limit of one text",
                refusal(limits, "# HELP a\n# HELP b\n# HELP c\n# HELP d\n"));
        assertEquals(
                "line 1, column 15: more than 2 labels; that is the limit for one sample",
                refusal(limits, "a{b=\"1\",c=\"2\",d=\"3\"} 1\n"));
    }

    @Test
    void readsLinesAcrossTheEndsOfItsBuffer() throws TextFormatException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            text.append("metric{label=\"")
                    .append("v".repeat(i % 50))
                    .append("\",i=\"")
                    .append(i)
                    .append("\"} ")
                    .append(i)
                    .append('\n');
        }

        List<Sample> samples = parse(text.toString()).get(0).samples();

        assertEquals(3_000, samples.size());
        for (int i = 0; i < 3_000; i++) {
            assertEquals(sample("metric", i, "label", "v".repeat(i % 50), "i", Integer.toString(i)), samples.get(i));
        }
    }

    @Test
    void givesTheSameObjectsForTheSameSeriesOfTheNextText() throws Exception {
        List<Labels> labels = new ArrayList<>();
        List<ParsedFamily> families = new ArrayList<>();
        TextFormatHandler remembering = (family, sample) -> {
            labels.add(sample.labels());
            families.add(family);
        };

        for (String value : List.of("1", "2")) {
            parser.parse(
                    TextFormat.PROMETHEUS,
                    new ByteArrayInputStream(
                            ("# HELP a h\na{b=\"c\"} " + value + "\n").getBytes(StandardCharsets.UTF_8)),
                    remembering);
        }

        assertSame(labels.get(0), labels.get(1));
        assertSame(families.get(0), families.get(1));
    }

    @Test
    void choosesTheFormatByContentType() {
        assertEquals(
                TextFormat.OPENMETRICS,
                TextFormat.ofContentType("application/openmetrics-text; version=1.0.0; charset=utf-8"));
        assertEquals(TextFormat.PROMETHEUS, TextFormat.ofContentType("text/plain; version=0.0.4"));
        assertEquals(TextFormat.PROMETHEUS, TextFormat.ofContentType(""));
    }

    private static String refusal(TextFormatLimits limits, String text) {
        TextFormatParser limited = new TextFormatParser(limits, NameScheme.UTF8);
        return String.valueOf(assertThrows(
                        TextFormatException.class,
                        () -> limited.parse(TextFormat.PROMETHEUS, text.getBytes(StandardCharsets.UTF_8)))
                .getMessage());
    }

    private List<FamilySamples> parse(String text) throws TextFormatException {
        return parser.parse(TextFormat.PROMETHEUS, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Sample sample(String name, double value, String... labels) {
        return new Sample(name, Labels.of(labels), value, OptionalLong.empty(), Optional.empty());
    }

    private static Sample sample(String name, double value, long timestampMillis, String... labels) {
        return new Sample(name, Labels.of(labels), value, OptionalLong.of(timestampMillis), Optional.empty());
    }
}
