package dev.monitoring.alerts.why;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.rule.PlainStore;
import dev.monitoring.alerts.rule.RecordingRule;
import dev.monitoring.alerts.rule.Rule;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.rule.RuleReplay;
import dev.monitoring.alerts.rule.RuleTexts;
import dev.monitoring.alerts.why.BacktestReport.Episode;
import dev.monitoring.alerts.why.BacktestReport.RuleOutcome;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.QueryConfig;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.series.SampleStore;
import dev.monitoring.core.settings.Durations;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs rules over the history at hand, and tells what they would have done. Changes nothing: what the rules record is seen by the
 * rules after them, and dropped at the end. Thread-safe; one backtest runs at a time, on the thread that asks, each rule at the
 * interval of its group.
 */
public final class Backtest {
    /** How many alerts of a rule are told one by one. */
    static final int MAX_EPISODES = 200;

    /** A day at 5 s is 17,280. */
    private static final long MAX_EVALUATIONS = 200_000;

    /** What rules may record meanwhile: 32 MB. */
    private static final long MAX_RECORDED = 2_000_000;

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** The beginning of the names of the series that alerting rules write. */
    private static final String ALERTS = "ALERTS";

    private final Queryable history;
    private final QueryConfig config;
    private final Clock clock;
    private final Function<QueryEngine, RuleTexts> texts;
    private final QueryOptions options;
    private final AtomicBoolean running = new AtomicBoolean();

    /**
     * Backtests over a history.
     *
     * @param texts expands templates, which may query the engine that it is given
     * @param options for each query
     */
    public Backtest(
            Queryable history,
            QueryConfig config,
            Clock clock,
            Function<QueryEngine, RuleTexts> texts,
            QueryOptions options) {
        this.history = history;
        this.config = config;
        this.clock = clock;
        this.texts = texts;
        this.options = options;
    }

    /**
     * What groups would have done.
     *
     * @param from from when on
     * @param to until when, itself included
     * @throws IllegalArgumentException if that is too much, or an expression is not PromQL
     * @throws IllegalStateException if another backtest is running
     */
    public BacktestReport run(List<RuleGroup> groups, Instant from, Instant to) {
        requireAffordable(groups, from, to);
        if (!running.compareAndSet(false, true)) {
            throw new IllegalStateException("another backtest is running; try again when it is done");
        }
        try {
            return new Course(groups, from.toEpochMilli(), to.toEpochMilli()).run();
        } catch (QueryException e) {
            throw new IllegalArgumentException(e.message(), e);
        } finally {
            running.set(false);
        }
    }

    private static void requireAffordable(List<RuleGroup> groups, Instant from, Instant to) {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("to (" + to + ") is before from (" + from + "); exchange them");
        }
        long evaluations = 0;
        for (RuleGroup group : groups) {
            evaluations +=
                    (Duration.between(from, to).toMillis() / group.interval().toMillis() + 1)
                            * Math.max(1, group.rules().size());
        }
        if (evaluations > MAX_EVALUATIONS) {
            throw new IllegalArgumentException(Durations.format(Duration.between(from, to)) + " of these rules are "
                    + evaluations + " evaluations, more than " + MAX_EVALUATIONS
                    + "; choose a shorter time, fewer rules or a longer interval");
        }
    }

    /** A group at work, and what its rules did so far. */
    private static final class Lane {
        final RuleGroup group;
        final RuleReplay replay;
        final List<Tally> tallies = new ArrayList<>();
        long nextMillis;

        Lane(RuleGroup group, RuleReplay replay, long firstMillis) {
            this.group = group;
            this.replay = replay;
            this.nextMillis = firstMillis;
            group.rules().forEach(rule -> tallies.add(new Tally(rule)));
        }
    }

    /** What a rule did so far. */
    private static final class Tally {
        final Rule rule;
        final Map<Labels, Alert> active = new HashMap<>();
        final List<Episode> episodes = new ArrayList<>();
        int fired;
        int pendingOnly;
        int failures;
        Optional<String> firstFailure = Optional.empty();

        Tally(Rule rule) {
            this.rule = rule;
        }

        void take(long timeMillis, Optional<String> failure, List<Alert> alerts) {
            if (failure.isPresent()) {
                failures++;
                firstFailure = firstFailure.or(() -> failure);
            }
            Map<Labels, Alert> now = new HashMap<>();
            alerts.stream().filter(alert -> alert.state().isActive()).forEach(alert -> now.put(alert.labels(), alert));
            active.forEach((labels, before) -> {
                if (!now.containsKey(labels)) {
                    end(before, OptionalLong.of(timeMillis));
                }
            });
            active.clear();
            active.putAll(now);
        }

        void end(Alert alert, OptionalLong endedAtMillis) {
            boolean hasFired = alert.state() instanceof Firing;
            fired += hasFired ? 1 : 0;
            pendingOnly += hasFired ? 0 : 1;
            if (episodes.size() < MAX_EPISODES) {
                OptionalLong firedAt = alert.state() instanceof Firing firing
                        ? OptionalLong.of(firing.firedAtMillis())
                        : OptionalLong.empty();
                episodes.add(new Episode(
                        alert.labels(), alert.state().activeAtMillis(), firedAt, endedAtMillis, alert.value()));
            }
        }
    }

    /** One run. */
    private final class Course {
        private final long fromMillis;
        private final long toMillis;
        private final List<Lane> lanes = new ArrayList<>();
        private final PlainStore written = new PlainStore();
        private final Deadline deadline = Deadline.after(TIMEOUT, clock);

        Course(List<RuleGroup> groups, long fromMillis, long toMillis) {
            this.fromMillis = fromMillis;
            this.toMillis = toMillis;
            Set<String> recorded = groups.stream()
                    .flatMap(group -> group.rules().stream())
                    .filter(RecordingRule.class::isInstance)
                    .map(Rule::name)
                    .collect(Collectors.toSet());
            QueryEngine queries =
                    new QueryEngine(new LayeredHistory(history, written, recorded, fromMillis), clock, config);
            boolean isRead = !recorded.isEmpty()
                    || groups.stream()
                            .flatMap(group -> group.rules().stream())
                            .anyMatch(rule -> rule.expression().contains(ALERTS));
            SampleStore store = isRead ? written : DroppedSamples.STORE;
            RuleTexts expanding = texts.apply(queries);
            for (RuleGroup group : groups) {
                lanes.add(new Lane(group, new RuleReplay(group, queries, store, expanding, options), fromMillis));
            }
        }

        BacktestReport run() {
            long evaluations = 0;
            long reached = fromMillis;
            Optional<Lane> next = next();
            while (next.isPresent() && !deadline.hasPassed() && written.samples() < MAX_RECORDED) {
                Lane lane = next.get();
                reached = lane.nextMillis;
                lane.replay.evaluate(reached);
                for (int i = 0; i < lane.tallies.size(); i++) {
                    lane.tallies.get(i).take(reached, lane.replay.failure(i), lane.replay.alerts(i));
                }
                lane.nextMillis += lane.group.interval().toMillis();
                evaluations++;
                next = next();
            }
            return report(next.isEmpty() ? toMillis : reached, evaluations, next.isEmpty());
        }

        /** The group whose turn is first; of several the one that was given first. */
        private Optional<Lane> next() {
            Optional<Lane> first = Optional.empty();
            for (Lane lane : lanes) {
                boolean earlier = first.isEmpty() || lane.nextMillis < first.get().nextMillis;
                if (lane.nextMillis <= toMillis && earlier) {
                    first = Optional.of(lane);
                }
            }
            return first;
        }

        private BacktestReport report(long reached, long evaluations, boolean complete) {
            List<RuleOutcome> outcomes = new ArrayList<>();
            for (Lane lane : lanes) {
                for (Tally tally : lane.tallies) {
                    tally.active.values().forEach(alert -> tally.end(alert, OptionalLong.empty()));
                    tally.episodes.sort(Comparator.comparingLong(Episode::pendingAtMillis));
                    outcomes.add(new RuleOutcome(
                            lane.group,
                            tally.rule,
                            tally.fired,
                            tally.pendingOnly,
                            tally.failures,
                            tally.firstFailure,
                            tally.episodes));
                }
            }
            return new BacktestReport(fromMillis, reached, dataFromMillis(), evaluations, complete, outcomes);
        }

        /** From when on there are samples that the rules could see; found by halving. */
        private OptionalLong dataFromMillis() {
            if (isEmptyUntil(toMillis)) {
                return OptionalLong.empty();
            }
            long low = fromMillis;
            long high = toMillis;
            while (low < high) {
                long middle = low + (high - low) / 2;
                if (isEmptyUntil(middle)) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return OptionalLong.of(low);
        }

        private boolean isEmptyUntil(long timeMillis) {
            long earliest = fromMillis - config.lookback().toMillis();
            return history.labelValues(Labels.METRIC_NAME, List.of(), earliest, timeMillis)
                    .isEmpty();
        }
    }
}
