package dev.monitoring.collectors.probe;

import com.google.re2j.Pattern;
import dev.monitoring.core.endpoint.HttpWire;
import dev.monitoring.core.model.Names;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.tls.TlsSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The keys of a target of TCP, named as blackbox_exporter's module {@code tcp} names them, and what they make. Holds no state. */
final class TcpProbeSettings {
    private static final String STEPS = "query-response";
    private static final Setting<String> EXPECT =
            Setting.text("expect", null, "A regular expression (RE2); lines are read until one matches.");
    private static final Setting<String> SEND =
            Setting.secret("send", "A line to send, without its end; ${1} is the first group of expect.");
    private static final Setting<Boolean> STARTTLS =
            Setting.flag("starttls", false, "Whether TLS begins after this step.");
    private static final Setting<List<String>> LABELS = Setting.list(
            "labels", List.of(), "Labels of probe_expect_info made of the groups of expect: version=${1}.");

    private TcpProbeSettings() {}

    /** The keys of the lists of a target. */
    static Map<String, List<Setting<?>>> lists() {
        return Map.of(STEPS, List.of(EXPECT, SEND, STARTTLS, LABELS));
    }

    /** Whether a section has keys of its own of a target of TCP. */
    static boolean isSet(Settings section) {
        return !section.sections(STEPS).isEmpty();
    }

    /**
     * The prober that a section describes; what is wrong with it is recorded there.
     *
     * @param secure whether TLS is spoken from the start
     */
    static Prober prober(Settings section, URI url, boolean secure, Dialer dialer) {
        List<TcpStep> steps = new ArrayList<>();
        boolean startsTls = false;
        for (Settings entry : section.sections(STEPS)) {
            boolean startTls = entry.get(STARTTLS);
            if (startTls && (secure || startsTls)) {
                entry.fault(STARTTLS, "TLS is spoken already; remove it, or let the address begin with tcp:");
            }
            startsTls |= startTls;
            Optional<Pattern> expect = ProbeSettings.pattern(entry, EXPECT);
            Map<String, String> labels = labels(entry);
            if (!labels.isEmpty() && expect.isEmpty()) {
                entry.fault(LABELS, "there is nothing to make labels of; set expect");
            }
            steps.add(new TcpStep(expect, entry.find(SEND).orElse(""), startTls, labels));
        }
        if (TlsSettings.isSet(section) && !secure && !startsTls) {
            section.fault(ProbeSettings.URL, "tls is set, but the address is without TLS; let it begin with tls:");
        }
        return new TcpProber(dialer, HttpWire.host(url), url.getPort(), secure, steps);
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
}
