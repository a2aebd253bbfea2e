package dev.monitoring.alerts.rule;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.AlertState;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.settings.Durations;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** An alerting rule at work. Confined to the evaluation of its group. */
final class AlertingRun implements RuleRun {
    private static final String CONDITION_HOLDS = "the condition holds";
    private static final long UNKNOWN = Long.MAX_VALUE;

    /** By then all has been collected more than once, also what is read once a minute. */
    private static final long FIRST_DATA_MILLIS = 180_000;

    private final AlertRule rule;
    private final RuleIdentity identity;
    private final AlertMemory memory;
    private final int limit;
    private final Duration queryOffset;
    private final RuleQuery query;
    private final AlertMaker maker;
    private final AlertSeries series;
    private Map<Labels, Alert> alerts = new LinkedHashMap<>();
    private Resumption resumption = Resumption.NONE;
    private boolean isResumed;
    private boolean hadNoData;
    private long firstDataUntilMillis;

    AlertingRun(
            RuleGroup group,
            AlertRule rule,
            int ordinal,
            RuleQuery query,
            RuleTexts texts,
            AlertSeries series,
            AlertMemory memory) {
        this.rule = rule;
        this.identity =
                new RuleIdentity(group.file(), group.name(), rule.name(), rule.labels(), rule.expression(), ordinal);
        this.memory = memory;
        this.limit = group.limit();
        this.queryOffset = group.queryOffset();
        this.query = query;
        this.maker = new AlertMaker(rule, texts);
        this.series = series;
    }

    @Override
    public Rule rule() {
        return rule;
    }

    RuleIdentity identity() {
        return identity;
    }

    /** Whether it goes on where another run was, of this process or of the one before. */
    boolean isResumed() {
        return isResumed;
    }

    /**
     * Goes on with what was kept when the last process ended.
     *
     * @param evaluatedMillis when it was looked at last, if that is known
     */
    void resume(List<Alert> kept, OptionalLong evaluatedMillis, long nowMillis) {
        isResumed = true;
        resumption = Resumption.of(rule, kept, evaluatedMillis, nowMillis);
        alerts = new LinkedHashMap<>(resumption.alerts());
        keepAll();
    }

    private void keepAll() {
        alerts.values().forEach(alert -> memory.keep(identity, alert));
    }

    @Override
    public void evaluate(long timeMillis) throws RuleFailure {
        long queried = timeMillis - queryOffset.toMillis();
        // What there is to be seen is found out before the question, which then sees it, too: more may come at any
        // time.
        List<Labels> seen = resumption.seen(queried, query);
        boolean noData = rule.noData() != NoDataPolicy.OK && query.hasNoData(queried);
        List<VectorSample> elements = query.ask(queried);
        hadNoData = noData && elements.isEmpty();
        if (!hadNoData) {
            firstDataUntilMillis = 0;
            advance(elements, seen, timeMillis);
        } else if (rule.noData() == NoDataPolicy.ALERTING && !awaitsFirstData(timeMillis)) {
            advance(List.of(new VectorSample(Labels.EMPTY, queried, Double.NaN)), seen, timeMillis);
        }
        series.write(queried, alerts);
    }

    /** Sees a want of data as one only once there was data, or could have been: for a process that has just begun. */
    void awaitFirstData() {
        firstDataUntilMillis = UNKNOWN;
    }

    private boolean awaitsFirstData(long timeMillis) {
        if (firstDataUntilMillis == UNKNOWN) {
            firstDataUntilMillis = timeMillis + FIRST_DATA_MILLIS;
        }
        return timeMillis < firstDataUntilMillis;
    }

    private void advance(List<VectorSample> elements, List<Labels> seen, long timeMillis) throws RuleFailure {
        Map<Labels, Alert> holding = maker.make(elements, timeMillis);
        Set<Labels> staying = resumption.staying(alerts.keySet(), holding.keySet(), seen);
        Map<Labels, Alert> next = new LinkedHashMap<>();
        int active = 0;
        boolean changed = false;
        for (Alert before : alerts.values()) {
            Alert now = holding.remove(before.labels());
            Optional<AlertState> state = next(before, now != null, staying, timeMillis);
            if (state.isPresent()) {
                next.put(before.labels(), (now == null ? before : now).withState(state.get()));
                active += state.get().isActive() ? 1 : 0;
            }
            changed |= state.isEmpty() || !state.get().equals(before.state());
        }
        changed |= !holding.isEmpty();
        next.putAll(holding);
        active += holding.size();
        if (limit > 0 && active > limit) {
            forgetAll();
            throw new RuleFailure("exceeded limit of " + limit + " with " + active
                    + " alerts; all alerts of the rule are dropped, raise the group's limit or narrow the expression");
        }
        if (changed) {
            remember(next);
        }
        alerts = next;
    }

    private Optional<AlertState> next(Alert before, boolean holds, Set<Labels> staying, long timeMillis) {
        if (holds) {
            return Optional.of(before.state().holds(timeMillis, rule.timing()));
        }
        return staying.contains(before.labels())
                ? Optional.of(before.state())
                : before.state().ceases(timeMillis, rule.timing());
    }

    /** Keeps what is not as it was. */
    private void remember(Map<Labels, Alert> next) {
        for (Alert before : alerts.values()) {
            if (!next.containsKey(before.labels())) {
                memory.forget(identity, before.labels());
            }
        }
        for (Alert alert : next.values()) {
            Alert before = alerts.get(alert.labels());
            if (before == null || !before.state().equals(alert.state())) {
                memory.keep(identity, alert);
            }
        }
    }

    private void forgetAll() {
        alerts.keySet().forEach(labels -> memory.forget(identity, labels));
        alerts = new LinkedHashMap<>();
    }

    @Override
    public List<Alert> alerts() {
        return List.copyOf(alerts.values());
    }

    @Override
    public String whyReached(String from, String to) {
        String holdFor = Durations.format(rule.timing().holdFor());
        if (to.equals("firing")) {
            return from.equals("pending") ? "the condition has held for " + holdFor : CONDITION_HOLDS;
        }
        return from.equals("firing") ? "the rule's for was raised to " + holdFor : CONDITION_HOLDS;
    }

    @Override
    public String whyCeased(long timeMillis) {
        try {
            if (query.hasNoData(timeMillis - queryOffset.toMillis())) {
                return "none of the selectors finds a series";
            }
        } catch (RuleFailure e) {
            // Then there is no telling; what is known is said.
        }
        return "the condition does not hold any more";
    }

    @Override
    public boolean hadNoData() {
        return hadNoData;
    }

    @Override
    public void end(long timeMillis) {
        forgetAll();
        series.end(timeMillis - queryOffset.toMillis());
    }

    @Override
    public void takeOver(RuleRun before) {
        AlertingRun same = (AlertingRun) before;
        isResumed = true;
        resumption = same.resumption;
        firstDataUntilMillis = same.firstDataUntilMillis;
        alerts = same.alerts;
        same.alerts = new LinkedHashMap<>();
        if (!identity.equals(same.identity)) {
            alerts.keySet().forEach(labels -> memory.forget(same.identity, labels));
            keepAll();
        }
        series.takeOver(same.series);
    }

    @Override
    public void shift(long millis) {
        alerts.replaceAll((labels, alert) -> alert.withState(alert.state().shifted(millis)));
        resumption.shift(millis);
        firstDataUntilMillis += firstDataUntilMillis == UNKNOWN ? 0 : millis;
        keepAll();
    }
}
