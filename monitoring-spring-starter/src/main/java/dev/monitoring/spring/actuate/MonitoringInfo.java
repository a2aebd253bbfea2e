package dev.monitoring.spring.actuate;

import dev.monitoring.core.StartupReport;
import dev.monitoring.spring.autoconfigure.HostedMonitoring;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/** The part {@code monitoring} of the application's info: what is watched, and how long history reaches back. Thread-safe. */
final class MonitoringInfo implements InfoContributor {
    private final HostedMonitoring hosted;

    MonitoringInfo(HostedMonitoring hosted) {
        this.hosted = hosted;
    }

    @Override
    public void contribute(Info.Builder builder) {
        hosted.running().ifPresent(monitoring -> {
            StartupReport report = monitoring.report();
            Map<String, Object> part = new LinkedHashMap<>();
            part.put("targets", report.watched().size());
            part.put(
                    "collectors",
                    report.watched().stream()
                            .map(StartupReport.Watched::collector)
                            .distinct()
                            .sorted()
                            .toList());
            part.put("historySince", report.historySince().toString());
            part.put("retentionSeconds", report.retention().toSeconds());
            builder.withDetail("monitoring", part);
        });
    }
}
