package dev.monitoring.core.textformat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.textformat.TextFormatParser.FamilySamples;
import dev.monitoring.core.textformat.TextFormatParser.Sample;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cases are by section of the OpenMetrics 1.0 specification. */
class OpenMetricsTextTest {
    private final TextFormatParser parser = new TextFormatParser();

    @Test
    void readsEveryType() throws TextFormatException {
        List<FamilySamples> families = parse("""
                # TYPE requests counter
                # HELP requests All.
                requests_total{code="200"} 1027
                requests_created{code="200"} 1.5
                # TYPE temperature_celsius gauge
                # UNIT temperature_celsius celsius
                temperature_celsius -3.5
                # TYPE build info
                build_info{version="1"} 1
                # TYPE h histogram
                h_bucket{le="0.5"} 1
                h_bucket{le="1.0"} 2
                h_bucket{le="+Inf"} 3
                h_sum 4.5
                h_count 3
                h_created 1
                # TYPE g gaugehistogram
                g_bucket{le="-1.0"} 1
                g_bucket{le="+Inf"} 3
                g_gsum -4.5
                g_gcount 3
                # TYPE s summary
                s{quantile="0.5"} 1
                s{quantile="0.99"} NaN
                s_sum 3
                s_count 2
                # TYPE state stateset
                state{state="on"} 1
                state{state="off"} 0
                # TYPE u unknown
                u 5
                plain 7
                # TYPE empty gauge
                # EOF
                """);

        assertEquals(
                List.of(
                        "counter requests_total 2",
                        "gauge temperature_celsius 1",
                        "info build_info 1",
                        "histogram h 6",
                        "gaugehistogram g 4",
                        "summary s 4",
                        "stateset state 2",
                        "untyped u 1",
                        "untyped plain 1",
                        "gauge empty 0"),
                families.stream()
                        .map(f -> f.family() + " " + f.samples().size())
                        .toList());
        assertEquals("celsius", families.get(1).family().unit());
        assertEquals("All.", families.get(0).family().help());
        assertEquals(MetricType.COUNTER, families.get(0).family().type());
    }

    @Test
    void readsTimesInSeconds() throws TextFormatException {
        List<FamilySamples> families = parse("# TYPE a gauge\na 1 1700000000.12\na 2 1700000000.123\n# EOF\n");

        assertEquals(
                List.of(OptionalLong.of(1_700_000_000_120L), OptionalLong.of(1_700_000_000_123L)),
                families.get(0).samples().stream().map(Sample::timestampMillis).toList());
    }

    @Test
    void readsExemplars() throws TextFormatException {
        List<FamilySamples> families = parse("""
                # TYPE a counter
                a_total 1 # {trace_id="x y",span="\\"1\\""} 0.5 1.25
                # TYPE h histogram
                h_bucket{le="+Inf"} 1 3 # {} 2
                # EOF
                """);

        assertEquals(
                Optional.of(new Exemplar(Labels.of("trace_id", "x y", "span", "\"1\""), 0.5, OptionalLong.of(1_250))),
                families.get(0).samples().get(0).exemplar());
        assertEquals(
                Optional.of(new Exemplar(Labels.EMPTY, 2, OptionalLong.empty())),
                families.get(1).samples().get(0).exemplar());
        assertEquals(OptionalLong.of(3_000), families.get(1).samples().get(0).timestampMillis());
    }

    @Test
    void readsHelpWithEscapedQuotes() throws TextFormatException {
        assertEquals(
                "a \"b\" \\ \n c",
                parse("# HELP x a \\\"b\\\" \\\\ \\n c\n# EOF\n")
                        .get(0)
                        .family()
                        .help());
    }

    static Stream<String> validTexts() {
        return Stream.of(
                "# EOF",
                "# EOF\n",
                "a 1\n# EOF",
                "a{} 1\n# EOF\n",
                "a{b=\"c\"} 1\n# EOF\n",
                "a{b=\"\"} 1\n# EOF\n",
                "# HELP a \na 1\n# EOF\n",
                "# UNIT a \na 1\n# EOF\n",
                "# TYPE a unknown\na 1\n# EOF\n",
                "# TYPE a_seconds summary\n# UNIT a_seconds seconds\n# EOF\n",
                "# TYPE a counter\na_total 1e3\n# EOF\n",
                "# TYPE a gauge\na NaN\n# EOF\n",
                "# TYPE a gauge\na -Inf\n# EOF\n",
                "# TYPE a gauge\na 1 1\na 2 2\n# EOF\n",
                "# TYPE a gauge\na 1 1\na 2 1\n# EOF\n",
                "# TYPE a gauge\na 1 -1.5\n# EOF\n",
                "# TYPE a gauge\na{x=\"1\"} 1\na{x=\"2\"} 2\n# EOF\n",
                "# TYPE a histogram\na_bucket{le=\"-1.0\"} 0\na_bucket{le=\"+Inf\"} 0\n# EOF\n",
                "# TYPE a histogram\na_bucket{le=\"1.1e-4\"} 0\na_bucket{le=\"12\"} 0\na_bucket{le=\"+Inf\"} 0\n# EOF\n",
                """
                # TYPE a histogram
                a_bucket{le="1e-05"} 0
                a_bucket{le="0.001"} 0
                a_bucket{le="0.25"} 0
                a_bucket{le="100.0"} 0
                a_bucket{le="1e+06"} 0
                a_bucket{le="+Inf"} 0
                # EOF
                """,
                "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1 1\na_bucket{le=\"+Inf\"} 2 2\n# EOF\n",
                "# TYPE a histogram\na_count{x=\"1\"} 3\na_sum{x=\"1\"} 2\na_bucket{x=\"1\",le=\"+Inf\"} 3\n# EOF\n",
                "# TYPE a summary\na_count 1\na_sum 2\n# EOF\n",
                "# TYPE a summary\na{quantile=\"1\"} 1\na{quantile=\".5\"} 1\n# EOF\n",
                "# TYPE a histogram\na_bucket{le=\"1\"} 0\na_bucket{le=\"+Inf\"} 0\n# EOF\n",
                "# TYPE a summary\na{quantile=\"1.0\"} 1\na{quantile=\"0.0\"} 2\n# EOF\n",
                "# TYPE a stateset\na{a=\"x\",e=\"1\"} 0\na{a=\"y\",e=\"1\"} 1\na{a=\"x\",e=\"2\"} 1\n# EOF\n",
                "# TYPE a info\na_info 1\n# EOF\n",
                "# TYPE \"a.b\" counter\n{\"a.b_total\",c=\"d\"} 1\n# EOF\n",
                "a_total 1\na_sum 1\n# EOF\n");
    }

    @ParameterizedTest
    @MethodSource("validTexts")
    void accepts(String text) throws TextFormatException {
        parse(text);
    }

    static Stream<String> brokenTexts() {
        String le = "# TYPE a histogram\na_bucket{le=\"";
        return Stream.of(
                // the end
                "",
                "\n",
                "a 1\n",
                "# EOF\n\n",
                "# EOF\na 1\n",
                "# EOF \n",
                "a 1\n\n# EOF\n",
                "a 1\r\n# EOF\n",
                // white space
                " a 1\n# EOF\n",
                "a  1\n# EOF\n",
                "a\t1\n# EOF\n",
                "a 1 \n# EOF\n",
                "a 1 1 \n# EOF\n",
                "a 1  1\n# EOF\n",
                "a {b=\"c\"} 1\n# EOF\n",
                "a{b=\"c\"}1\n# EOF\n",
                "a{b=\"c\",} 1\n# EOF\n",
                "a{ b=\"c\"} 1\n# EOF\n",
                "a{b =\"c\"} 1\n# EOF\n",
                "a{b=\"c\", d=\"e\"} 1\n# EOF\n",
                "#TYPE a gauge\n# EOF\n",
                "#  TYPE a gauge\n# EOF\n",
                "# TYPE  a gauge\n# EOF\n",
                "# TYPE a  gauge\n# EOF\n",
                "# TYPE a gauge \n# EOF\n",
                // metadata
                "# a comment\n# EOF\n",
                "#\n# EOF\n",
                "# HELP a\n# EOF\n",
                "# HELP\n# EOF\n",
                "# TYPE a\n# EOF\n",
                "# TYPE a untyped\n# EOF\n",
                "# TYPE a Gauge\n# EOF\n",
                "# TYPE a gauge\n# TYPE a gauge\n# EOF\n",
                "# HELP a x\n# HELP a x\n# EOF\n",
                "# UNIT a_x x\n# UNIT a_x x\n# EOF\n",
                "# HELP 1a x\n# EOF\n",
                "# TYPE a gauge\na 1\n# HELP a late\n# EOF\n",
                "a 1\n# TYPE a gauge\n# EOF\n",
                "# TYPE a gauge\n# TYPE b gauge\n# TYPE a gauge\n# EOF\n",
                "# UNIT a seconds\n# EOF\n",
                "# UNIT a_seconds second\n# EOF\n",
                "# TYPE a_x info\n# UNIT a_x x\n# EOF\n",
                "# TYPE a_x stateset\n# UNIT a_x x\n# EOF\n",
                // names
                "# TYPE a counter\na 1\n# EOF\n",
                "# TYPE a counter\na_bucket 1\na 1\n# EOF\n",
                "# TYPE a info\na 1\n# EOF\n",
                "# TYPE a counter\na_total 1\n# TYPE a_created gauge\na_created 1\n# EOF\n",
                "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\n# TYPE a_count gauge\n# EOF\n",
                // order
                "# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\na{x=\"1\"} 2\n# EOF\n",
                "a 1\nb 1\na 2\n# EOF\n",
                "# TYPE a gauge\na{x=\"1\"} 1\na{x=\"2\"} 1\na{x=\"1\"} 2\n# EOF\n",
                "# TYPE a gauge\na 1\na 1\n# EOF\n",
                "# TYPE a gauge\na 1 1\na 1\n# EOF\n",
                "# TYPE a gauge\na 1\na 1 1\n# EOF\n",
                "# TYPE a gauge\na 1 2\na 1 1\n# EOF\n",
                "# TYPE a summary\na{quantile=\"0.5\"} 1\na{quantile=\"0.5\"} 1\n# EOF\n",
                "# TYPE a stateset\na{a=\"x\"} 1\na{a=\"x\"} 1\n# EOF\n",
                // labels
                "a{b=\"c\",b=\"c\"} 1\n# EOF\n",
                "a{b=c} 1\n# EOF\n",
                "a{b='c'} 1\n# EOF\n",
                "a{1=\"c\"} 1\n# EOF\n",
                "a{b=\"c} 1\n# EOF\n",
                "a{\"b\"=c} 1\n# EOF\n",
                // numbers
                "a\n# EOF\n",
                "a x\n# EOF\n",
                "a 1_0\n# EOF\n",
                "a 0x1\n# EOF\n",
                "a 1,5\n# EOF\n",
                "a 1 NaN\n# EOF\n",
                "a 1 Inf\n# EOF\n",
                "a 1 1e300\n# EOF\n",
                "a 1 x\n# EOF\n",
                "a 1 1 1\n# EOF\n",
                // counters
                "# TYPE a counter\na_total NaN\n# EOF\n",
                "# TYPE a counter\na_total -1\n# EOF\n",
                // infos, states
                "# TYPE a info\na_info 2\n# EOF\n",
                "# TYPE a stateset\na 1\n# EOF\n",
                "# TYPE a stateset\na{a=\"x\"} 2\n# EOF\n",
                // summaries
                "# TYPE a summary\na 1\n# EOF\n",
                "# TYPE a summary\na{quantile=\"1.5\"} 1\n# EOF\n",
                "# TYPE a summary\na{quantile=\"NaN\"} 1\n# EOF\n",
                "# TYPE a summary\na{quantile=\"0.5\"} -1\n# EOF\n",
                "# TYPE a summary\na_sum NaN\n# EOF\n",
                "# TYPE a summary\na_count 1.5\n# EOF\n",
                // histograms
                "# TYPE a histogram\na_bucket 1\n# EOF\n",
                "# TYPE a histogram\na_bucket{x=\"1\"} 1\n# EOF\n",
                le + "1.0\"} 1\n# EOF\n",
                le + "x\"} 1\n# EOF\n",
                le + "NaN\"} 1\n# EOF\n",
                le + "Inf\"} 1\n# EOF\n",
                le + "+Inf\"} 1.5\n# EOF\n",
                le + "+Inf\"} NaN\n# EOF\n",
                le + "+Inf\"} -1\n# EOF\n",
                le + "2.0\"} 1\na_bucket{le=\"1.0\"} 1\na_bucket{le=\"+Inf\"} 1\n# EOF\n",
                le + "1.0\"} 2\na_bucket{le=\"+Inf\"} 1\n# EOF\n",
                le + "+Inf\"} 1\na_bucket{le=\"+Inf\"} 1\n# EOF\n",
                le + "+Inf\"} 1\na_sum 1\n# EOF\n",
                le + "+Inf\"} 1\na_count 1\n# EOF\n",
                le + "+Inf\"} 1\na_count 2\na_sum 1\n# EOF\n",
                le + "+Inf\"} 1\na_count 1\na_sum -1\n# EOF\n",
                le + "-1.0\"} 1\na_bucket{le=\"+Inf\"} 1\na_count 1\na_sum 1\n# EOF\n",
                "# TYPE a histogram\na_sum 1\na_count 1\n# EOF\n",
                "# TYPE a gaugehistogram\na_bucket{le=\"+Inf\"} 1\na_gsum 1\n# EOF\n",
                "# TYPE a gaugehistogram\na_bucket{le=\"+Inf\"} 1\na_gcount 1\na_gsum -1\n# EOF\n",
                "# TYPE a gaugehistogram\na_bucket{le=\"+Inf\"} 1\na_gcount 1\na_gsum NaN\n# EOF\n",
                // exemplars
                "# TYPE a gauge\na 1 # {} 1\n# EOF\n",
                "a_total 1 # {} 1\n# EOF\n",
                "# TYPE a summary\na_count 1 # {} 1\n# EOF\n",
                "# TYPE a counter\na_total 1 #{} 1\n# EOF\n",
                "# TYPE a counter\na_total 1 # {}\n# EOF\n",
                "# TYPE a counter\na_total 1 # {}1\n# EOF\n",
                "# TYPE a counter\na_total 1 # {} x\n# EOF\n",
                "# TYPE a counter\na_total 1 # {} 1 NaN\n# EOF\n",
                "# TYPE a counter\na_total 1 # {} 1 1 \n# EOF\n",
                "# TYPE a counter\na_total 1 # {a=\"b} 1\n# EOF\n",
                "# TYPE a counter\na_total 1 # {a=\"b\",} 1\n# EOF\n",
                "# TYPE a counter\na_total 1 # {a=\"" + "x".repeat(128) + "\"} 1\n# EOF\n",
                "# TYPE a counter\na_total 1# {} 1\n# EOF\n",
                "# TYPE a counter\na_total 1 # 1\n# EOF\n");
    }

    @ParameterizedTest
    @MethodSource("brokenTexts")
    void refuses(String text) {
        TextFormatException fault = assertThrows(TextFormatException.class, () -> parse(text));

        assertTrue(String.valueOf(fault.getMessage()).startsWith("line "), fault::getMessage);
    }

    @Test
    void countsTheCharactersOfAnExemplarNotItsBytes() throws TextFormatException {
        String wide = "# TYPE a counter\na_total 1 # {a=\"" + "\uD83D\uDE00".repeat(127) + "\"} 1\n# EOF\n";

        assertEquals(1, parse(wide).get(0).samples().size());
    }

    @Test
    void namesTheLineOfAHistogramThatDoesNotAddUp() {
        TextFormatException fault = assertThrows(
                TextFormatException.class,
                () -> parse("# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_count 2\na_sum 1\n# EOF\n"));

        assertEquals(
                "line 4, column 1: histogram a{} counts 2.0 in all, but 1.0 in the bucket for +Inf",
                fault.getMessage());
    }

    private List<FamilySamples> parse(String text) throws TextFormatException {
        return parser.parse(TextFormat.OPENMETRICS, text.getBytes(StandardCharsets.UTF_8));
    }
}
