package dev.monitoring.samples.standalone;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.MonitoringSettings;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.SettingLayer;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import java.util.List;

/** The runner's {@code demo} within a test, on any free port. */
public final class DemoRun {
    private DemoRun() {}

    /** Begins it, with an hour of history. */
    public static Monitoring start() {
        return start(Clock.system());
    }

    static Monitoring start(Clock clock) {
        SettingLayer port = new SettingLayer();
        port.put("monitoring.web.port", "0", new Origin("test"));
        return Demo.start(Settings.layered(List.of(port), MonitoringSettings.PREFIX), clock);
    }
}
