package dev.monitoring.collectors.probe;

import com.google.re2j.Pattern;
import dev.monitoring.core.endpoint.EndpointSettings;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys of a target of HTTP, named as blackbox_exporter's module {@code http} names them, and what they make. Holds no state. */
final class HttpProbeSettings {
    /** How an answer may be packed. */
    private enum Compression {
        NONE,
        GZIP
    }

    private static final Setting<String> METHOD = Setting.text("method", "GET", "The method of the HTTP request.");
    private static final Setting<String> BODY = Setting.secret("body", "The body of the HTTP request.");
    private static final Setting<List<String>> STATUSES =
            Setting.list("valid-status-codes", List.of("2xx"), "Status codes that are good: 204, 2xx, 200-399.");
    private static final Setting<List<String>> VERSIONS = Setting.list(
            "valid-http-versions",
            List.of(),
            "Versions that are good, HTTP/1.0 and HTTP/1.1; all where none is named.");
    private static final Setting<Integer> MAX_REDIRECTS = Setting.integer(
            "max-redirects", 10, 0, 50, "How many redirects to follow; with 0 the redirect is the answer.");
    private static final Setting<Boolean> FAIL_IF_SSL =
            Setting.flag("fail-if-ssl", false, "Whether an answer over TLS is wrong.");
    private static final Setting<Boolean> FAIL_IF_NOT_SSL =
            Setting.flag("fail-if-not-ssl", false, "Whether an answer without TLS is wrong.");
    private static final Setting<List<String>> BAD_BODY = Setting.list(
            "fail-if-body-matches-regexp", List.of(), "Regular expressions (RE2) none of which the body may match.");
    private static final Setting<List<String>> GOOD_BODY = Setting.list(
            "fail-if-body-not-matches-regexp",
            List.of(),
            "Regular expressions (RE2) each of which the body must match.");
    private static final Setting<Compression> COMPRESSION =
            Setting.choice("compression", Compression.NONE, "Whether an answer may come packed.");
    private static final Setting<Long> BODY_LIMIT = Setting.bytes(
            "body-size-limit", 4L << 20, 1, "The longest body to read, unpacked; beyond it the probe fails.");

    private static final List<Setting<?>> OWN = List.of(
            METHOD,
            BODY,
            STATUSES,
            VERSIONS,
            MAX_REDIRECTS,
            FAIL_IF_SSL,
            FAIL_IF_NOT_SSL,
            BAD_BODY,
            GOOD_BODY,
            COMPRESSION,
            BODY_LIMIT);

    private static final String HEADERS = "headers";
    private static final Setting<String> HEADER_NAME = Setting.text("name", null, "The name of a header to send.");
    private static final Setting<String> HEADER_VALUE = Setting.secret("value", "What to send in it.");

    private static final String BAD_HEADERS = "fail-if-header-matches";
    private static final String GOOD_HEADERS = "fail-if-header-not-matches";
    private static final Setting<String> HEADER = Setting.text("header", null, "The name of a header of the answer.");
    private static final Setting<String> REGEXP =
            Setting.text("regexp", null, "A regular expression (RE2) that is looked for in its values.");
    private static final Setting<Boolean> ALLOW_MISSING =
            Setting.flag("allow-missing", false, "Whether an answer without the header is good.");

    /** Headers that say who asks, which have keys of their own, and those that frame the request. */
    private static final Map<String, String> OTHERS_HEADERS = Map.of(
            "authorization", "use basic-auth or bearer-token",
            "content-length", "remove it; it follows from body",
            "transfer-encoding", "remove it; it follows from body",
            "connection", "remove it; each probe has a connection of its own");

    private HttpProbeSettings() {}

    /** The keys that a target of another kind must not have. */
    static List<Setting<?>> all() {
        List<Setting<?>> all = new ArrayList<>(OWN);
        all.addAll(EndpointSettings.ofCredentials());
        return List.copyOf(all);
    }

    /** The keys of the lists of a target. */
    static Map<String, List<Setting<?>>> lists() {
        List<Setting<?>> rule = List.of(HEADER, REGEXP, ALLOW_MISSING);
        return Map.of(HEADERS, List.of(HEADER_NAME, HEADER_VALUE), BAD_HEADERS, rule, GOOD_HEADERS, rule);
    }

    /** The prober that a section describes; what is wrong with it is recorded there. */
    static Prober prober(Settings section, URI url, Dialer dialer) {
        String method = section.get(METHOD).strip().toUpperCase(Locale.ROOT);
        if (!method.matches("[A-Z]{1,20}") || method.equals("CONNECT")) {
            section.fault(METHOD, "\"" + method + "\" is no method; use GET, HEAD, POST or another that servers know");
        }
        List<String> versions = section.get(VERSIONS);
        if (!Set.of("HTTP/1.0", "HTTP/1.1").containsAll(versions)) {
            section.fault(
                    VERSIONS, versions + " has a version other than HTTP/1.0 and HTTP/1.1, which are spoken here");
        }
        List<HeaderRule> headers = new ArrayList<>(rules(section, BAD_HEADERS, true));
        headers.addAll(rules(section, GOOD_HEADERS, false));
        HttpRules rules = new HttpRules(
                ProbeSettings.parsed(section, STATUSES, StatusRange::parse),
                versions,
                headers,
                ProbeSettings.parsed(section, BAD_BODY, ProbeSettings::pattern),
                ProbeSettings.parsed(section, GOOD_BODY, ProbeSettings::pattern),
                section.get(FAIL_IF_SSL),
                section.get(FAIL_IF_NOT_SSL));
        HttpRequest request = new HttpRequest(
                url,
                method,
                headers(section),
                section.find(BODY).orElse(""),
                EndpointSettings.credentials(section),
                section.get(COMPRESSION) == Compression.GZIP);
        return new HttpProber(dialer, request, rules, section.get(MAX_REDIRECTS), section.get(BODY_LIMIT));
    }

    private static Map<String, String> headers(Settings section) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Settings entry : section.sections(HEADERS)) {
            String name = entry.require(HEADER_NAME).orElse("");
            String value = entry.require(HEADER_VALUE).orElse("");
            String other = OTHERS_HEADERS.get(name.toLowerCase(Locale.ROOT));
            if (other != null) {
                entry.fault(HEADER_NAME, "header " + name + " is not set here; " + other);
            } else if (!name.isEmpty() && !name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
                entry.fault(HEADER_NAME, "\"" + name + "\" is no name of a header; use letters, digits and hyphens");
            } else if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
                entry.fault(HEADER_VALUE, "the value has a line break or another control character in it; remove it");
            }
            headers.put(name, value);
        }
        return headers;
    }

    private static List<HeaderRule> rules(Settings section, String list, boolean failsOnMatch) {
        List<HeaderRule> rules = new ArrayList<>();
        for (Settings entry : section.sections(list)) {
            Optional<String> header = entry.require(HEADER);
            entry.require(REGEXP);
            Optional<Pattern> pattern = ProbeSettings.pattern(entry, REGEXP);
            if (header.isPresent() && pattern.isPresent()) {
                rules.add(new HeaderRule(header.get(), pattern.get(), entry.get(ALLOW_MISSING), failsOnMatch));
            }
        }
        return rules;
    }
}
