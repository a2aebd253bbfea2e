package dev.monitoring.collectors.probe;

import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the collectors that look at servers from outside. Immutable. */
public final class ProbeCollectorFactory implements CollectorFactory {
    /** The collectors' name, and their job. */
    static final String NAME = "probe";

    /** For {@link java.util.ServiceLoader}. */
    public ProbeCollectorFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String watches() {
        return "servers from outside, over HTTP, TCP and TLS";
    }

    @Override
    public List<Setting<?>> targetSettings() {
        return ProbeSettings.all();
    }

    @Override
    public Map<String, List<Setting<?>>> targetLists() {
        return ProbeSettings.lists();
    }

    @Override
    public List<Bundle> bundles() {
        return List.of(new Bundle(
                NAME,
                "servers looked at from outside",
                List.of(new Bundle.Table(
                        "probes",
                        "instance",
                        List.of(
                                new Bundle.Value("success", "probe_success"),
                                new Bundle.Value("duration_seconds", "probe_duration_seconds"),
                                new Bundle.Value("http_status_code", "probe_http_status_code"),
                                new Bundle.Value("http_redirects", "probe_http_redirects"),
                                new Bundle.Value(
                                        "http_processing_seconds", "probe_http_duration_seconds{phase=\"processing\"}"),
                                new Bundle.Value(
                                        "certificate_expires_in_seconds",
                                        "probe_ssl_earliest_cert_expiry - time()"))))));
    }

    @Override
    public List<ScheduledCollector> create(Settings settings, CollectorContext context) {
        List<ScheduledCollector> collectors = new ArrayList<>();
        for (Settings target : settings.sections("targets")) {
            ProbeSettings.read(target, context).ifPresent(collectors::add);
        }
        return collectors;
    }
}
