package dev.monitoring.alerts.notify.alertmanager;

import dev.monitoring.core.endpoint.EndpointSettings;
import dev.monitoring.core.endpoint.HttpEndpoint;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The keys of one Alertmanager: its address, credentials and TLS. Immutable. */
public final class AlertmanagerSettings {
    private static final String PATH = "/api/v2/alerts";

    private static final Setting<String> URL = Setting.text(
            "url", null, "Where the Alertmanager is: http://alertmanager:9093, with its path prefix if it has one.");

    private AlertmanagerSettings() {}

    /** All keys. */
    public static List<Setting<?>> all() {
        List<Setting<?>> all = new ArrayList<>(List.of(URL));
        all.addAll(EndpointSettings.all());
        return List.copyOf(all);
    }

    /**
     * The place that takes alerts, of the Alertmanager that a section describes. Connects to nobody; what is wrong with the
     * section is recorded there as faults.
     */
    public static Optional<HttpEndpoint> read(Settings target) {
        return EndpointSettings.address(target, URL, "http").map(address -> {
            if (address.getRawQuery() != null) {
                target.fault(URL, "the address has a query, which has no meaning here; remove it");
            }
            return EndpointSettings.read(target, endpoint(address));
        });
    }

    private static URI endpoint(URI address) {
        String path = address.getRawPath() == null ? "" : address.getRawPath().replaceFirst("/+$", "");
        String whole = address.getScheme() + "://" + address.getRawAuthority() + path;
        return URI.create(path.endsWith(PATH) ? whole : whole + PATH);
    }
}
