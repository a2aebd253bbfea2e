package dev.monitoring.alerts.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.HttpServer;
import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.config.AlertingConfig;
import dev.monitoring.alerts.config.AlertmanagerFileReader;
import dev.monitoring.alerts.config.RealAlertmanager;
import dev.monitoring.alerts.journal.Journal;
import dev.monitoring.alerts.matcher.Matchers;
import dev.monitoring.alerts.mute.Inhibition;
import dev.monitoring.alerts.mute.Silence;
import dev.monitoring.alerts.mute.Silences;
import dev.monitoring.alerts.route.Dispatcher;
import dev.monitoring.alerts.template.NotificationData;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.time.ManualClock;
import dev.monitoring.core.time.ManualEventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same alerts at the same moments to a real Alertmanager with a web hook, and to our own book, dispatcher and pipeline under
 * a clock that a test drives: the same notifications, at the same second.
 *
 * <p>Scripts are chosen so that what is told does not hang on a few tenths of a second: each is tried on our side with all its
 * moments moved about, and taken only where that changes nothing.
 */
class TimelineAgainstAlertmanagerTest {
    private static final long START = 1_700_000_000_000L;
    private static final int SECONDS = 18;
    private static final long JITTER_MILLIS = 450;
    private static final long TOLERANCE_MILLIS = 1_000;

    private static final String CONFIG = """
            route:
              receiver: all
              group_by: [team]
              group_wait: 1s
              group_interval: 3s
              repeat_interval: 7s
              routes:
              - {receiver: db, matchers: [team="db"], group_by: [alertname], continue: true}
              - {receiver: each, matchers: [severity=~"critical|info"], group_by: ['...'], group_wait: 0s}
            inhibit_rules:
            - {source_matchers: [severity="critical"], target_matchers: [severity="info"], equal: [team]}
            receivers:
            - {name: all, webhook_configs: [{url: 'URL/all'}]}
            - {name: db, webhook_configs: [{url: 'URL/db', send_resolved: false}]}
            - {name: each, webhook_configs: [{url: 'URL/each'}]}
            """;

    @TempDir
    private Path directory;

    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final HttpServer sink = sink();

    /** An alert begins or ends. */
    private record Step(long millis, Labels alert, boolean fires) {}

    /** A notification, with what was in it: fingerprints and states. */
    private record Told(long millis, String receiver, String groupKey, Set<String> alerts) {
        String what() {
            return receiver + " " + groupKey;
        }
    }

    private HttpServer sink() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                long now = Clock.system().epochMillis();
                told.add(read(exchange.getRequestBody().readAllBytes(), now));
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() {
        sink.stop(0);
    }

    @Test
    void tellsTheSameAtTheSameTime() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("TimelineAgainstAlertmanagerTest: seed " + seed);
        Random random = new Random(seed);
        List<Step> steps = steady(random);
        List<Told> ours = ours(steps);
        String url = "http://127.0.0.1:" + sink.getAddress().getPort();

        long begin;
        try (RealAlertmanager real = RealAlertmanager.start(directory, CONFIG.replace("URL", url))) {
            begin = Clock.system().epochMillis();
            real.post("/api/v2/silences", silence(begin));
            for (Step step : steps) {
                awaitMoment(begin + step.millis());
                long now = Clock.system().epochMillis();
                real.post(
                        "/api/v2/alerts",
                        "[{\"labels\":" + json(step.alert()) + ",\"startsAt\":\""
                                + Instant.ofEpochMilli(now - 1) + "\",\"endsAt\":\""
                                + Instant.ofEpochMilli(step.fires() ? now + 3_600_000 : now) + "\"}]");
            }
            awaitMoment(begin + SECONDS * 1_000L);
        }

        Map<String, List<Told>> theirs = byGroup(told, begin);
        Map<String, List<Told>> own = byGroup(ours, START);
        assertTrue(ours.size() >= 8, "a script that tells little: " + ours);
        assertEquals(contents(theirs), contents(own), () -> "seed " + seed + "\n" + steps);
        assertTrue(latest(theirs, own) <= TOLERANCE_MILLIS, () -> "seed " + seed + ": " + theirs + "\nours " + own);
    }

    /** How far apart two notifications are at most; both sides tell the same, in the same order. */
    private static long latest(Map<String, List<Told>> some, Map<String, List<Told>> others) {
        long latest = 0;
        for (Map.Entry<String, List<Told>> group : some.entrySet()) {
            List<Told> same = others.getOrDefault(group.getKey(), List.of());
            for (int i = 0; i < same.size(); i++) {
                long difference = group.getValue().get(i).millis() - same.get(i).millis();
                latest = Math.max(latest, Math.abs(difference));
            }
        }
        return latest;
    }

    private static Map<String, List<Set<String>>> contents(Map<String, List<Told>> groups) {
        Map<String, List<Set<String>>> contents = new TreeMap<>();
        groups.forEach(
                (what, all) -> contents.put(what, all.stream().map(Told::alerts).toList()));
        return contents;
    }

    private static Map<String, List<Told>> byGroup(List<Told> all, long begin) {
        Map<String, List<Told>> groups = new TreeMap<>();
        for (Told one : all) {
            groups.computeIfAbsent(one.what(), unused -> new ArrayList<>())
                    .add(new Told(one.millis() - begin, one.receiver(), one.groupKey(), one.alerts()));
        }
        return groups;
    }

    /** The real one lives by the real clock, and so its alerts are posted by that. */
    private static void awaitMoment(long millis) {
        Await.until("the moment of the next step", () -> Clock.system().epochMillis() >= millis);
    }

    /** A script that tells the same, in the same order, wherever its moments fall within a few tenths of a second. */
    private static List<Step> steady(Random random) {
        for (int i = 0; i < 1_000; i++) {
            List<Step> steps = steps(random);
            Map<String, List<Told>> expected = byGroup(ours(steps), START);
            boolean steady = true;
            for (int j = 0; j < 12 && steady; j++) {
                List<Step> moved = new ArrayList<>();
                for (Step step : steps) {
                    long by = (long) (random.nextDouble() * JITTER_MILLIS);
                    moved.add(new Step(step.millis() + by, step.alert(), step.fires()));
                }
                moved.sort(Comparator.comparingLong(Step::millis));
                Map<String, List<Told>> same = byGroup(ours(moved), START);
                steady = contents(same).equals(contents(expected)) && latest(same, expected) <= TOLERANCE_MILLIS;
            }
            if (steady && ours(steps).size() >= 8) {
                return steps;
            }
        }
        throw new AssertionError("no steady script among a thousand");
    }

    private static List<Step> steps(Random random) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Labels alert = Labels.of(
                    "alertname",
                    "A" + random.nextInt(3),
                    "n",
                    "" + i,
                    "severity",
                    List.of("critical", "warning", "info").get(random.nextInt(3)),
                    "team",
                    random.nextBoolean() ? "db" : "web");
            long begin = 200 + 500L * random.nextInt(14);
            steps.add(new Step(begin, alert, true));
            if (random.nextInt(3) > 0) {
                steps.add(new Step(begin + 1_000 + 500L * random.nextInt(12), alert, false));
            }
        }
        steps.sort(Comparator.comparingLong(Step::millis));
        return steps;
    }

    private static List<Told> ours(List<Step> steps) {
        ManualClock clock = ManualClock.atEpochMillis(START);
        ManualEventLoop loop = new ManualEventLoop(clock);
        AlertingConfig config = new AlertmanagerFileReader(Set.of("webhook"), new Faults())
                .parse(CONFIG, "alertmanager.yml")
                .orElseThrow();
        List<Told> told = new ArrayList<>();
        List<Integration> integrations = new ArrayList<>();
        config.receivers()
                .forEach((name, receiver) -> receiver.integrations()
                        .forEach(one -> integrations.add(new Integration(
                                name, one.kind(), one.index(), one.sendResolved(), new Notifier() {
                                    @Override
                                    public Delivery tell(Notification notification, Deadline deadline) {
                                        Set<String> alerts = new TreeSet<>();
                                        for (NotificationData.Alert alert :
                                                notification.data().alerts()) {
                                            alerts.add(alert.fingerprint() + " " + alert.status());
                                        }
                                        told.add(new Told(clock.epochMillis(), name, notification.groupKey(), alerts));
                                        return Delivery.delivered();
                                    }

                                    @Override
                                    public String target() {
                                        return "memory";
                                    }
                                }))));
        Silences silences = new Silences(clock, 10);
        silences.set(new Silence("", Matchers.parse("n=\"0\""), START, START + 6_000, "me", "test"));
        Mutes mutes = new Mutes(new Inhibition(config.inhibitRules(), 100), silences, Map.of());
        Pipeline pipeline = new Pipeline(
                integrations,
                new Pipeline.Parts(
                        mutes,
                        new NotificationLog(clock, Journal.inMemory(clock), 100),
                        new Outbox(100),
                        alert -> false,
                        "",
                        alert -> ""),
                loop,
                Runnable::run,
                clock,
                () -> 0.5);
        Dispatcher dispatcher =
                new Dispatcher(config.routes(), loop, clock, Dispatcher.Limits.DEFAULT, alert -> false, pipeline);
        AlertBook book =
                new AlertBook(clock, loop, config.resolveTimeout(), AlertBook.Limits.DEFAULT, (Alert alert) -> {
                    mutes.inhibition().observe(alert);
                    dispatcher.accept(alert);
                });
        for (Step step : steps) {
            loop.advance(Duration.ofMillis(START + step.millis() - clock.epochMillis()));
            long end = step.fires() ? clock.epochMillis() + 3_600_000 : clock.epochMillis();
            book.post(new PostedAlert(
                    step.alert(), Map.of(), OptionalLong.of(clock.epochMillis() - 1), OptionalLong.of(end), ""));
        }
        loop.advance(Duration.ofMillis(START + SECONDS * 1_000L - clock.epochMillis()));
        return told;
    }

    private static String silence(long now) {
        return "{\"matchers\":[{\"name\":\"n\",\"value\":\"0\",\"isRegex\":false,\"isEqual\":true}],\"startsAt\":\""
                + Instant.ofEpochMilli(now) + "\",\"endsAt\":\"" + Instant.ofEpochMilli(now + 6_000)
                + "\",\"createdBy\":\"me\",\"comment\":\"test\"}";
    }

    private static String json(Labels labels) {
        List<String> fields = new ArrayList<>();
        labels.forEach(
                (name, value) -> fields.add(RealAlertmanager.quoted(name) + ":" + RealAlertmanager.quoted(value)));
        return "{" + String.join(",", fields) + "}";
    }

    /** The parts of a payload of version 4 that count here. */
    private static Told read(byte[] payload, long millis) throws IOException {
        String receiver = "";
        String groupKey = "";
        Set<String> alerts = new TreeSet<>();
        String status = "";
        int depth = 0;
        try (JsonParser json = new JsonFactory().createParser(payload)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                String field = token == JsonToken.VALUE_STRING ? String.valueOf(json.currentName()) : "";
                if (depth == 1 && field.equals("receiver")) {
                    receiver = json.getText();
                } else if (depth == 1 && field.equals("groupKey")) {
                    groupKey = json.getText();
                } else if (depth == 3 && field.equals("status")) {
                    status = json.getText();
                } else if (depth == 3 && field.equals("fingerprint")) {
                    alerts.add(json.getText() + " " + status);
                }
            }
        }
        return new Told(millis, receiver, groupKey, alerts);
    }
}
