package dev.monitoring.alerts.template;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Has Prometheus itself render templates, as annotations of made-up alerts that {@code promtool test rules} evaluates. Thousands
 * of templates cost two processes. Confined to one thread.
 */
final class Promtool {
    private static final Path PROGRAM = Path.of("/usr/bin/promtool");
    private static final Pattern UNREADABLE = Pattern.compile("(?m)^.*?: group \"g\", rule \\d+, \"T(\\d+)\": ");
    private static final Pattern ALERT = Pattern.compile("^\\s*alertname: T(\\d+), time: 1m,.*$");
    private static final String ANNOTATION = "Annotations:{t=";

    private final Path folder;

    private Promtool(Path folder) {
        this.folder = folder;
    }

    /** The program of this machine; skips the test where it is not installed. */
    static Promtool installed(Path folder) {
        assumeTrue(Files.isExecutable(PROGRAM), "promtool is not installed: no " + PROGRAM);
        return new Promtool(folder);
    }

    /** A template, and the series that its alert is about. */
    record Case(String expression, String template) {}

    /** What Prometheus makes of each template; empty where it refuses. */
    List<Optional<String>> render(List<String> series, List<Case> cases) throws IOException, InterruptedException {
        Set<Integer> unreadable = new HashSet<>();
        String verdict = run("check", "rules", rules(cases, unreadable).toString());
        Matcher matcher = UNREADABLE.matcher(verdict);
        while (matcher.find()) {
            unreadable.add(Integer.valueOf(matcher.group(1)));
        }
        Path rules = rules(cases, unreadable);
        String output = run(
                "test", "rules", tests(series, cases.size(), unreadable, rules).toString());
        Map<Integer, String> rendered = new HashMap<>();
        int alert = -1;
        for (String line : output.split("\n")) {
            matcher = ALERT.matcher(line);
            if (matcher.matches()) {
                alert = Integer.parseInt(matcher.group(1));
            } else if (line.strip().startsWith(ANNOTATION)) {
                String literal = line.strip().substring(ANNOTATION.length());
                rendered.put(alert, unquoted(literal.substring(0, literal.lastIndexOf('}'))));
            }
        }
        List<Optional<String>> results = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            String text = rendered.get(i);
            if (text == null && !unreadable.contains(i)) {
                throw new IllegalStateException("promtool says nothing of template " + i + ": " + cases.get(i) + " in\n"
                        + output.substring(0, Math.min(2000, output.length())));
            }
            results.add(
                    text == null || text.startsWith("<error expanding template")
                            ? Optional.empty()
                            : Optional.of(text));
        }
        return results;
    }

    private Path rules(List<Case> cases, Set<Integer> without) throws IOException {
        StringBuilder yaml = new StringBuilder("groups:\n- name: g\n  rules:\n");
        for (int i = 0; i < cases.size(); i++) {
            if (!without.contains(i)) {
                yaml.append("  - alert: T").append(i);
                yaml.append("\n    expr: ").append(yamlText(cases.get(i).expression()));
                yaml.append("\n    annotations:\n      t: ")
                        .append(yamlText(cases.get(i).template()))
                        .append('\n');
            }
        }
        return Files.writeString(folder.resolve("rules.yml"), yaml);
    }

    private Path tests(List<String> series, int count, Set<Integer> without, Path rules) throws IOException {
        StringBuilder yaml = new StringBuilder("rule_files: [" + rules.getFileName() + "]\nevaluation_interval: 1m\n"
                + "tests:\n- interval: 1m\n  external_labels: {region: eu, zone: z1}\n  external_url: http://x.example/p\n"
                + "  input_series:\n");
        for (String line : series) {
            int blank = line.lastIndexOf("} ") + 1;
            yaml.append("  - series: ").append(yamlText(line.substring(0, blank)));
            yaml.append("\n    values: ")
                    .append(yamlText(line.substring(blank + 1)))
                    .append('\n');
        }
        yaml.append("  alert_rule_test:\n");
        for (int i = 0; i < count; i++) {
            if (!without.contains(i)) {
                yaml.append("  - {eval_time: 1m, alertname: T").append(i).append(", exp_alerts: []}\n");
            }
        }
        return Files.writeString(folder.resolve("tests.yml"), yaml);
    }

    /** In double quotes, which YAML understands as JSON does. */
    private static String yamlText(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').appendCodePoint(c);
            } else if (c < ' ' || c >= 0x7f && c < 0xa0 || c == 0x2028 || c == 0x2029 || c == 0xfeff) {
                out.append("\\u").append(GoText.hex(c, 4));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append('"').toString();
    }

    private static String unquoted(String literal) {
        try {
            return GoText.unquote(literal);
        } catch (Fault e) {
            throw new IllegalStateException("not a text of Go: " + literal, e);
        }
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("promtool takes longer than two minutes");
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }
}
