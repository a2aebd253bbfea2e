package dev.monitoring.samples.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Asks a library that runs elsewhere, and prints what it answers. Confined to one thread. */
final class RunningService {
    private static final String DEFAULT = "http://127.0.0.1:9900";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final Pattern ERROR = Pattern.compile("\"error\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Terminal terminal;
    private final String url;
    private final @Nullable String token;

    RunningService(Terminal terminal, @Nullable String url, @Nullable String token) {
        this.terminal = terminal;
        String given = Objects.requireNonNullElse(url, DEFAULT);
        this.url = given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
        this.token = token;
    }

    /** Prints why a rule fires or does not; the exit code. {@code name} is the rule's, or group/rule. */
    int explain(String name, Map<String, String> options) {
        StringBuilder query = new StringBuilder("/api/v1/rules/explain?format=text");
        add(query, "rule", name);
        for (String option : List.of("time", "labels")) {
            if (options.containsKey(option)) {
                add(query, option, options.get(option));
            }
        }
        return print(request(query.toString()));
    }

    /** Prints what a rule file would have done there; the exit code. */
    int backtest(Path rules, Map<String, String> options) {
        StringBuilder query = new StringBuilder("/api/v1/rules/backtest?format=text");
        for (String option : List.of("from", "to")) {
            if (options.containsKey(option)) {
                add(query, option, options.get(option));
            }
        }
        HttpRequest.Builder request = request(query.toString());
        try {
            return print(request.header("Content-Type", "application/yaml").POST(BodyPublishers.ofFile(rules)));
        } catch (IOException e) {
            terminal.err().println(rules + ": cannot be read: " + e.getMessage());
            return Program.WRONG;
        }
    }

    private static void add(StringBuilder query, String name, String value) {
        query.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    private int print(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (answer.statusCode() == OK) {
                terminal.out().print(answer.body());
                return Program.OK;
            }
            Matcher error = ERROR.matcher(answer.body());
            String said = error.find() ? error.group(1).replace("\\\"", "\"").replace("\\n", "\n") : answer.body();
            terminal.err().println(url + " answers " + answer.statusCode() + ": " + said);
        } catch (IOException e) {
            terminal.err()
                    .println(url + " does not answer (" + e.getClass().getSimpleName()
                            + "); is it running there? Name it with --url");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Program.WRONG;
    }
}
