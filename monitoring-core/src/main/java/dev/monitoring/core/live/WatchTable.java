package dev.monitoring.core.live;

import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everything that somebody watches, each expression once. Confined to the feed's thread. */
final class WatchTable {
    /** How many times as long as it worked the feed, or an expression, rests. */
    static final int REST_FACTOR = 9;

    /** Up to here an expression is not worth a rest of its own. */
    private static final long CHEAP_NANOS = Duration.ofMillis(20).toNanos();

    private final Evaluation evaluation;
    private final FeedLimits limits;
    private final Clock clock;
    private final FeedCounts counts;
    private final Map<String, Watch> watches = new LinkedHashMap<>();
    private final Watch.References references = new Watch.References();
    private int last;

    /**
     * What came of a round.
     *
     * @param changed the changes of each watch that has some, as JSON
     * @param skipped those that were not evaluated, because they rest
     */
    record Changes(Map<Watch, String> changed, Set<Watch> skipped) {}

    WatchTable(Evaluation evaluation, FeedLimits limits, Clock clock, FeedCounts counts) {
        this.evaluation = evaluation;
        this.limits = limits;
        this.clock = clock;
        this.counts = counts;
    }

    /** What is watched already. */
    Optional<Watch> find(String expression) {
        return Optional.ofNullable(watches.get(expression));
    }

    /**
     * A new watch, evaluated; nobody watches it yet.
     *
     * @throws QueryException if it can never be watched, or there are too many
     */
    Watch begin(String expression, long tickMillis) {
        if (watches.size() >= limits.allExpressions()) {
            throw new QueryException(
                    QueryException.Code.UNAVAILABLE,
                    null,
                    "all clients together watch " + limits.allExpressions()
                            + " different expressions, which is the limit; ask for the same ones, or try again later");
        }
        long begin = clock.nanoTime();
        Watch watch = new Watch(last + 1, expression, references, limits.seriesPerExpression());
        watch.begin(evaluation, tickMillis);
        spent(watch, begin);
        last++;
        watches.put(expression, watch);
        counts.watches(watches.size());
        return watch;
    }

    /** Evaluates all, but for those that rest. */
    Changes evaluate(long tickMillis) {
        Map<Watch, String> changed = new HashMap<>();
        Set<Watch> skipped = new HashSet<>();
        for (Watch watch : watches.values()) {
            long begin = clock.nanoTime();
            if (watch.isResting(begin)) {
                skipped.add(watch);
            } else {
                watch.evaluate(evaluation, tickMillis).ifPresent(json -> changed.put(watch, json));
                spent(watch, begin);
            }
        }
        return new Changes(changed, skipped);
    }

    /** Takes back what a client does not watch any more; what nobody watches is forgotten. */
    void giveBack(Collection<Watch> given) {
        for (Watch watch : given) {
            if (watch.leave()) {
                watches.remove(watch.expression());
            }
        }
        counts.watches(watches.size());
    }

    /** How long it is since a moment. */
    Duration since(long nanoTime) {
        return Duration.ofNanos(clock.nanoTime() - nanoTime);
    }

    /** The present moment. */
    long nanoTime() {
        return clock.nanoTime();
    }

    private void spent(Watch watch, long beginNanos) {
        long end = clock.nanoTime();
        long nanos = end - beginNanos;
        counts.evaluated(nanos);
        if (nanos > CHEAP_NANOS) {
            watch.restUntil(end + REST_FACTOR * nanos);
        }
    }
}
