package dev.monitoring.spring.autoconfigure;

import dev.monitoring.alerts.Alerts;
import dev.monitoring.alerts.AlertsExtension;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.StartupReport;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.CollectorHealth.State;
import dev.monitoring.core.registry.Source;
import dev.monitoring.core.settings.ByteSizes;
import dev.monitoring.core.settings.Durations;
import dev.monitoring.core.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The three lines that are said once after the start: where the console is, what is watched, what it may cost. Immutable.
 *
 * <p>The second is said when every target has been tried once, so that it tells what works.
 */
final class FirstLines {
    /** Figures about ourselves are no target of the user's. */
    private static final String OWN = "monitoring";

    private static final int MAX_ERROR = 120;

    private final Monitoring monitoring;
    private final Settings settings;
    private final boolean hasMeters;

    /** The lines of a library whose application counts anything itself, or does not. */
    FirstLines(Monitoring monitoring, Settings settings, boolean hasMeters) {
        this.monitoring = monitoring;
        this.settings = settings;
        this.hasMeters = hasMeters;
    }

    /** Where to look. */
    String console(Optional<ConsoleAddress> address) {
        Optional<String> own = monitoring.url().map(Object::toString);
        return address.flatMap(ConsoleAddress::url)
                .or(() -> own)
                .map(url -> "monitoring: console " + url)
                .orElse(
                        "monitoring: no console, because this application serves no HTTP; set monitoring.web.enabled=true for a"
                                + " port of its own on loopback");
    }

    /** Whether every target has been tried. */
    boolean isAllTried() {
        return monitoring.sources().stream().noneMatch(source -> source.health().state() == State.STARTING);
    }

    /** What is watched, with what fails and why. */
    String watching() {
        List<String> parts = new ArrayList<>();
        for (Source source : monitoring.sources()) {
            if (!source.collector().equals(OWN)) {
                parts.add(name(source) + " " + standing(source.health()));
            }
        }
        return "monitoring: watching " + (parts.isEmpty() ? "nothing yet" : String.join("  ", parts)) + unseen();
    }

    /** What nobody counts in an application without a registry of meters. */
    private String unseen() {
        return hasMeters
                ? ""
                : "  (caches, executors and scheduled tasks too, once spring-boot-starter-actuator is there)";
    }

    private String name(Source source) {
        boolean alone = monitoring.sources().stream()
                        .filter(other -> other.collector().equals(source.collector()))
                        .count()
                == 1;
        return alone
                ? source.collector()
                : source.collector() + " " + source.target().instance();
    }

    private static String standing(CollectorHealth health) {
        return switch (health.state()) {
            case UP -> "✔";
            case PARTIAL -> "✔ (in part: " + error(health) + ")";
            case STARTING -> "… (not tried yet)";
            case DOWN, BACKING_OFF -> "✖ (" + error(health) + ")";
        };
    }

    private static String error(CollectorHealth health) {
        String error =
                health.lastError().orElse("no reason given").lines().findFirst().orElse("");
        return error.length() <= MAX_ERROR ? error : error.substring(0, MAX_ERROR) + "…";
    }

    /** What it may take, and who is told of alerts. */
    String budget() {
        StartupReport report = monitoring.report();
        return "monitoring: budget " + ByteSizes.format(report.memoryBytes()) + " · history "
                + Durations.format(report.retention()) + " · " + rules();
    }

    private String rules() {
        int rules = monitoring.extension(AlertsExtension.class).isPresent()
                ? Alerts.of(monitoring).groups().stream()
                        .mapToInt(group -> group.rules().size())
                        .sum()
                : 0;
        if (rules == 0) {
            return "no alert rules (set monitoring.alerts.packs=auto)";
        }
        Settings alerts = settings.section("alerts");
        boolean tells = alerts.value("monitoring.alerts.routing").isPresent()
                || !alerts.section("notify").isEmpty();
        return rules
                + (rules == 1 ? " alert rule on" : " alert rules on")
                + (tells ? "" : ", none notifies yet (set monitoring.alerts.notify.slack)");
    }
}
