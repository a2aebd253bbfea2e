package dev.monitoring.alerts.rule;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.AlertState;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.value.VectorSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An alerting rule at work. Confined to the evaluation of its group. */
final class AlertingRun implements RuleRun {
    private static final String ALERTS = "ALERTS";
    private static final String ALERTS_FOR_STATE = "ALERTS_FOR_STATE";
    private static final String ALERT_STATE = "alertstate";
    private static final long MILLIS = 1_000;

    private final AlertRule rule;
    private final int limit;
    private final Duration queryOffset;
    private final RuleQuery query;
    private final RuleTexts texts;
    private final RecordedSeries series;
    private Map<Labels, Alert> alerts = new LinkedHashMap<>();
    private boolean hadNoData;

    AlertingRun(
            AlertRule rule, int limit, Duration queryOffset, RuleQuery query, RuleTexts texts, RecordedSeries series) {
        this.rule = rule;
        this.limit = limit;
        this.queryOffset = queryOffset;
        this.query = query;
        this.texts = texts;
        this.series = series;
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public void evaluate(long timeMillis) throws RuleFailure {
        long queried = timeMillis - queryOffset.toMillis();
        List<VectorSample> elements = query.ask(queried);
        hadNoData = elements.isEmpty() && rule.noData() != NoDataPolicy.OK && query.hasNoData(queried);
        if (!hadNoData) {
            advance(elements, timeMillis);
        } else if (rule.noData() == NoDataPolicy.ALERTING) {
            advance(List.of(new VectorSample(Labels.EMPTY, queried, Double.NaN)), timeMillis);
        }
        series.write(queried, entries());
    }

    private void advance(List<VectorSample> elements, long timeMillis) throws RuleFailure {
        Map<Labels, Alert> holding = holding(elements, timeMillis);
        Map<Labels, Alert> next = new LinkedHashMap<>();
        int active = 0;
        for (Alert before : alerts.values()) {
            Alert now = holding.remove(before.labels());
            Optional<AlertState> state = now == null
                    ? before.state().ceases(timeMillis, rule.timing())
                    : Optional.of(before.state().holds(timeMillis, rule.timing()));
            if (state.isPresent()) {
                next.put(before.labels(), (now == null ? before : now).withState(state.get()));
                active += state.get().isActive() ? 1 : 0;
            }
        }
        next.putAll(holding);
        active += holding.size();
        if (limit > 0 && active > limit) {
            alerts = new LinkedHashMap<>();
            throw new RuleFailure("exceeded limit of " + limit + " with " + active
                    + " alerts; all alerts of the rule are dropped, raise the group's limit or narrow the expression");
        }
        alerts = next;
    }

    /** What would be alerts if they were new. */
    private Map<Labels, Alert> holding(List<VectorSample> elements, long timeMillis) throws RuleFailure {
        Map<Labels, Alert> holding = new LinkedHashMap<>();
        for (VectorSample element : elements) {
            Labels labels = labels(element, timeMillis);
            Map<String, String> annotations =
                    texts.expand(rule.name(), rule.annotations(), element.labels(), element.value(), timeMillis);
            Alert alert = new Alert(labels, annotations, element.value(), AlertState.begin(timeMillis, rule.timing()));
            if (holding.put(labels, alert) != null) {
                throw new RuleFailure("vector contains metrics with the same labelset after applying alert labels: "
                        + labels + "; leave a label that tells them apart");
            }
        }
        return holding;
    }

    private Labels labels(VectorSample element, long timeMillis) {
        Labels.Builder builder = element.labels().toBuilder().remove(Labels.METRIC_NAME);
        texts.expand(rule.name(), rule.labels(), element.labels(), element.value(), timeMillis)
                .forEach((name, text) -> {
                    if (text.isEmpty()) {
                        builder.remove(name);
                    } else {
                        builder.set(name, text);
                    }
                });
        return builder.set(Alert.NAME, rule.name()).build();
    }

    private List<RecordedSeries.Entry> entries() {
        List<RecordedSeries.Entry> entries = new ArrayList<>();
        for (Alert alert : alerts.values()) {
            AlertState state = alert.state();
            if (state.isActive()) {
                Labels forState = alert.labels().with(Labels.METRIC_NAME, ALERTS_FOR_STATE);
                Labels alertSeries = alert.labels().toBuilder()
                        .set(Labels.METRIC_NAME, ALERTS)
                        .set(ALERT_STATE, state.word())
                        .build();
                entries.add(new RecordedSeries.Entry(alertSeries, 1));
                // Whole seconds, as in Prometheus.
                entries.add(new RecordedSeries.Entry(forState, Math.floorDiv(state.activeAtMillis(), MILLIS)));
            }
        }
        return entries;
    }

    @Override
    public List<Alert> alerts() {
        return List.copyOf(alerts.values());
    }

    @Override
    public boolean hadNoData() {
        return hadNoData;
    }

    @Override
    public void end(long timeMillis) {
        series.end(timeMillis - queryOffset.toMillis());
    }

    @Override
    public void takeOver(RuleRun before) {
        AlertingRun same = (AlertingRun) before;
        alerts = new LinkedHashMap<>(same.alerts);
        series.takeOver(same.series);
    }

    @Override
    public void shift(long millis) {
        alerts.replaceAll((labels, alert) -> alert.withState(alert.state().shifted(millis)));
    }
}
