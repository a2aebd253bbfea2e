package dev.monitoring.alerts.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.config.RealAlertmanager;
import dev.monitoring.core.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's amtool, asking a real Alertmanager and us the same: it prints the same, but for ids and moments. */
class AmtoolTest {
    private static final String CONFIG = """
            route: {receiver: team, group_by: [alertname], routes: [{receiver: pager, matchers: ['severity="critical"']}]}
            receivers: [{name: team}, {name: pager}]
            inhibit_rules: [{source_matchers: ['severity="critical"'], target_matchers: ['severity="warning"'], equal: [job]}]
            """;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern MOMENT =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)?(?: UTC|Z)?");

    @TempDir
    private Path folder;

    @Test
    void printsTheSame() throws IOException {
        RealAlertmanager.require("prometheus-alertmanager");
        RealAlertmanager.require("amtool");

        try (RealAlertmanager real = RealAlertmanager.start(folder, CONFIG);
                ServedAlerts served = new ServedAlerts(CONFIG)) {
            List<String> theirs = session(real.base());
            List<String> ours = session(served.base());

            assertEquals(String.join("\n", theirs), String.join("\n", ours));
            assertTrue(ours.size() > 30, "commands: " + ours.size());
        }
    }

    /** What amtool prints when asked one thing after the other. */
    private List<String> session(String url) throws IOException {
        List<String> printed = new ArrayList<>();
        ask(printed, url, "alert", "add", "Lag", "job=a", "severity=warning", "--annotation=summary=slow");
        ask(printed, url, "alert", "add", "Down", "job=a", "severity=critical", "--generator-url=http://here/x");
        ask(printed, url, "alert", "add", "alertname=Full", "job=b", "--end=2222-01-01T00:00:00Z");
        ask(
                printed,
                url,
                "alert",
                "add",
                "alertname=Old",
                "--start=2020-01-01T00:00:00Z",
                "--end=2020-01-02T00:00:00Z");
        ask(
                printed,
                url,
                "alert",
                "add",
                "alertname=Bad",
                "--start=2020-01-02T00:00:00Z",
                "--end=2020-01-01T00:00:00Z");
        ApiClient client = new ApiClient(url);
        Await.until(
                "alerts are grouped",
                () -> ((List<?>) client.get("/api/v2/alerts/groups").json()).size() == 3);
        ask(printed, url, "alert", "query");
        ask(printed, url, "alert", "query", "-i");
        ask(printed, url, "alert", "query", "-a", "-i", "-s", "-o", "extended");
        ask(printed, url, "alert", "query", "job=~a|b", "-r", "p.*");
        ask(printed, url, "alert", "query", "Full", "-o", "json");
        ask(printed, url, "alert", "query", "job!=a");
        ask(printed, url, "alert", "query", "0bad=x");

        String silence = ask(printed, url, "silence", "add", "job=b", "-a", "me", "-c", "known", "-d", "2h")
                .strip();
        ask(
                printed,
                url,
                "silence",
                "add",
                "Lag",
                "job=~a.*",
                "severity!=info",
                "-a",
                "you",
                "-c",
                "x",
                "--end=2222-01-01T00:00:00Z");
        ask(printed, url, "silence", "add", "-a", "me", "-c", "c", "a=~(");
        ask(printed, url, "silence", "add", "-a", "me", "-c", "c", "a=");
        ask(printed, url, "silence", "query");
        ask(printed, url, "silence", "query", "-o", "extended");
        ask(printed, url, "silence", "query", "-o", "json");
        ask(printed, url, "silence", "query", "-q");
        ask(printed, url, "silence", "query", "--created-by", "you");
        ask(printed, url, "silence", "query", "job=b");
        ask(printed, url, "silence", "query", "--within", "1h");
        ask(printed, url, "alert", "query", "-s");
        ask(printed, url, "silence", "update", "-d", "5h", "-c", "still", silence);
        ask(printed, url, "silence", "query", "job=b");
        ask(printed, url, "silence", "update", "-d", "5h", "11111111-1111-1111-1111-111111111111");
        ask(printed, url, "silence", "expire", silence);
        ask(printed, url, "silence", "expire", "no-id");
        ask(printed, url, "silence", "query", "--expired");
        Path exported = Files.writeString(
                folder.resolve("silences.json"),
                RealAlertmanager.amtool(
                                "--alertmanager.url=" + url, "--no-version-check", "silence", "query", "-o", "json")
                        .getValue());
        ask(printed, url, "silence", "import", "--force", exported.toString());
        ask(printed, url, "silence", "query");
        ask(printed, url, "cluster", "show");
        ask(printed, url, "config", "routes", "test", "severity=critical");
        ask(printed, url, "config", "routes", "show");
        return printed;
    }

    private static String ask(List<String> printed, String url, String... command) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--alertmanager.url=" + url, "--no-version-check"));
        arguments.addAll(List.of(command));
        Map.Entry<Integer, String> answer = RealAlertmanager.amtool(arguments.toArray(String[]::new));
        Matcher ids = ID.matcher(answer.getValue().replace(url, "URL"));
        printed.add("$ amtool " + String.join(" ", command).replaceAll(ID.pattern(), "ID") + "\n" + answer.getKey()
                + "\n"
                + MOMENT.matcher(ids.replaceAll("ID")).replaceAll("MOMENT").replaceAll("BadRequest  .*", "BadRequest"));
        return answer.getValue();
    }
}
