package dev.monitoring.prometheus.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.time.Clock;
import dev.monitoring.prometheus.api.ApiClient.Reply;
import dev.monitoring.prometheus.remotewrite.WriteRequestBuilder;
import dev.monitoring.prometheus.remotewrite.WriteRequestBuilder.Sample;
import dev.monitoring.prometheus.testing.PrometheusProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same samples lie in a real Prometheus and here, and the same requests go to both: status, content type, the fields of
 * the envelope, errors word by word, and data value by value must be equal. What differs is named in {@code differences}, and
 * must differ, so that the list stays true.
 */
class PrometheusAnswersAlikeTest {
    /** A whole minute some minutes ago; what is asked lies around it. */
    private static final long BASE = Clock.system().epochMillis() / 60_000 * 60_000 - 10 * 60_000;

    private static final long STEP = 15_000;

    /** No sample lies at a whole second, so that windows open to the left hold the same as closed ones. */
    private static final long SHIFT = 250;

    private static final String TIME = seconds(BASE + 16 * STEP + 500);

    private static final String START = seconds(BASE + 500);
    private static final String END = seconds(BASE + 20 * STEP + 500);

    /** With a target that is there to be shown, not to be read. */
    private static final String CONFIGURATION = """
            global: {scrape_interval: 1d}
            scrape_configs: [{job_name: far, static_configs: [{targets: ["127.0.0.1:1"]}]}]
            """;

    @TempDir
    static Path folder;

    private static @Nullable PrometheusProcess process;
    private static @Nullable ApiServer server;
    private static ApiClient theirs;
    private static ApiClient ours;

    @BeforeAll
    static void start() throws Exception {
        process = PrometheusProcess.start(folder, CONFIGURATION, "--web.enable-remote-write-receiver");
        server = ApiServer.start(Map.of("monitoring.prometheus.remote-write-receiver", "true"));
        theirs = new ApiClient(process.url());
        ours = server.client();
        byte[] samples = samples();
        theirs.write(samples);
        ours.write(samples);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        if (process != null) {
            process.close();
        }
    }

    private static String seconds(long millis) {
        return millis / 1000 + (millis % 1000 == 0 ? "" : "." + millis % 1000);
    }

    private static byte[] samples() {
        WriteRequestBuilder request = new WriteRequestBuilder();
        double[] steady = new double[21];
        double[] reset = new double[21];
        for (int i = 0; i < steady.length; i++) {
            steady[i] = 0.1 * i;
            reset[i] = i < 12 ? 7 * i : i;
        }
        request.series(at(steady), "__name__", "a_requests_total", "code", "200", "job", "api");
        request.series(at(reset), "__name__", "a_requests_total", "code", "500", "job", "api");
        request.series(at(steady), "__name__", "a_requests_total", "code", "200", "job", "w<e>b & \"é\"\\\n\u2028");
        double[] odd = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 1e21, 1e-7, 123456789.5};
        request.series(at(odd), "__name__", "odd", "job", "api");
        for (String bound : List.of("0.1", "1", "+Inf")) {
            request.series(at(steady), "__name__", "h_bucket", "job", "api", "le", bound);
        }
        request.series(at(new double[] {1, 1, 1}), "__name__", "alive", "instance", "x:1", "job", "api");
        return request.body();
    }

    private static Sample[] at(double... values) {
        Sample[] samples = new Sample[values.length];
        for (int i = 0; i < values.length; i++) {
            samples[i] = new Sample(BASE + SHIFT + i * STEP, values[i]);
        }
        return samples;
    }

    /** What is asked by GET and, where the endpoint takes a form, by POST. */
    record Question(String path, boolean takesForm, String... parameters) {
        @Override
        public String toString() {
            return path + "?" + String.join("&", parameters);
        }
    }

    private static Question ask(String path, String... parameters) {
        return new Question("/api/v1/" + path, true, parameters);
    }

    private static Question get(String path, String... parameters) {
        return new Question("/api/v1/" + path, false, parameters);
    }

    private static Question range(String query, String... more) {
        List<String> parameters = new ArrayList<>(List.of("query", query, "start", START, "end", END, "step", "30"));
        parameters.addAll(List.of(more));
        return ask("query_range", parameters.toArray(String[]::new));
    }

    private static Stream<Question> queries() {
        Stream<Question> instants = Stream.of(
                        "a_requests_total",
                        "a_requests_total{job=~\"w[^x]*\"}",
                        "rate(a_requests_total[1m])",
                        "sum by (job) (increase(a_requests_total[2m]))",
                        "topk(1, a_requests_total)",
                        "sort_desc(a_requests_total)",
                        "a_requests_total[45s]",
                        "odd[5m]",
                        "histogram_quantile(0.5, rate(h_bucket[2m]))",
                        "a_requests_total > bool 3",
                        "a_requests_total and on (job) odd",
                        "max_over_time(rate(a_requests_total[1m])[2m:30s])",
                        "a_requests_total offset 1m",
                        "nonesuch",
                        "1 + 1",
                        "\"te<x>t\\n\"",
                        "time()",
                        "1 / 0",
                        "-1 / 0",
                        "0 / 0",
                        "vector(-0.0)",
                        "vector(1e300)",
                        "count_values(\"v\", odd)",
                        "a_requests_total * on (job) a_requests_total",
                        "a_requests_total * on (job) odd",
                        "label_replace(a_requests_total, \"job\", \"same\", \"\", \"\")",
                        "{__name__=~\".+\", job=\"api\"}",
                        "sum(",
                        "sum(a_requests_total) by",
                        "a_requests_total{",
                        "a_requests_total{job=\"",
                        "rate(a_requests_total)",
                        "1 == 1",
                        "{}",
                        "{job=~\".*\"}",
                        "",
                        "# nothing",
                        "a b",
                        "\"open")
                .map(query -> ask("query", "query", query, "time", TIME));
        Stream<Question> times = Stream.of(
                        "4",
                        "-1",
                        "1.5",
                        "2024-02-29T12:00:00Z",
                        "2024-02-29T12:00:00.123+02:00",
                        "abc",
                        "2024",
                        "1e3",
                        "12:00")
                .map(time -> ask("query", "query", "time()", "time", time));
        return Stream.concat(instants, times);
    }

    private static Stream<Question> ranges() {
        return Stream.of(
                range("a_requests_total"),
                range("rate(a_requests_total[1m])"),
                range("odd"),
                range("1"),
                range("sum(a_requests_total) > 5"),
                range("nonesuch"),
                range("a_requests_total", "timeout", "5s"),
                range("a_requests_total", "timeout", "x"),
                range("a_requests_total * on (job) a_requests_total"),
                ask("query_range", "query", "1", "start", START, "end", END, "step", "1m"),
                ask("query_range", "query", "1", "start", START, "end", END, "step", "0.5"),
                ask("query_range", "query", "1", "start", "0", "end", "11000", "step", "1"),
                ask("query_range", "query", "1", "start", START, "end", END, "step", "0"),
                ask("query_range", "query", "1", "start", START, "end", END, "step", "-1"),
                ask("query_range", "query", "1", "start", START, "end", END, "step", "1m1"),
                ask("query_range", "query", "1", "start", START, "end", END, "step", "1e30"),
                ask("query_range", "query", "1", "start", START, "end", END),
                ask("query_range", "query", "1", "start", END, "end", START, "step", "1"),
                ask("query_range", "query", "1", "end", END, "step", "1"),
                ask("query_range", "query", "1", "start", START, "step", "1"),
                ask("query_range", "query", "1", "start", "x", "end", END, "step", "1"),
                ask("query_range", "query", "1", "start", START, "end", "x", "step", "1"));
    }

    private static Stream<Question> others() {
        return Stream.of(
                ask("query_exemplars", "query", "a_requests_total", "start", START, "end", END),
                ask("query_exemplars", "query", "a_requests_total", "start", END, "end", START),
                ask("query_exemplars", "query", "a_requests_total", "start", "x"),
                ask("query_exemplars", "query", "sum(", "start", START, "end", END),
                ask("format_query", "query", "sum by(job)(rate(a_requests_total{code=\"200\"}[5m]))/2"),
                ask("format_query", "query", "a+"),
                ask("format_query"),
                ask("series", "match[]", "a_requests_total"),
                ask("series", "match[]", "a_requests_total", "match[]", "alive", "match[]", "{code=\"500\"}"),
                ask("series", "match[]", "a_requests_total", "start", START, "end", END),
                ask("series", "match[]", "a_requests_total", "start", END, "end", START),
                ask("series", "match[]", "nonesuch"),
                ask("series"),
                ask("series", "match[]", ""),
                ask("series", "match[]", "up("),
                ask("series", "match[]", "{}"),
                ask("series", "match[]", "{job=~\".*\"}"),
                ask("series", "match[]", "alive", "start", "x"),
                ask("series", "match[]", "alive", "end", "x"),
                ask("labels", "match[]", "{job=\"api\"}", "start", START, "end", END),
                ask("labels", "match[]", "a_requests_total", "match[]", "alive"),
                ask("labels", "match[]", "nonesuch"),
                ask("labels", "start", END, "end", START),
                ask("labels", "start", "x"),
                get("label/job/values", "match[]", "{job!=\"monitoring\", job!=\"\"}", "start", START, "end", END),
                get("label/__name__/values", "match[]", "{job=\"api\"}"),
                get("label/code/values"),
                get("label/le/values", "match[]", "h_bucket"),
                get("label/nonesuch/values"),
                get("label/job/values", "start", END, "end", START),
                get("label/job/values", "end", "x"),
                get("metadata", "metric", "nonesuch"),
                get("metadata", "limit", "0"),
                get("metadata", "limit", "x"),
                get("targets/metadata", "limit", "x"),
                get("targets/metadata", "match_target", "x("),
                get("targets/metadata", "match_target", "{job=\"nonesuch\"}"),
                get("targets/metadata", "limit", "0"),
                get("rules"),
                get("rules", "type", "alert"),
                get("rules", "type", "ReCord"),
                get("rules", "type", "x"),
                get("alerts"),
                get("alertmanagers"));
    }

    @ParameterizedTest
    @MethodSource({"queries", "ranges", "others"})
    void answersAsPrometheus(Question question) throws Exception {
        String[] parameters = question.parameters();
        Reply expected = theirs.get(question.path(), parameters);

        assertEquals(plain(expected), plain(ours.get(question.path(), parameters)));
        if (question.takesForm()) {
            assertEquals(plain(expected), plain(ours.post(question.path(), parameters)));
            assertEquals(plain(expected), plain(theirs.post(question.path(), parameters)));
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void takesTheFormBeforeTheUrl(String path, String url, String form) throws Exception {
        String target = "/api/v1/" + path + "?" + url;
        String[] parameters = form.split("[=&]");

        assertEquals(plain(theirs.post(target, parameters)), plain(ours.post(target, parameters)));
    }

    private static Stream<Arguments> forms() {
        return Stream.of(
                Arguments.of("query", "query=1&time=5", "query=2&time=6"),
                Arguments.of("query", "time=5", "query=time()"),
                Arguments.of("series", "match[]=alive", "match[]=a_requests_total"));
    }

    /** A reply without what may differ: what took how long, the version's own channel of remarks, the order of a vector. */
    private static Map<String, Object> plain(Reply reply) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (reply.json() instanceof Map<?, ?> json) {
            json.forEach((name, value) -> fields.put(String.valueOf(name), String.valueOf(ordered(value))));
            // Behind the semicolon of a fault of syntax stands what Prometheus does not say: what to do.
            fields.computeIfPresent(
                    "error", (name, text) -> text.toString().replaceFirst("(: parse error: [^;]*);.*", "$1"));
            // Prometheus names the two series as they come out of a map.
            fields.computeIfPresent(
                    "error",
                    (name, text) -> text.toString().replaceFirst("operation: \\[.*\\];many", "operation: [];many"));
        } else {
            fields.put("body", reply.body());
        }
        fields.remove("infos");
        fields.remove("warnings");
        fields.put("HTTP status", reply.status());
        fields.put("content type", reply.contentType());
        return fields;
    }

    private static @Nullable Object ordered(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> sorted = new TreeMap<>();
            map.forEach((key, inner) -> sorted.put(String.valueOf(key), ordered(inner)));
            return sorted;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> entries = new ArrayList<>();
            list.forEach(entry -> entries.add(ordered(entry)));
            if (!entries.isEmpty() && entries.get(0) instanceof Map<?, ?>) {
                entries.sort(Comparator.comparing(String::valueOf));
            }
            return entries;
        }
        return value;
    }

    /** Something that differs from Debian's 2.42: why, and what is in the answer there and here. */
    record Difference(String name, String why, Question question, String their, String our) {
        @Override
        public String toString() {
            return name + ": " + why;
        }
    }

    private static Stream<Difference> differences() {
        return Stream.of(
                new Difference(
                        "windows are open to the left",
                        "since 3.0 a window does not hold the sample at its very beginning",
                        ask(
                                "query",
                                "query",
                                "count_over_time(a_requests_total[1m])",
                                "time",
                                seconds(BASE + SHIFT + 8 * STEP)),
                        "5",
                        "4"),
                new Difference(
                        "numbers are durations",
                        "since 3.0 a number is a duration in seconds",
                        ask("query", "query", "count_over_time(odd[300])", "time", TIME),
                        "missing unit character in duration",
                        "\"7\""),
                new Difference(
                        "dots match new lines",
                        "since 3.0 a dot in a regular expression stands for any character",
                        ask("query", "query", "a_requests_total{job=~\"w.*\"}", "time", TIME),
                        "\"result\":[]",
                        "w\\u003ce"),
                new Difference(
                        "durations are numbers",
                        "since 3.0 the lexer reads both",
                        ask("query", "query", "alive[5x]", "time", TIME),
                        "bad duration syntax: \\\"5\\\"",
                        "bad number or duration syntax: \\\"5\\\""),
                new Difference(
                        "regular expressions name their label",
                        "an error says which label and names the rule",
                        ask("query", "query", "alive{a=~\"(\"}", "time", TIME),
                        "1:7: parse error: error parsing regexp: missing closing )",
                        "1:7: parse error: regular expression \\\"(\\\" of label a is not RE2: missing closing )"),
                new Difference(
                        "names may be quoted",
                        "since 3.0 names may be any text",
                        ask("query", "query", "{\"odd\", \"job\"=\"api\"}", "time", TIME),
                        "parse error",
                        "\"odd\""),
                new Difference(
                        "label names may be any text",
                        "since 3.0 names may be any text",
                        get("label/a-b/values"),
                        "invalid label name: \\\"a-b\\\"",
                        "\"data\":[]"),
                new Difference(
                        "results are limited",
                        "limit came with 2.53 for names and series and with 3.2 for queries",
                        ask("series", "match[]", "a_requests_total", "limit", "1"),
                        "500",
                        "results truncated due to limit"),
                new Difference(
                        "dropped targets are counted",
                        "droppedTargetCounts came with 2.48",
                        get("targets", "state", "dropped"),
                        "\"activeTargets\":[],\"droppedTargets\":[]}",
                        "\"activeTargets\":[],\"droppedTargets\":[],\"droppedTargetCounts\":{\"monitoring\":0}}"),
                new Difference(
                        "the log is said to be replayed",
                        "newer versions say the state in a word",
                        get("status/walreplay"),
                        "\"current\":0}",
                        "\"current\":0,\"state\":\"done\"}"),
                new Difference(
                        "lookback is a parameter",
                        "lookback_delta came with 2.43",
                        ask("query", "query", "alive", "time", TIME, "lookback_delta", "1s"),
                        "x:1",
                        "\"result\":[]"),
                new Difference(
                        "range queries name their parameter",
                        "since 2.43 a range query whose text is wrong says that it is the parameter query",
                        range("up["),
                        "\"error\":\"1:4: parse error",
                        "\"error\":\"invalid parameter \\\"query\\\": 1:4: parse error"),
                new Difference(
                        "labels name their parameter",
                        "newer versions say which parameter a wrong selector is",
                        ask("labels", "match[]", "{}"),
                        "\"error\":\"match[] must",
                        "\"error\":\"invalid parameter \\\"match[]\\\": match[] must"),
                new Difference(
                        "limits name the key",
                        "an error of a limit names the key that raises it",
                        ask("query_range", "query", "1", "start", "0", "end", "11001", "step", "1"),
                        "(?step=XX)\"",
                        "(?step=XX), or raise monitoring.query.max-points"),
                new Difference(
                        "timeouts name the remedy",
                        "an error of a limit says what to do",
                        ask("query", "query", "1", "timeout", "0"),
                        "query timed out in query",
                        "parameter \\\"timeout\\\" must be longer than zero"),
                new Difference(
                        "not a number is no time",
                        "Prometheus takes it for a moment long ago",
                        ask("query", "query", "up", "time", "NaN"),
                        "\"result\":[]",
                        "cannot parse"),
                new Difference(
                        "functions have neighbours",
                        "an unknown name comes with the nearest known one",
                        ask("query", "query", "rste(up[5m])", "time", TIME),
                        "unknown function with name \\\"rste\\\"\"",
                        "did you mean \\\"rate\\\"?"),
                new Difference(
                        "trees are answered",
                        "parse_query came with 2.49",
                        ask("parse_query", "query", "up"),
                        "404",
                        "vectorSelector"));
    }

    @ParameterizedTest
    @MethodSource("differences")
    void differsFromDebiansVersionOnlyAsNamed(Difference difference) throws Exception {
        Question question = difference.question();
        String their = theirs.get(question.path(), question.parameters()).toString();
        String our = ours.get(question.path(), question.parameters()).toString();

        assertNotEquals(their, our, difference.toString());
        assertTrue(their.contains(difference.their()), difference + ": " + their);
        assertTrue(our.contains(difference.our()), difference + ": " + our);
    }

    /** The fields of answers whose values are each server's own: all that 2.42 gives must be there. */
    @ParameterizedTest
    @MethodSource("structures")
    void hasTheFieldsOfPrometheus(Question question) throws Exception {
        Reply their = theirs.get(question.path(), question.parameters());
        Reply our = ours.get(question.path(), question.parameters());

        assertEquals(200, our.status(), our::toString);
        Set<String> missing = new TreeSet<>(shape("", their.json()));
        missing.removeAll(shape("", our.json()));
        assertEquals(List.of(), List.copyOf(missing), our::toString);
    }

    private static Stream<Question> structures() {
        return Stream.of(
                get("status/buildinfo"),
                get("status/runtimeinfo"),
                get("status/tsdb"),
                get("status/config"),
                get("status/walreplay"),
                get("targets/metadata"),
                get("targets"),
                get("targets", "state", "active"),
                get("scrape_pools"),
                ask("query", "query", "alive", "time", TIME, "stats", "true"),
                range("alive", "stats", "true"));
    }

    /** Each field by its path and the kind of its value. */
    private static Set<String> shape(String path, @Nullable Object value) {
        Set<String> fields = new TreeSet<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, inner) -> fields.addAll(shape(path + "/" + name, inner)));
        } else if (value instanceof List<?> list) {
            fields.add(path + " is a list");
            list.forEach(inner -> fields.addAll(shape(path + "/*", inner)));
        } else {
            fields.add(
                    path + " is a " + (value == null ? "null" : value.getClass().getSimpleName()));
        }
        return fields;
    }
}
