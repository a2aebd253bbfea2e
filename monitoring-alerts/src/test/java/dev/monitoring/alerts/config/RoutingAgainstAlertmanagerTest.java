package dev.monitoring.alerts.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.route.Route;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes and groups of made-up alerts, against those of Debian's Alertmanager. */
class RoutingAgainstAlertmanagerTest {
    private static final int CONFIGS = 12;
    private static final int ALERTS = 500;

    /** How many alerts amtool is asked about, one process each: {@code -Dmonitoring.routing.pairs=5000} takes minutes. */
    private static final int PAIRS = Integer.getInteger("monitoring.routing.pairs", 100);

    private static final int PAIRS_OF_A_CONFIG = 20;

    @TempDir
    Path folder;

    @Test
    void groupsSixThousandAlertsAsAlertmanagerDoes() throws IOException {
        RealAlertmanager.require("prometheus-alertmanager");
        int memberships = 0;

        for (int seed = 0; seed < CONFIGS; seed++) {
            RandomRouting routing = new RandomRouting(new Random(seed));
            String config = routing.config();
            List<Labels> alerts = alerts(routing);
            AlertingConfig ours = read(config);
            Set<String> expected = new TreeSet<>();
            try (RealAlertmanager real =
                    RealAlertmanager.start(Files.createTempDirectory(folder, "alertmanager"), config)) {
                real.post(
                        "/api/v2/alerts",
                        alerts.stream()
                                .map(labels -> "{\"labels\":" + RandomRouting.json(labels) + "}")
                                .collect(Collectors.joining(",", "[", "]")));
                Await.until("all alerts are grouped", () -> {
                    expected.clear();
                    Set<Labels> seen = groups(real, expected);
                    return seen.size() == ALERTS;
                });
            }

            Set<String> actual = new TreeSet<>();
            for (Labels alert : alerts) {
                for (Route route : ours.routes().match(alert)) {
                    actual.add(membership(route.receiver(), route.grouping().of(alert), alert));
                }
            }

            assertEquals(String.join("\n", expected), String.join("\n", actual), "seed " + seed + "\n" + config);
            memberships += actual.size();
        }

        assertTrue(memberships > CONFIGS * ALERTS, "some alerts take several routes: " + memberships);
    }

    @Test
    void routesLikeAmtool() throws IOException {
        RealAlertmanager.require("amtool");

        for (int seed = 100; seed < 100 + PAIRS / PAIRS_OF_A_CONFIG; seed++) {
            RandomRouting routing = new RandomRouting(new Random(seed));
            String config = routing.config();
            Path file = Files.writeString(folder.resolve("amtool.yml"), config);
            AlertingConfig ours = read(config);
            for (int i = 0; i < PAIRS_OF_A_CONFIG; i++) {
                Labels alert = routing.alert(i);
                List<String> arguments = new ArrayList<>(List.of("config", "routes", "test", "--config.file=" + file));
                alert.forEach((name, value) -> arguments.add(name + "=" + RealAlertmanager.quoted(value)));

                String printed = RealAlertmanager.amtool(arguments.toArray(String[]::new))
                        .getValue();

                assertEquals(
                        printed.lines().reduce("", (before, line) -> line),
                        ours.routes().match(alert).stream().map(Route::receiver).collect(Collectors.joining(",")),
                        () -> alert + "\n" + config);
            }
        }
    }

    private static AlertingConfig read(String config) {
        Faults faults = new Faults();
        var read = new AlertmanagerFileReader(Set.of("webhook"), faults).parse(config, "alertmanager.yml");
        assertEquals(List.of(), faults.sorted(), config);
        return read.orElseThrow();
    }

    private static List<Labels> alerts(RandomRouting routing) {
        List<Labels> alerts = new ArrayList<>();
        for (int i = 0; i < ALERTS; i++) {
            alerts.add(routing.alert(i));
        }
        return alerts;
    }

    private static Set<Labels> groups(RealAlertmanager real, Set<String> memberships) {
        Set<Labels> seen = new HashSet<>();
        try {
            for (Object group : (List<?>) real.get("/api/v2/alerts/groups")) {
                Map<?, ?> map = (Map<?, ?>) group;
                String receiver = ((Map<?, ?>) map.get("receiver")).get("name").toString();
                Labels labels = labels(map.get("labels"));
                for (Object alert : (List<?>) map.get("alerts")) {
                    Labels identity = labels(((Map<?, ?>) alert).get("labels"));
                    memberships.add(membership(receiver, labels, identity));
                    seen.add(identity);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return seen;
    }

    private static Labels labels(Object map) {
        Labels.Builder labels = Labels.builder();
        ((Map<?, ?>) map).forEach((name, value) -> labels.set(name.toString(), value.toString()));
        return labels.build();
    }

    private static String membership(String receiver, Labels group, Labels alert) {
        return receiver + " " + group + " " + alert;
    }
}
