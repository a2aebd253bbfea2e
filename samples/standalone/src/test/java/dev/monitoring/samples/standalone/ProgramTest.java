package dev.monitoring.samples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program in this process, as {@link Main} does in its own. */
@Timeout(60)
class ProgramTest {
    private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/?");

    private static final String RULES = """
            groups:
            - name: g
              rules:
              - {alert: High, expr: 'load > 5'}
            """;

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private final Output out = new Output();
    private final Output err = new Output();
    private final CountDownLatch end = new CountDownLatch(1);

    @Test
    void printsHelpOfThirtyLinesAtMost() {
        assertEquals(Program.OK, run("--help"));

        List<String> lines = out.text().lines().toList();
        assertTrue(lines.size() <= 30, () -> lines.size() + " lines");
        assertTrue(lines.stream().allMatch(line -> line.length() <= 110));
        assertTrue(out.text().contains("Examples"));
    }

    @Test
    void printsItsVersion() {
        assertEquals(Program.OK, run("--version"));

        assertTrue(out.text().startsWith("monitoring-standalone "));
    }

    @Test
    void listsEverySetting() {
        assertEquals(Program.OK, run("--help-settings"));

        assertTrue(out.text().contains("monitoring.history.retention  (duration of at least 1s, default 1h)"));
        assertTrue(out.text().contains("monitoring.collectors.jvm.interval"));
    }

    @Test
    void saysEverythingThatIsWrongAtOnceAndStartsNothing() throws IOException {
        config("""
                monitoring:
                  intervall: 5s
                  colectors:
                    jvm:
                      interval: 5s
                  history:
                    retention: 5x
                  web:
                    port: 99999
                """);
        environment.put("MONITORING_POLL_INTERVAL", "soon");

        assertEquals(Program.NOT_UNDERSTOOD, run("--prot=1", "--monitoring.query.timeout=never"));

        assertEquals(
                List.of(
                        "7 faults:",
                        "  command line: --prot is not a known flag; did you mean --port?",
                        "  monitoring.yml:2:3: monitoring.intervall is not a known key; did you mean"
                                + " monitoring.interval?",
                        "  monitoring.yml:3:3: monitoring.colectors is not a known key; did you mean"
                                + " monitoring.collectors?",
                        "  monitoring.yml:7:5: monitoring.history.retention: \"5x\" is not a duration; use for example"
                                + " 500ms, 5s, 5m, 1h30m, 5d",
                        "  monitoring.yml:9:5: monitoring.web.port: 99999 is outside 0 to 65535; use a number in that"
                                + " range"),
                err.text().lines().limit(6).toList());
        assertTrue(err.text().contains("environment MONITORING_POLL_INTERVAL: monitoring.interval: \"soon\""));
        assertTrue(err.text().contains("--monitoring.query.timeout: monitoring.query.timeout: \"never\""));
        assertEquals("", out.text());
    }

    @Test
    void checksAConfigurationWithoutStarting() throws IOException {
        config("""
                monitoring:
                  interval: 10s
                  web: {token: correct-horse-battery-staple}
                """);
        environment.put("MONITORING_HISTORY_WINDOW", "15");

        assertEquals(Program.OK, run("check"));

        assertEquals(
                List.of(
                        "monitoring.history.retention = 15m   (environment MONITORING_HISTORY_WINDOW)",
                        "monitoring.interval = 10s   (monitoring.yml:2:3)",
                        "monitoring.web.token = ***   (monitoring.yml:3:9)",
                        "Nothing is wrong. All else has its default."),
                out.text().lines().toList());
        assertEquals("", err.text());
    }

    @Test
    void checksRulesToo() throws IOException {
        Files.writeString(directory.resolve("shop.yml"), """
                groups:
                - name: g
                  rules:
                  - alert: Down
                    expr: up
                """);
        String rules = directory.resolve("shop.yml").toString();

        assertEquals(Program.OK, run("check", "--monitoring.alerts.rules=" + rules));
        assertTrue(out.text().contains(rules + ":4:5: alert Down: the expression compares nothing"), out.text());
        assertTrue(out.text().contains("1 rule can be evaluated."), out.text());

        Files.writeString(directory.resolve("shop.yml"), "groups: [{name: g, rules: [{alert: A, expr: sum(}]}]");
        assertEquals(Program.WRONG, run("check", "--monitoring.alerts.rules=" + rules));
        assertTrue(err.text().contains(rules + ":1:"), err.text());
        assertEquals(Program.WRONG, run("check", "--monitoring.alerts.packs=hosts"));
        assertTrue(err.text().contains("there is no pack \"hosts\"; did you mean host?"), err.text());
    }

    @Test
    void checksWhatOnlyTheWholeCanTell() throws IOException {
        config("monitoring: {interval: 30s, history: {retention: 40s}, web: {host: 0.0.0.0}}");

        assertEquals(Program.WRONG, run("check"));

        assertTrue(err.text().contains("retention"), err::text);
        assertTrue(err.text().contains("0.0.0.0"), err::text);
    }

    @Test
    void namesTheFileThatIsNotThere() {
        assertEquals(Program.WRONG, run("check", "--config", "there.yml"));

        assertTrue(err.text().contains("there.yml: does not exist"), err::text);
    }

    @Test
    void servesUntilToldToEnd() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> status = executor.submit(() -> run("--port", "0", "--monitoring.interval=1s"));
            String url = out.await(URL);

            HttpResponse<String> health = get(url, "/healthz");

            assertEquals(200, health.statusCode());
            end.countDown();
            assertEquals(Program.OK, status.get(20, TimeUnit.SECONDS));
            assertTrue(out.text().contains("configured by 2 flags"), out::text);
            assertTrue(out.text().contains("jvm"), out::text);
        } finally {
            end.countDown();
            executor.shutdown();
        }
    }

    @Test
    void servesTheSamplesOfAFileHoweverOldTheyAre() throws Exception {
        Files.writeString(directory.resolve("data.om"), """
                # TYPE requests counter
                requests_total{path="/a"} 1 1500000000
                requests_total{path="/a"} 61 1500000060
                requests_total{path="/a"} 0 1500000030
                # EOF
                """);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> status = executor.submit(() -> run("import", "data.om", "--port", "0"));
            String ask = out.await(Pattern.compile("ask +(http:\\S+)\\R"));
            String url = URL.matcher(ask).results().findFirst().orElseThrow().group();

            String rate = get(url, "/api/v1/query?time=1500000060&query=increase(requests_total%5B2m%5D)")
                    .body();
            String types = get(url, "/api/v1/metadata?metric=requests_total").body();
            String shown = get(url, ask.substring(ask.indexOf("/api/")).strip()).body();

            assertTrue(rate.contains("\"path\":\"/a\""), rate);
            assertTrue(types.contains("\"type\":\"counter\""), types);
            assertTrue(shown.contains("\"__name__\":\"requests_total\""), shown);
            end.countDown();
            assertEquals(Program.OK, status.get(20, TimeUnit.SECONDS));
            assertTrue(out.text().contains("imported  data.om: 2 of 3 samples, 1 series"), out::text);
            assertTrue(
                    out.text()
                            .contains(
                                    "lost      1 samples are older than one that their series has already; the first is "
                                            + directory.resolve("data.om") + ":4 (requests_total{path=\"/a\"} at"),
                    out::text);
            assertTrue(out.text().contains("this JVM: switched off by import"), out::text);
        } finally {
            end.countDown();
            executor.shutdown();
        }
    }

    @Test
    void saysHowToKeepWhatIsOlderThanTheRetentionOneAskedFor() throws Exception {
        Files.writeString(directory.resolve("data.om"), "x 1 1500000000\n# EOF\n");
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> status =
                    executor.submit(() -> run("import", "data.om", "--port", "0", "--monitoring.history.retention=2h"));
            String lost = out.await(Pattern.compile("lost .*\\R"));

            assertTrue(lost.contains("1 samples are older than the 2h that are kept"), lost);
            assertTrue(lost.contains("raise monitoring.history.retention to at least"), lost);
            end.countDown();
            assertEquals(Program.OK, status.get(20, TimeUnit.SECONDS));
        } finally {
            end.countDown();
            executor.shutdown();
        }
    }

    @Test
    void importsNothingFromAFileThatCannotBeReadInFull() throws IOException {
        Files.writeString(directory.resolve("data.om"), "x 1 1500000000\nx two 1500000001\n# EOF\n");

        assertEquals(Program.WRONG, run("import", "data.om", "--port", "0"));
        assertEquals(Program.WRONG, run("import", "absent.om", "--port", "0"));

        assertEquals(
                List.of(
                        "1 fault:",
                        "  " + directory.resolve("data.om")
                                + ":2:3: value \"two\" is no decimal number that a double can hold",
                        "1 fault:",
                        "  absent.om: does not exist; name a file of OpenMetrics text"),
                err.text().lines().toList());
        assertEquals("", out.text());
    }

    @Test
    void saysThatThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertEquals(Program.WRONG, run("--port", String.valueOf(taken.getLocalPort())));

            assertTrue(err.text().contains("--port: "), err::text);
            assertTrue(err.text().contains(String.valueOf(taken.getLocalPort())), err::text);
        }
    }

    @Test
    void checksRulesAndRouting() throws IOException {
        write("good.yml", RULES);
        write("bad.yml", "groups:\n- name: g\n  rules:\n  - {alert: A, expr: 'sum('}\n");
        write("routing.yml", "route: {receiver: team}\nreceivers: [{name: team}]\n");

        assertEquals(Program.OK, run("check", "good.yml", "routing.yml"));
        assertTrue(out.text().contains("fine: 1 groups, 1 alerting and 0 recording rules"), out::text);
        assertTrue(out.text().contains("fine: 1 receivers, 0 inhibition rules"), out::text);

        assertEquals(Program.WRONG, run("check", "good.yml", "bad.yml", "absent.yml"));
        assertTrue(err.text().contains("bad.yml:4:"), err::text);
        assertTrue(err.text().contains("absent.yml"), err::text);
    }

    @Test
    void checkSaysOfEachFileWhatIsProbablyNotMeantSo() throws IOException {
        write("rules.yml", """
                groups:
                - name: g
                  interval: 1m
                  rules:
                  - {alert: A, expr: 'rate(x_total[30s]) > 1', for: 10s}
                """);
        write("routing.yml", """
                route: {receiver: team, routes: [{receiver: team}, {receiver: team, matchers: [a=b]}]}
                receivers: [{name: team}, {name: other}]
                """);

        assertEquals(Program.OK, run("check", "--monitoring.interval=10s", "rules.yml", "routing.yml"), err::text);
        assertTrue(out.text().contains("rules.yml:5:5: alert A: for: 10s is shorter than"), out::text);
        assertTrue(out.text().contains("reaches back 30s, and samples come every 10s"), out::text);
        assertTrue(out.text().contains("(unreachable-route)"), out::text);
        assertTrue(out.text().contains("receiver other: no route names it"), out::text);
    }

    @Test
    void checksObjectives() throws IOException {
        write("slos.yml", "slos:\n- {name: shop, target: 99, ratio: {bad: vector(0)}}\n");
        write("wrong.yml", "slos:\n- {name: shop, target: 101, ratio: {bad: vector(0)}}\n");

        assertEquals(Program.OK, run("check", "slos.yml"));
        assertTrue(out.text().contains("fine: 1 objectives"), out::text);
        assertEquals(Program.WRONG, run("check", "wrong.yml"));
        assertTrue(err.text().contains("wrong.yml:2:"), err::text);
    }

    @Test
    void runsTestsOfRules() throws IOException {
        write("rules.yml", RULES);
        String tests = """
                rule_files: [rules.yml]
                tests:
                - input_series: [{series: 'load{host="a"}', values: '1 9 9'}]
                  alert_rule_test:
                  - {eval_time: 1m, alertname: High, exp_alerts: [{exp_labels: {host: HOST}}]}
                """;
        write("tests.yml", tests.replace("HOST", "a"));
        write("wrong.yml", tests.replace("HOST", "b"));

        assertEquals(Program.OK, run("test-rules", "tests.yml"));
        assertTrue(out.text().contains("passed: 1 tests, 1 expectations"), out::text);

        assertEquals(Program.WRONG, run("test-rules", "tests.yml", "wrong.yml"));
        assertTrue(out.text().contains("failed: 1 fault in 1 tests"), out::text);
        assertTrue(err.text().contains("wrong.yml:5:"), err::text);
    }

    @Test
    void saysWhatRulesWouldHaveDoneOverAFile() throws IOException {
        write("rules.yml", RULES);
        write("data.om", "load{host=\"a\"} 1 1700000000\nload{host=\"a\"} 9 1700000060\n# EOF\n");

        int status = run(
                "backtest",
                "rules.yml",
                "--data",
                "data.om",
                "--from",
                "2023-11-14T22:13:20Z",
                "--to",
                "2023-11-14T22:15:00Z");

        assertEquals(Program.OK, status, err::text);
        assertTrue(out.text().contains("High of group g: would have fired 1 time"), out::text);
        assertEquals(Program.WRONG, run("backtest", "rules.yml", "--data", "data.om", "--from", "yesterday"));
    }

    @Test
    void asksARunningServiceWhyARuleFires() throws Exception {
        write("rules.yml", RULES);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> status = executor.submit(
                    () -> run("--port", "0", "--monitoring.alerts.rules=" + directory.resolve("rules.yml")));
            String url = out.await(URL);

            assertEquals(Program.OK, run("explain", "High", "--url", url), err::text);
            assertTrue(out.text().contains("High of group g, "), out::text);
            assertEquals(Program.WRONG, run("explain", "g/Hihg", "--url", url));
            assertTrue(err.text().contains("did you mean \"High\"?"), err::text);
            assertEquals(Program.OK, run("backtest", "rules.yml", "--url", url), err::text);
            assertTrue(out.text().contains("High of group g: would have fired 0 times"), out::text);
            end.countDown();
            assertEquals(Program.OK, status.get(20, TimeUnit.SECONDS));
        } finally {
            end.countDown();
            executor.shutdown();
        }
    }

    @Test
    void saysThatNobodyAnswers() {
        assertEquals(Program.WRONG, run("explain", "High", "--url", "http://127.0.0.1:1"));

        assertTrue(err.text().contains("http://127.0.0.1:1 does not answer"), err::text);
    }

    @Test
    void examinesEverySource() {
        int status = run("doctor", "--monitoring.interval=1s");

        assertTrue(out.text().matches("(?s).*(up|partial) +jvm .* samples in .*"), out::text);
        assertEquals(out.text().contains("down") ? Program.WRONG : Program.OK, status, out::text);
    }

    @Test
    void coloursOnlyWhereAsked() {
        run("--frobnicate");
        assertFalse(err.text().contains("\u001b"));

        new Program(environment, directory, new Terminal(out.stream(), err.stream(), true), end).run("--frobnicate");
        assertTrue(err.text().contains("\u001b[31m1 fault:\u001b[0m"), err::text);
    }

    @Test
    void takesNoPipeForATerminal() {
        assertFalse(Terminal.of(System.out, System.err, Map.of("TERM", "xterm", "NO_COLOR", "1"))
                .colours());
        assertFalse(Terminal.of(System.out, System.err, Map.of("TERM", "dumb")).colours());
        assertFalse(Terminal.of(System.out, System.err, Map.of()).colours());
    }

    private int run(String... words) {
        return new Program(environment, directory, new Terminal(out.stream(), err.stream(), false), end).run(words);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private void config(String text) throws IOException {
        Files.writeString(directory.resolve("monitoring.yml"), text);
    }

    private static HttpResponse<String> get(String url, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url).resolve(path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** What was printed so far, and a way to wait for it. Thread-safe. */
    private static final class Output {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final LinkedBlockingQueue<String> printed = new LinkedBlockingQueue<>();
        private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8) {
            @Override
            public void flush() {
                super.flush();
                printed.add(bytes.toString(StandardCharsets.UTF_8));
            }
        };

        PrintStream stream() {
            return stream;
        }

        String text() {
            stream.flush();
            return bytes.toString(StandardCharsets.UTF_8);
        }

        String await(Pattern pattern) throws InterruptedException {
            while (true) {
                String text = printed.poll(30, TimeUnit.SECONDS);
                assertTrue(text != null, () -> pattern + " was not printed, but: " + text());
                Matcher matcher = pattern.matcher(text);
                if (matcher.find()) {
                    return matcher.group();
                }
            }
        }
    }
}
