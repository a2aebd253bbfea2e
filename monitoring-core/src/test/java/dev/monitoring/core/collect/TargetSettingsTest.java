package dev.monitoring.core.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TargetSettingsTest {
    @Test
    void takesTheCollectorsChoiceWhereNothingIsSet() {
        Target target = TargetSettings.target(settings(Map.of("redis.job", " ")), "redis", "db:6379");

        assertEquals(Target.of("redis", "db:6379"), target);
    }

    @Test
    void readsJobInstanceAndLabels() {
        Settings settings =
                settings(Map.of("redis.job", "cache", "redis.instance", "main", "redis.labels.team", "shop"));

        Target target = TargetSettings.target(settings, "redis", "db:6379");

        assertEquals(new Target("cache", "main", Labels.of("team", "shop")), target);
        assertEquals(List.of(), settings.faults());
    }

    @Test
    void recordsLabelsThatCannotBeAndLeavesThemOut() {
        Settings settings = settings(Map.of("redis.labels.a-b", "1", "redis.labels.__x", "2", "redis.labels.job", "3"));

        Target target = TargetSettings.target(settings, "redis", "db:6379");

        assertEquals(Target.of("redis", "db:6379"), target);
        assertEquals(3, settings.faults().size(), () -> settings.faults().toString());
        assertEquals(
                List.of("label name \"__x\" begins with __, which Prometheus reserves; use \"x\""),
                settings.faults().stream()
                        .map(Fault::message)
                        .filter(message -> message.contains("__x"))
                        .toList());
    }

    @Test
    void fillsInTheLabelsThatDashboardsAskForUnlessTheyAreNamed() {
        Settings settings =
                settings(Map.of("redis.dashboards", "grafana-9628,grafana-11835", "redis.labels.release", "green"));

        Target target = TargetSettings.target(settings, "redis", "db:6379");

        assertEquals(
                Labels.of(
                        "kubernetes_namespace",
                        "default",
                        "release",
                        "green",
                        "namespace",
                        "default",
                        "pod",
                        "db:6379"),
                target.extra());
        assertEquals(
                Labels.of("application", "shop"),
                TargetSettings.target(
                                settings(Map.of("redis.dashboards", "grafana-4701", "redis.job", "shop")), "jvm", "a:1")
                        .extra());
        assertEquals(List.of(), settings.faults());
    }

    @Test
    void saysWhichDashboardsItKnows() {
        Settings settings = settings(Map.of("redis.dashboards", "grafana-1"));

        assertEquals(Target.of("redis", "db:6379"), TargetSettings.target(settings, "redis", "db:6379"));

        assertEquals(1, settings.faults().size());
        String message = settings.faults().iterator().next().message();
        assertTrue(message.startsWith("redis.dashboards: \"grafana-1\" is none"), message);
        assertTrue(message.contains("grafana-763, grafana-11835"), message);
    }

    private static Settings settings(Map<String, String> texts) {
        Map<String, Settings.Value> values = new TreeMap<>();
        texts.forEach((key, text) -> values.put(key, new Settings.Value(text, Origin.CODE)));
        return Settings.of(values, "redis");
    }
}
