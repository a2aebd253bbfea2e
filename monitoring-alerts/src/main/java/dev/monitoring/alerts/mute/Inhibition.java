package dev.monitoring.alerts.mute;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.core.model.Labels;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows the firing alerts that keep others quiet. Thread-safe.
 *
 * <p>An alert is inhibited by a rule whose target it matches where a firing alert matches the rule's source and agrees with it on
 * the rule's equal labels. Where the alert matches both sides of the rule, firing alerts that match both do not count, so that
 * no alert inhibits itself and no two inhibit each other.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/#inhibition-related-settings">Inhibition</a>
 */
public final class Inhibition {
    private final int maxSources;
    private final List<RuleSources> rules;
    private final Object lock = new Object();
    private int sources; // guarded by lock
    private long refused; // guarded by lock

    /** The firing sources of a rule by their equal labels. Guarded by the lock of its owner. */
    private record RuleSources(InhibitRule rule, Map<Labels, Set<Labels>> sources) {}

    /**
     * Without alerts.
     *
     * @param maxSources how many firing alerts are kept at most, counted once for each rule whose source they match; further
     *     ones inhibit nothing: rather a notification too many than one too few
     */
    public Inhibition(List<InhibitRule> rules, int maxSources) {
        this.maxSources = maxSources;
        this.rules = rules.stream()
                .map(rule -> new RuleSources(rule, new HashMap<>()))
                .toList();
    }

    /** Takes note of an alert's newest state. */
    public void observe(Alert alert) {
        boolean firing = alert.state() instanceof Firing;
        synchronized (lock) {
            for (RuleSources rule : rules) {
                if (rule.rule().source().matches(alert.labels())) {
                    Labels key = rule.rule().equalLabels(alert.labels());
                    if (firing) {
                        add(rule.sources(), key, alert.labels());
                    } else {
                        remove(rule.sources(), key, alert.labels());
                    }
                }
            }
        }
    }

    private void add(Map<Labels, Set<Labels>> found, Labels key, Labels alert) {
        Set<Labels> alike = found.get(key);
        if (alike != null && alike.contains(alert)) {
            return;
        }
        if (sources >= maxSources) {
            refused++;
            return;
        }
        found.computeIfAbsent(key, unused -> new LinkedHashSet<>()).add(alert);
        sources++;
    }

    private void remove(Map<Labels, Set<Labels>> found, Labels key, Labels alert) {
        @Nullable Set<Labels> alike = found.get(key);
        if (alike != null && alike.remove(alert)) {
            sources--;
            if (alike.isEmpty()) {
                found.remove(key);
            }
        }
    }

    /** The labels of a firing alert that keeps this one quiet; empty where none does. */
    public Optional<Labels> inhibitor(Labels alert) {
        synchronized (lock) {
            for (RuleSources rule : rules) {
                if (!rule.rule().target().matches(alert)) {
                    continue;
                }
                boolean bothSides = rule.rule().source().matches(alert);
                for (Labels source : rule.sources().getOrDefault(rule.rule().equalLabels(alert), Set.of())) {
                    if (!bothSides || !rule.rule().target().matches(source)) {
                        return Optional.of(source);
                    }
                }
            }
            return Optional.empty();
        }
    }

    /** How many times a firing alert found no room. */
    public long refused() {
        synchronized (lock) {
            return refused;
        }
    }
}
