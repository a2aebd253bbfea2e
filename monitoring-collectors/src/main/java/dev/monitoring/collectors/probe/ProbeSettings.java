package dev.monitoring.collectors.probe;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.collect.TargetSettings;
import dev.monitoring.core.endpoint.AddressBlock;
import dev.monitoring.core.endpoint.AddressGuard;
import dev.monitoring.core.endpoint.EndpointSettings;
import dev.monitoring.core.endpoint.HostLookup;
import dev.monitoring.core.endpoint.HttpWire;
import dev.monitoring.core.model.Names;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.tls.TlsClient;
import dev.monitoring.core.tls.TlsSettings;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The keys of a target of {@code probe}, named as blackbox_exporter's modules name them, and what they make. Holds no state.
 */
final class ProbeSettings {
    /** How an answer may be packed. */
    private enum Compression {
        NONE,
        GZIP
    }

    private static final String REMEDY = "write it as https://host/path, tcp://host:port or tls://host:port";

    private static final Setting<String> URL = Setting.text(
            "url",
            null,
            "What to look at: http://host/path, https://host/path, tcp://host:port or tls://host:port. ICMP is not to be had:"
                    + " it needs raw sockets, which Java does not have.");
    private static final Setting<String> COMPAT = Setting.text(
            "compat",
            Compat.EXPORTER_0_28.word(),
            "The exporter to imitate: blackbox_exporter/0.28, or /0.23 as Debian 12 has it.");
    private static final Setting<Duration> TIMEOUT = Setting.duration(
            "timeout", null, Duration.ofMillis(10), "How long the probe may take; by default what a run may take.");
    private static final Setting<IpProtocol> PREFERRED = Setting.choice(
            "preferred-ip-protocol",
            IpProtocol.IP6,
            "The version of the internet protocol whose addresses come first.");
    private static final Setting<Boolean> FALLBACK = Setting.flag(
            "ip-protocol-fallback", true, "Whether an address of the other version will do where there is none.");
    private static final Setting<List<String>> ALLOWED = Setting.list(
            "allow-addresses",
            List.of(),
            "Addresses and blocks that may be connected to although they are link-local, multicast, unspecified or give"
                    + " away a cloud's metadata: 169.254.10.1, fe80::/10.");

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

    private static final List<Setting<?>> HTTP_ONLY = List.of(
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

    private static final String STEPS = "query-response";
    private static final Setting<String> EXPECT =
            Setting.text("expect", null, "A regular expression (RE2); lines are read until one matches.");
    private static final Setting<String> SEND =
            Setting.secret("send", "A line to send, without its end; ${1} is the first group of expect.");
    private static final Setting<Boolean> STARTTLS =
            Setting.flag("starttls", false, "Whether TLS begins after this step.");
    private static final Setting<List<String>> LABELS = Setting.list(
            "labels", List.of(), "Labels of probe_expect_info made of the groups of expect: version=${1}.");

    /** Headers that say who asks, which have keys of their own, and those that frame the request. */
    private static final Map<String, String> OTHERS_HEADERS = Map.of(
            "authorization", "use basic-auth or bearer-token",
            "content-length", "remove it; it follows from body",
            "transfer-encoding", "remove it; it follows from body",
            "connection", "remove it; each probe has a connection of its own");

    private ProbeSettings() {}

    /** The keys of a target. */
    static List<Setting<?>> all() {
        List<Setting<?>> all = new ArrayList<>(List.of(URL, COMPAT, TIMEOUT, PREFERRED, FALLBACK, ALLOWED));
        all.addAll(HTTP_ONLY);
        all.addAll(EndpointSettings.ofCredentials());
        all.addAll(TlsSettings.all());
        return List.copyOf(all);
    }

    /** The keys of the lists of a target. */
    static Map<String, List<Setting<?>>> lists() {
        List<Setting<?>> rule = List.of(HEADER, REGEXP, ALLOW_MISSING);
        return Map.of(
                HEADERS,
                List.of(HEADER_NAME, HEADER_VALUE),
                BAD_HEADERS,
                rule,
                GOOD_HEADERS,
                rule,
                STEPS,
                List.of(EXPECT, SEND, STARTTLS, LABELS));
    }

    /** The collector that a section describes; what is wrong with it is recorded there, and none comes back. */
    static Optional<ScheduledCollector> read(Settings section, CollectorContext context) {
        int before = section.faults().size();
        Optional<URI> address = address(section);
        Optional<Compat> compat = Compat.of(section.get(COMPAT));
        if (compat.isEmpty()) {
            section.fault(COMPAT, "\"" + section.get(COMPAT) + "\" is not a profile; use one of " + Compat.words());
        }
        Optional<Duration> timeout = section.find(TIMEOUT);
        if (timeout.isPresent() && timeout.get().compareTo(context.timeout()) > 0) {
            section.fault(
                    TIMEOUT,
                    timeout.get().toMillis() + "ms is longer than the "
                            + context.timeout().toMillis()
                            + "ms that a run may take; raise monitoring.collectors.probe.timeout, and the interval with it");
        }
        List<AddressBlock> allowed = parsed(section, ALLOWED, AddressBlock::parse);
        TlsClient tls = TlsSettings.read(section);
        if (address.isEmpty()) {
            return Optional.empty();
        }
        URI url = address.get();
        Dialer dialer = new Dialer(
                context.clock(),
                new HostLookup(InetAddress::getAllByName),
                AddressGuard.allowing(allowed, "allow-addresses"),
                section.get(PREFERRED),
                section.get(FALLBACK),
                tls);
        Prober prober = isHttp(url) ? http(section, url, dialer) : tcp(section, url, dialer);
        if (compat.isEmpty() || section.faults().size() > before) {
            return Optional.empty();
        }
        return Optional.of(context.schedule(
                new ProbeCollector(context.clock(), prober, compat.get(), timeout),
                TargetSettings.target(section, ProbeCollectorFactory.NAME, url.toString())));
    }

    private static Optional<URI> address(Settings section) {
        Optional<String> text = section.require(URL).map(String::strip);
        return text.flatMap(url -> {
            String fault = fault(url);
            if (fault.isEmpty()) {
                return Optional.of(URI.create(url));
            }
            section.fault(URL, fault);
            return Optional.empty();
        });
    }

    private static String fault(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return "the address cannot be read: " + e.getReason() + " at character " + (e.getIndex() + 1) + "; "
                    + REMEDY;
        }
        String scheme = scheme(uri);
        if (scheme.equals("icmp") || scheme.equals("ping")) {
            return "ICMP is not to be had: it needs raw sockets, which Java does not have; probe a port of the host with"
                    + " tcp://host:port, or let collector scrape read a blackbox_exporter";
        }
        if (uri.getRawUserInfo() != null) {
            return "the address has a user or password in it; put them into basic-auth.username and"
                    + " basic-auth.password, where they are kept secret";
        }
        boolean tcp = scheme.equals("tcp") || scheme.equals("tls");
        if (!tcp && !isHttp(uri)) {
            return "the scheme \"" + scheme + "\" is none of http, https, tcp and tls; " + REMEDY;
        }
        if (uri.getHost() == null) {
            return "the address has no host that can be read; give a name, or an address in its usual spelling, and "
                    + REMEDY;
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535 || tcp && uri.getPort() < 0) {
            return (uri.getPort() < 0 ? "the address has no port" : "port " + uri.getPort() + " is none")
                    + "; use one from 1 to 65535";
        }
        if (tcp && (!uri.getRawPath().isEmpty() || uri.getRawQuery() != null)) {
            return "a port has no path; remove what stands behind it";
        }
        return uri.getRawFragment() == null ? "" : "the address has a fragment, which no server sees; remove it";
    }

    private static String scheme(URI uri) {
        return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    }

    private static boolean isHttp(URI uri) {
        return scheme(uri).equals("http") || scheme(uri).equals("https");
    }

    private static Prober http(Settings section, URI url, Dialer dialer) {
        String method = section.get(METHOD).strip().toUpperCase(Locale.ROOT);
        if (!method.matches("[A-Z]{1,20}") || method.equals("CONNECT")) {
            section.fault(METHOD, "\"" + method + "\" is no method; use GET, HEAD, POST or another that servers know");
        }
        if (!section.sections(STEPS).isEmpty()) {
            section.fault(
                    URL,
                    "query-response is for tcp:// and tls://; remove it, or let the address begin with one of these");
        }
        List<String> versions = section.get(VERSIONS);
        if (!Set.of("HTTP/1.0", "HTTP/1.1").containsAll(versions)) {
            section.fault(
                    VERSIONS, versions + " has a version other than HTTP/1.0 and HTTP/1.1, which are spoken here");
        }
        List<HeaderRule> headers = new ArrayList<>(rules(section, BAD_HEADERS, true));
        headers.addAll(rules(section, GOOD_HEADERS, false));
        HttpRules rules = new HttpRules(
                parsed(section, STATUSES, StatusRange::parse),
                versions,
                headers,
                parsed(section, BAD_BODY, ProbeSettings::pattern),
                parsed(section, GOOD_BODY, ProbeSettings::pattern),
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
            Optional<Pattern> pattern = pattern(entry, REGEXP);
            if (header.isPresent() && pattern.isPresent()) {
                rules.add(new HeaderRule(header.get(), pattern.get(), entry.get(ALLOW_MISSING), failsOnMatch));
            }
        }
        return rules;
    }

    private static Prober tcp(Settings section, URI url, Dialer dialer) {
        boolean secure = scheme(url).equals("tls");
        List<TcpStep> steps = new ArrayList<>();
        boolean startsTls = false;
        for (Settings entry : section.sections(STEPS)) {
            boolean startTls = entry.get(STARTTLS);
            if (startTls && (secure || startsTls)) {
                entry.fault(STARTTLS, "TLS is spoken already; remove it, or let the address begin with tcp:");
            }
            startsTls |= startTls;
            Optional<Pattern> expect = pattern(entry, EXPECT);
            Map<String, String> labels = labels(entry);
            if (!labels.isEmpty() && expect.isEmpty()) {
                entry.fault(LABELS, "there is nothing to make labels of; set expect");
            }
            steps.add(new TcpStep(expect, entry.find(SEND).orElse(""), startTls, labels));
        }
        for (Setting<?> setting : HTTP_ONLY) {
            onlyHttp(section, setting);
        }
        EndpointSettings.ofCredentials().forEach(setting -> onlyHttp(section, setting));
        if (TlsSettings.isSet(section) && !secure && !startsTls) {
            section.fault(URL, "tls is set, but the address is without TLS; let it begin with tls:");
        }
        return new TcpProber(dialer, HttpWire.host(url), url.getPort(), secure, steps);
    }

    private static void onlyHttp(Settings section, Setting<?> setting) {
        if (section.isSet(setting)) {
            section.fault(setting, "is for http:// and https://; remove it");
        }
    }

    private static Map<String, String> labels(Settings entry) {
        Map<String, String> labels = new TreeMap<>();
        for (String label : entry.get(LABELS)) {
            int equals = label.indexOf('=');
            if (equals <= 0 || !Names.isLabelName(label.substring(0, equals))) {
                entry.fault(LABELS, "\"" + label + "\" is no label with a value; write it as version=${1}");
            } else {
                labels.put(label.substring(0, equals), label.substring(equals + 1));
            }
        }
        return labels;
    }

    private static Optional<Pattern> pattern(Settings section, Setting<String> setting) {
        try {
            return section.find(setting).filter(text -> !text.isEmpty()).map(ProbeSettings::pattern);
        } catch (IllegalArgumentException e) {
            section.fault(setting, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a regular expression: " + e.getDescription() + "; use the syntax of RE2",
                    e);
        }
    }

    private static <T> List<T> parsed(Settings section, Setting<List<String>> setting, Function<String, T> parser) {
        List<T> all = new ArrayList<>();
        for (String text : section.get(setting)) {
            try {
                all.add(parser.apply(text));
            } catch (IllegalArgumentException e) {
                section.fault(setting, String.valueOf(e.getMessage()));
            }
        }
        return all;
    }
}
