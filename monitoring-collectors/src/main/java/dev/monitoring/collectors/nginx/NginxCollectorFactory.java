package dev.monitoring.collectors.nginx;

import dev.monitoring.collectors.scrape.MetricsPage;
import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.collect.TargetSettings;
import dev.monitoring.core.endpoint.EndpointSettings;
import dev.monitoring.core.endpoint.HttpEndpoint;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the collectors that watch nginx. Immutable. */
public final class NginxCollectorFactory implements CollectorFactory {
    /** The collectors' name, and the job by which the exporter's dashboards find them. */
    static final String NAME = "nginx";

    private static final Setting<String> URL = Setting.text(
            "url", null, "The address of a location with the directive stub_status: http://localhost/stub_status.");
    private static final Setting<String> VTS_PATH = Setting.text(
            "vts-path",
            null,
            "The path on the same server of the page of module vhost_traffic_status: /status/format/prometheus.");
    private static final Setting<Compat> COMPAT = Setting.choice(
            "compat",
            Compat.EXPORTER_1_5,
            Compat::word,
            "The exporter to imitate: nginx-prometheus-exporter/1.5, or /0.11 as Debian 12 has it.");

    /** For {@link java.util.ServiceLoader}. */
    public NginxCollectorFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String watches() {
        return "nginx servers";
    }

    @Override
    public List<Setting<?>> targetSettings() {
        List<Setting<?>> all = new ArrayList<>(List.of(URL, VTS_PATH, COMPAT));
        all.addAll(EndpointSettings.all());
        return List.copyOf(all);
    }

    @Override
    public List<Bundle> bundles() {
        return List.of(new Bundle(
                NAME,
                "nginx servers",
                List.of(new Bundle.Table(
                        "servers",
                        "instance",
                        List.of(
                                new Bundle.Value("up", "nginx_up"),
                                new Bundle.Value("requests_per_second", "rate(nginx_http_requests_total[1m])"),
                                new Bundle.Value("connections_per_second", "rate(nginx_connections_accepted[1m])"),
                                new Bundle.Value(
                                        "dropped_connections_per_second",
                                        "rate(nginx_connections_accepted[1m]) - rate(nginx_connections_handled[1m])"),
                                new Bundle.Value("active_connections", "nginx_connections_active"),
                                new Bundle.Value("reading_connections", "nginx_connections_reading"),
                                new Bundle.Value("writing_connections", "nginx_connections_writing"),
                                new Bundle.Value("waiting_connections", "nginx_connections_waiting"))))));
    }

    @Override
    public List<ScheduledCollector> create(Settings settings, CollectorContext context) {
        List<ScheduledCollector> collectors = new ArrayList<>();
        for (Settings target : settings.sections("targets")) {
            make(target, context).ifPresent(collectors::add);
        }
        return collectors;
    }

    private static Optional<ScheduledCollector> make(Settings section, CollectorContext context) {
        Optional<String> vtsPath = section.find(VTS_PATH).filter(path -> !path.isBlank());
        if (vtsPath.isPresent() && !vtsPath.get().matches("/[!-~]*")) {
            section.fault(
                    VTS_PATH,
                    "\"" + vtsPath.get() + "\" is no path; let it begin with /, as"
                            + " /status/format/prometheus does");
            vtsPath = Optional.empty();
        }
        Optional<URI> address = EndpointSettings.address(section, URL);
        if (address.isEmpty()) {
            return Optional.empty();
        }
        Target target = TargetSettings.target(section, NAME, EndpointSettings.instance(address.get()));
        HttpEndpoint endpoint = EndpointSettings.read(section, address.get());
        NginxCollector collector =
                new NginxCollector(endpoint, vtsPath.map(path -> MetricsPage.of(endpoint, path)), section.get(COMPAT));
        return Optional.of(context.schedule(collector, target));
    }
}
