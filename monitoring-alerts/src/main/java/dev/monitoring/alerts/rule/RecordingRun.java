package dev.monitoring.alerts.rule;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.value.VectorSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A recording rule at work. Confined to the evaluation of its group. */
final class RecordingRun implements RuleRun {
    private final RecordingRule rule;
    private final int limit;
    private final Duration queryOffset;
    private final RuleQuery query;
    private final RecordedSeries series;

    RecordingRun(RecordingRule rule, int limit, Duration queryOffset, RuleQuery query, RecordedSeries series) {
        this.rule = rule;
        this.limit = limit;
        this.queryOffset = queryOffset;
        this.query = query;
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
        List<RecordedSeries.Entry> entries = new ArrayList<>(elements.size());
        Set<Labels> seen = new HashSet<>(2 * elements.size());
        for (VectorSample element : elements) {
            Labels labels = labels(element.labels());
            if (!seen.add(labels)) {
                throw new RuleFailure("vector contains metrics with the same labelset after applying rule labels: "
                        + labels + "; aggregate the label away that tells them apart");
            }
            entries.add(new RecordedSeries.Entry(labels, element.value()));
        }
        if (limit > 0 && entries.size() > limit) {
            throw new RuleFailure("exceeded limit of " + limit + " with " + entries.size() + " series");
        }
        int refused = series.write(queried, entries);
        if (refused > 0) {
            throw new RuleFailure("the history refused " + refused + " of " + entries.size()
                    + " samples; raise monitoring.history.max-series-per-family, max-series or max-memory, or look whether somebody else writes "
                    + rule.name());
        }
    }

    private Labels labels(Labels element) {
        Labels.Builder builder = element.toBuilder().set(Labels.METRIC_NAME, rule.name());
        for (Map.Entry<String, String> label : rule.labels().entrySet()) {
            if (label.getValue().isEmpty()) {
                builder.remove(label.getKey());
            } else {
                builder.set(label.getKey(), label.getValue());
            }
        }
        return builder.build();
    }

    @Override
    public List<Alert> alerts() {
        return List.of();
    }

    @Override
    public boolean hadNoData() {
        return false;
    }

    @Override
    public void takeOver(RuleRun before) {
        RecordingRun same = (RecordingRun) before;
        series.takeOver(same.series);
    }

    @Override
    public void shift(long millis) {}

    @Override
    public void end(long timeMillis) {
        series.end(timeMillis - queryOffset.toMillis());
    }
}
