package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.query.exec.SelectorOperator.Aspect;
import dev.monitoring.core.query.function.Absent;
import dev.monitoring.core.query.plan.PlanNode;
import dev.monitoring.core.query.plan.StepGrid;
import dev.monitoring.core.query.plan.TimeShift;
import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.series.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code info}: adds to each element the labels of the info series, such as {@code target_info}, that agree with it in the
 * identifying labels. Of info series with the same name and identity, the one with the newest sample counts.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/functions/#info">info</a>
 */
final class InfoOperator extends Operator {
    /** The labels that say which info series belongs to which element. Prometheus has no others either. */
    private static final List<String> IDENTIFYING = List.of("instance", "job");

    private static final Matcher DEFAULT_NAME = Matcher.equal(Labels.METRIC_NAME, "target_info");
    private static final Matcher INFO_NAMES = Matcher.of(Labels.METRIC_NAME, Matcher.Operator.MATCHES, ".+_info");
    private static final double MILLIS_PER_SECOND = 1000;

    private final Context context;
    private final Operator base;
    private final Position position;
    private final List<Matcher> nameMatchers = new ArrayList<>();
    private final Map<String, List<Matcher>> dataMatchers = new HashMap<>();
    private final boolean ignoresInfo;

    /** The info series by metric name and identity. */
    private final Map<String, Map<Labels, List<Integer>>> candidates = new LinkedHashMap<>();

    private final List<Labels> infoLabels = new ArrayList<>();
    private final List<double[]> infoTimes = new ArrayList<>();

    private final Map<Labels, Integer> rowOf = new HashMap<>();
    private final List<Labels> labels = new ArrayList<>();
    private final List<double[]> rows = new ArrayList<>();
    private final List<Boolean> drops = new ArrayList<>();

    private InfoOperator(OperatorBuilder builder, PlanNode.Call call) {
        super(builder.steps());
        this.context = builder.context();
        this.position = call.position();
        this.base = builder.build(call.arguments().get(0));
        if (call.arguments().size() > 1 && call.arguments().get(1) instanceof PlanNode.Selector selector) {
            for (Matcher matcher : context.selection(selector.selection()).matchers()) {
                if (matcher.name().equals(Labels.METRIC_NAME)) {
                    nameMatchers.add(matcher);
                } else {
                    dataMatchers
                            .computeIfAbsent(matcher.name(), ignored -> new ArrayList<>())
                            .add(matcher);
                }
            }
        } else {
            nameMatchers.add(DEFAULT_NAME);
        }
        this.ignoresInfo = nameMatchers.stream().anyMatch(InfoOperator::isPositive);
        if (nameMatchers.isEmpty()) {
            nameMatchers.add(DEFAULT_NAME);
        } else if (!ignoresInfo) {
            // Conditions that only exclude names leave all that are named like info metrics.
            nameMatchers.add(INFO_NAMES);
        }
        readInfo(FirstSelector.shiftOf(call.arguments().get(0)), builder.grid());
        enrichAll();
    }

    static Operator of(OperatorBuilder builder, PlanNode.Call call) {
        return new InfoOperator(builder, call);
    }

    private static boolean isPositive(Matcher matcher) {
        return !matcher.operator().isNegative();
    }

    /** Info series themselves stay as they are. */
    private boolean isIgnored(Labels series) {
        return ignoresInfo && nameMatchers.stream().allMatch(matcher -> matcher.matches(series));
    }

    private void readInfo(TimeShift shift, StepGrid grid) {
        Map<String, Set<String>> identities = new HashMap<>();
        for (int i = 0; i < base.size(); i++) {
            Labels series = base.labels(i);
            for (String name : isIgnored(series) ? List.<String>of() : IDENTIFYING) {
                if (series.has(name)) {
                    identities.computeIfAbsent(name, ignored -> new HashSet<>()).add(series.valueOrEmpty(name));
                }
            }
        }
        if (identities.isEmpty()) {
            return;
        }
        List<Matcher> matchers = new ArrayList<>(nameMatchers);
        dataMatchers.values().forEach(matchers::addAll);
        long lookback = context.options().lookbackMillis();
        List<Series> found = context
                .queryable()
                .select(matchers, shift.apply(grid.start()) - lookback + 1, shift.apply(grid.end()))
                .stream()
                .filter(series -> identities.entrySet().stream()
                        .allMatch(identity ->
                                identity.getValue().contains(series.labels().valueOrEmpty(identity.getKey()))))
                .toList();
        SelectorOperator info = new SelectorOperator(context, found, Aspect.TIME, shift, grid, steps());
        for (int i = 0; i < found.size(); i++) {
            double[] times = new double[steps()];
            if (info.evaluate(i, times) > 0) {
                context.budget().hold(steps());
                addCandidate(found.get(i).labels(), times);
            }
        }
    }

    private void addCandidate(Labels series, double[] times) {
        candidates
                .computeIfAbsent(series.metricName(), ignored -> new HashMap<>())
                .computeIfAbsent(series.only(IDENTIFYING), ignored -> new ArrayList<>())
                .add(infoLabels.size());
        infoLabels.add(series);
        infoTimes.add(times);
    }

    private void enrichAll() {
        double[] row = new double[steps()];
        for (int i = 0; i < base.size(); i++) {
            context.interrupt().check();
            if (base.evaluate(i, row) > 0) {
                enrich(i, row);
            }
        }
    }

    private void enrich(int series, double[] row) {
        Labels own = base.labels(series);
        boolean ignored = isIgnored(own);
        List<List<Integer>> choices = new ArrayList<>();
        if (!ignored) {
            Labels identity = own.only(IDENTIFYING);
            for (Map<Labels, List<Integer>> byIdentity : candidates.values()) {
                choices.add(byIdentity.getOrDefault(identity, List.of()));
            }
        }
        int[] last = null;
        int target = -1;
        for (int step = 0; step < steps(); step++) {
            if (Absent.is(row[step])) {
                continue;
            }
            int[] chosen = choose(choices, step);
            if (!Arrays.equals(chosen, last)) {
                last = chosen;
                target = ignored || isWanted(chosen) ? rowOf(enriched(own, chosen), base.dropsName(series)) : -1;
            }
            if (target >= 0) {
                if (!Absent.is(rows.get(target)[step])) {
                    throw MergeOperator.duplicate();
                }
                rows.get(target)[step] = row[step];
            }
        }
    }

    /** For each info metric the series that counts at a step, -1 for none. */
    private int[] choose(List<List<Integer>> choices, int step) {
        int[] chosen = new int[choices.size()];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = -1;
            for (int candidate : choices.get(i)) {
                double time = infoTimes.get(candidate)[step];
                if (Absent.is(time)) {
                    continue;
                }
                if (chosen[i] >= 0 && time == infoTimes.get(chosen[i])[step]) {
                    throw conflict(chosen[i], candidate, time);
                }
                if (chosen[i] < 0 || time > infoTimes.get(chosen[i])[step]) {
                    chosen[i] = candidate;
                }
            }
        }
        return chosen;
    }

    private QueryException conflict(int existing, int candidate, double seconds) {
        long millis = Math.round(seconds * MILLIS_PER_SECOND);
        return QueryException.execution(
                position,
                "found duplicate series for info metric: existing " + JoinKeys.text(infoLabels.get(existing)) + " @ "
                        + millis + ", new " + JoinKeys.text(infoLabels.get(candidate)) + " @ " + millis);
    }

    /** An element without info is wanted only where the matchers for data labels accept that there are none. */
    private boolean isWanted(int[] chosen) {
        for (int choice : chosen) {
            if (choice >= 0) {
                return true;
            }
        }
        return dataMatchers.values().stream().flatMap(List::stream).allMatch(matcher -> matcher.matches(""));
    }

    private Labels enriched(Labels own, int[] chosen) {
        Labels added = Labels.EMPTY;
        for (int choice : chosen) {
            if (choice < 0) {
                continue;
            }
            for (Labels.Label label : infoLabels.get(choice)) {
                String name = label.name();
                boolean wanted = dataMatchers.isEmpty() || dataMatchers.containsKey(name);
                if (name.equals(Labels.METRIC_NAME) || !wanted) {
                    continue;
                }
                String other = added.get(name);
                if (other != null && !other.equals(label.value())) {
                    throw QueryException.execution(position, "conflicting label: " + name);
                }
                if (!own.has(name)) {
                    added = added.with(name, label.value());
                }
            }
        }
        return own.withAll(added);
    }

    private int rowOf(Labels seriesLabels, boolean dropsName) {
        Integer known = rowOf.get(seriesLabels);
        if (known != null) {
            return known;
        }
        context.budget().hold(steps());
        double[] row = new double[steps()];
        Arrays.fill(row, Absent.VALUE);
        rows.add(row);
        labels.add(seriesLabels);
        drops.add(dropsName);
        rowOf.put(seriesLabels, rows.size() - 1);
        return rows.size() - 1;
    }

    @Override
    int size() {
        return rows.size();
    }

    @Override
    Labels labels(int series) {
        return labels.get(series);
    }

    @Override
    boolean dropsName(int series) {
        return drops.get(series);
    }

    @Override
    int evaluate(int series, double[] out) {
        System.arraycopy(rows.get(series), 0, out, 0, steps());
        return Absent.countPresent(out, steps());
    }
}
