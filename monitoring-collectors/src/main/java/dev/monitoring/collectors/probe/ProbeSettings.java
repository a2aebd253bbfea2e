package dev.monitoring.collectors.probe;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.collect.TargetSettings;
import dev.monitoring.core.endpoint.AddressBlock;
import dev.monitoring.core.endpoint.AddressGuard;
import dev.monitoring.core.endpoint.HostLookup;
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
import java.util.function.Function;

/**
 * The keys of every target of {@code probe}, named as blackbox_exporter's modules name them, and what they make. Holds no
 * state.
 */
final class ProbeSettings {
    private static final String REMEDY = "write it as https://host/path, tcp://host:port or tls://host:port";

    static final Setting<String> URL = Setting.text(
            "url",
            null,
            "What to look at: http://host/path, https://host/path, tcp://host:port or tls://host:port. ICMP is not to be had:"
                    + " it needs raw sockets, which Java does not have.");
    private static final Setting<Compat> COMPAT = Setting.choice(
            "compat",
            Compat.EXPORTER_0_28,
            Compat::word,
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

    private ProbeSettings() {}

    /** The keys of a target. */
    static List<Setting<?>> all() {
        List<Setting<?>> all = new ArrayList<>(List.of(URL, COMPAT, TIMEOUT, PREFERRED, FALLBACK, ALLOWED));
        all.addAll(HttpProbeSettings.all());
        all.addAll(TlsSettings.all());
        return List.copyOf(all);
    }

    /** The keys of the lists of a target. */
    static Map<String, List<Setting<?>>> lists() {
        Map<String, List<Setting<?>>> all = new LinkedHashMap<>(HttpProbeSettings.lists());
        all.putAll(TcpProbeSettings.lists());
        return all;
    }

    /** The collector that a section describes; what is wrong with it is recorded there, and none comes back. */
    static Optional<ScheduledCollector> read(Settings section, CollectorContext context) {
        int before = section.faults().size();
        Optional<URI> address = address(section);
        Compat compat = section.get(COMPAT);
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
        if (section.faults().size() > before) {
            return Optional.empty();
        }
        return Optional.of(context.schedule(
                new ProbeCollector(context.clock(), prober, compat, timeout),
                TargetSettings.target(section, ProbeCollectorFactory.NAME, url.toString())));
    }

    private static Prober http(Settings section, URI url, Dialer dialer) {
        if (TcpProbeSettings.isSet(section)) {
            section.fault(
                    URL,
                    "query-response is for tcp:// and tls://; remove it, or let the address begin with one of these");
        }
        return HttpProbeSettings.prober(section, url, dialer);
    }

    private static Prober tcp(Settings section, URI url, Dialer dialer) {
        for (Setting<?> setting : HttpProbeSettings.all()) {
            if (section.isSet(setting)) {
                section.fault(setting, "is for http:// and https://; remove it");
            }
        }
        return TcpProbeSettings.prober(section, url, scheme(url).equals("tls"), dialer);
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

    /** The regular expression that a section has; what is wrong with it is recorded there. */
    static Optional<Pattern> pattern(Settings section, Setting<String> setting) {
        try {
            return section.find(setting).filter(text -> !text.isEmpty()).map(ProbeSettings::pattern);
        } catch (IllegalArgumentException e) {
            section.fault(setting, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** @throws IllegalArgumentException saying what is wrong with the expression */
    static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a regular expression: " + e.getDescription() + "; use the syntax of RE2",
                    e);
        }
    }

    /** What the items of a list mean; those that mean nothing are recorded as faults and left out. */
    static <T> List<T> parsed(Settings section, Setting<List<String>> setting, Function<String, T> parser) {
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
