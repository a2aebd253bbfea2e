package dev.monitoring.core.live;

import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.time.Clock;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** The clients, what they watch, and the messages they get. Confined to the feed's thread, but for {@link #counts}. */
final class FeedRounds {
    /** A message of states is closed here, so that it travels well; a client may have 1 MiB of them waiting. */
    private static final int STATE_CHARS = 64 << 10;

    private final LiveFeed.Parts parts;
    private final FeedLimits limits;
    private final Clock clock;
    private final Map<String, Bundle> bundles = new LinkedHashMap<>();
    private final Set<LiveClient> clients = new LinkedHashSet<>();
    private final FeedCounts counts = new FeedCounts();
    private final WatchTable watches;
    private long sequence;

    FeedRounds(LiveFeed.Parts parts, Evaluation evaluation, FeedLimits limits) {
        this.parts = parts;
        this.limits = limits;
        this.clock = parts.clock();
        this.watches = new WatchTable(evaluation, limits, clock, counts);
        for (Bundle bundle : parts.bundles()) {
            bundles.merge(bundle.name(), bundle, Bundle::with);
        }
    }

    /** Thread-safe. */
    FeedCounts counts() {
        return counts;
    }

    void join(LiveClient client) {
        if (client.isGone()) {
            return;
        }
        clients.add(client);
        StringBuilder hello = new StringBuilder("{\"type\":\"hello\",\"protocol\":1,\"instance\":");
        FeedJson.text(hello, parts.instance());
        hello.append(",\"started_at_millis\":").append(parts.startedAt().toEpochMilli());
        hello.append(",\"time_millis\":").append(clock.epochMillis());
        hello.append(",\"interval_millis\":").append(parts.interval().toMillis());
        hello.append(",\"sequence\":").append(sequence);
        hello.append(",\"limits\":{\"expressions\":").append(limits.expressions());
        hello.append(",\"series_per_expression\":").append(limits.seriesPerExpression());
        hello.append(",\"series\":").append(limits.seriesPerClient());
        hello.append(",\"expression_chars\":").append(limits.expressionChars());
        send(client, hello.append("}}").toString());
    }

    void leave(LiveClient client) {
        clients.remove(client);
        watches.giveBack(client.removeAll());
    }

    void answer(LiveClient client, ClientMessage message, long tickMillis) {
        if (client.isGone()) {
            return;
        }
        if (message instanceof ClientMessage.Subscribe subscribe) {
            subscribe(client, subscribe, tickMillis);
        } else if (message instanceof ClientMessage.Unsubscribe unsubscribe) {
            watches.giveBack(client.remove(unsubscribe.id()));
            StringBuilder json = new StringBuilder("{\"type\":\"unsubscribed\",\"id\":");
            FeedJson.text(json, unsubscribe.id());
            send(client, json.append('}').toString());
        } else if (message instanceof ClientMessage.Ping ping) {
            StringBuilder json = new StringBuilder("{\"type\":\"pong\"");
            ping.id().ifPresent(id -> FeedJson.text(json.append(",\"id\":"), id));
            send(
                    client,
                    json.append(",\"time_millis\":")
                            .append(clock.epochMillis())
                            .append('}')
                            .toString());
        } else if (message instanceof ClientMessage.Unreadable unreadable) {
            StringBuilder json = new StringBuilder("{\"type\":\"error\"");
            unreadable.id().ifPresent(id -> FeedJson.text(json.append(",\"id\":"), id));
            FeedJson.text(json.append(",\"message\":"), unreadable.message());
            counts.sent(1);
            client.refuse(json.append('}').toString());
        }
    }

    /** Evaluates everything that is watched, and tells each client what changed. */
    void run(long tickMillis) {
        if (clients.isEmpty()) {
            return;
        }
        sequence++;
        counts.round();
        WatchTable.Changes changes = watches.evaluate(tickMillis);
        Map<List<Watch>, String> written = new HashMap<>();
        for (LiveClient client : clients) {
            send(client, written.computeIfAbsent(client.watches(), seen -> update(seen, changes, tickMillis)));
        }
    }

    private String update(List<Watch> seen, WatchTable.Changes changes, long tickMillis) {
        StringBuilder json = new StringBuilder(256).append("{\"type\":\"update\"");
        header(json, tickMillis);
        boolean first = true;
        for (Watch watch : seen) {
            String change = changes.changed().get(watch);
            if (change != null) {
                json.append(first ? "" : ",").append(change);
                first = false;
            }
        }
        json.append(']');
        StringJoiner late = new StringJoiner(",", ",\"skipped\":[", "]").setEmptyValue("");
        for (Watch watch : changes.skipped().isEmpty() ? List.<Watch>of() : seen) {
            if (changes.skipped().contains(watch)) {
                late.add(Integer.toString(watch.number()));
            }
        }
        return json.append(late).append('}').toString();
    }

    private void header(StringBuilder json, long tickMillis) {
        json.append(",\"sequence\":").append(sequence);
        json.append(",\"time_millis\":").append(tickMillis).append(",\"watches\":[");
    }

    private void subscribe(LiveClient client, ClientMessage.Subscribe asked, long tickMillis) {
        Subscribing subscribing = new Subscribing(client, asked.id(), tickMillis, watches, limits);
        asked.names().forEach(name -> subscribing.add(Asked.name(name)));
        for (String name : asked.bundles()) {
            Bundle bundle = bundles.get(name);
            if (bundle == null) {
                subscribing.refuseBundle(
                        name,
                        "there is no bundle \"" + name + "\"; there is "
                                + (bundles.isEmpty() ? "none" : String.join(", ", bundles.keySet())));
            } else {
                Asked.bundle(bundle).forEach(subscribing::add);
            }
        }
        asked.expressions().forEach(expression -> subscribing.add(Asked.expression(expression)));

        List<Watch> fresh = subscribing.finish();
        StringBuilder json = new StringBuilder("{\"type\":\"subscribed\",\"id\":");
        FeedJson.text(json, asked.id());
        json.append(",\"sequence\":").append(sequence).append(",\"watches\":[");
        send(client, json.append(subscribing.answers()).append("]}").toString());
        sendStates(client, fresh, tickMillis);
    }

    private void sendStates(LiveClient client, List<Watch> fresh, long tickMillis) {
        Iterator<Watch> rest = fresh.iterator();
        while (rest.hasNext()) {
            StringBuilder json = new StringBuilder("{\"type\":\"state\"");
            header(json, tickMillis);
            json.append(rest.next().state());
            while (rest.hasNext() && json.length() < STATE_CHARS) {
                json.append(',').append(rest.next().state());
            }
            send(client, json.append("]}").toString());
        }
    }

    private void send(LiveClient client, String message) {
        counts.sent(1);
        client.send(message);
    }
}
