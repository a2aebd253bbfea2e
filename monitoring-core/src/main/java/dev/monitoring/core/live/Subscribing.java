package dev.monitoring.core.live;

import dev.monitoring.core.query.value.QueryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/** One subscription on its way: what is asked for is watched or refused, one by one. Confined to the feed's thread. */
final class Subscribing {
    /** What the expressions of one subscription may take to be evaluated for the first time; others wait meanwhile. */
    private static final Duration MAX_TIME = Duration.ofSeconds(2);

    private final LiveClient client;
    private final String id;
    private final long tickMillis;
    private final WatchTable table;
    private final FeedLimits limits;
    private final long beginNanos;
    private final Set<Watch> others;
    private final Set<Watch> watched = new LinkedHashSet<>();
    private final StringJoiner answers = new StringJoiner(",");
    private int series;

    Subscribing(LiveClient client, String id, long tickMillis, WatchTable table, FeedLimits limits) {
        this.client = client;
        this.id = id;
        this.tickMillis = tickMillis;
        this.table = table;
        this.limits = limits;
        this.beginNanos = table.nanoTime();
        this.others = client.watchedBesides(id);
        others.forEach(watch -> series += watch.size());
    }

    /** Watches what is asked for, if that may be. */
    void add(Asked asked) {
        Optional<Watch> known = table.find(asked.expression());
        if (known.filter(watch -> watched.contains(watch) || others.contains(watch))
                .isPresent()) {
            accept(asked, known.get());
            return;
        }
        try {
            Watch watch = known.isPresent() ? known.get() : begin(asked.expression());
            Optional<String> fault = countFault(watch);
            if (fault.isEmpty()) {
                series += watch.size();
                accept(asked, watch);
            } else {
                watch.join();
                table.giveBack(List.of(watch)); // forgets it where nobody else watches
                refuse(asked, fault.get());
            }
        } catch (QueryException e) {
            refuse(asked, e.message());
        }
    }

    private Watch begin(String expression) {
        if (table.since(beginNanos).compareTo(MAX_TIME) > 0) {
            throw new QueryException(
                    QueryException.Code.UNAVAILABLE,
                    null,
                    "the expressions before this one took " + MAX_TIME.toMillis()
                            + "ms to evaluate, which is all that one subscription may take; subscribe to fewer at a time");
        }
        return table.begin(expression, tickMillis);
    }

    private Optional<String> countFault(Watch watch) {
        if (others.size() + watched.size() >= limits.expressions()) {
            return Optional.of("this client watches " + limits.expressions()
                    + " expressions, which is the limit; unsubscribe from some");
        }
        if (series + watch.size() > limits.seriesPerClient()) {
            return Optional.of("with its " + watch.size() + " series this client would have more than "
                    + limits.seriesPerClient() + "; choose by label, or use topk or sum");
        }
        return Optional.empty();
    }

    private void accept(Asked asked, Watch watch) {
        if (watched.add(watch)) {
            watch.join();
        }
        StringBuilder json = new StringBuilder("{\"watch\":").append(watch.number());
        asked.origin().write(json);
        FeedJson.text(json.append(",\"expression\":"), asked.expression());
        answers.add(json.append('}'));
    }

    private void refuse(Asked asked, String error) {
        StringBuilder json = new StringBuilder("{\"expression\":");
        FeedJson.text(json, asked.expression());
        asked.origin().write(json);
        FeedJson.text(json.append(",\"error\":"), error);
        answers.add(json.append('}'));
    }

    void refuseBundle(String name, String error) {
        StringBuilder json = new StringBuilder("{\"bundle\":");
        FeedJson.text(json, name);
        FeedJson.text(json.append(",\"error\":"), error);
        answers.add(json.append('}'));
    }

    /** What became of each thing asked for, as the elements of a JSON list. */
    String answers() {
        return answers.toString();
    }

    /** Puts it in the place of what was watched under its id; what is watched now that the client has not known. */
    List<Watch> finish() {
        List<Watch> fresh = new ArrayList<>(watched);
        fresh.removeAll(client.watches());
        table.giveBack(client.replace(id, List.copyOf(watched)));
        return fresh;
    }
}
