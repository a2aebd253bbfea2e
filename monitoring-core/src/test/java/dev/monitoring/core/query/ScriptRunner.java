package dev.monitoring.core.query;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.query.ScriptCommand.Aspect;
import dev.monitoring.core.query.ScriptCommand.Eval;
import dev.monitoring.core.query.ScriptReport.Verdict;
import dev.monitoring.core.query.SeriesNotation.Item;
import dev.monitoring.core.query.syntax.Expr;
import dev.monitoring.core.query.syntax.MatrixSelector;
import dev.monitoring.core.query.syntax.ParserOptions;
import dev.monitoring.core.query.syntax.PromqlParser;
import dev.monitoring.core.query.syntax.VectorSelector;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.series.MemorySeries;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Runs the commands of one script and compares what comes out. Confined to one thread.
 *
 * <p>As in Prometheus, an instant query is run up to six times, and each time as a range query too: as it is; and, where its
 * answer then does not depend on the time, pinned with {@code @} to its time and evaluated at five other times. Cases that
 * touch series with native histograms are counted and not run.
 */
final class ScriptRunner {
    private static final long MINUTE_MILLIS = 60_000;
    private static final Pattern OF_THE_QUERY =
            Pattern.compile("\\b(start|end|range|step)\\s*\\(", Pattern.CASE_INSENSITIVE);

    private final ScriptEvaluator evaluator;
    private final MemorySeries data = new MemorySeries();
    private final Set<Labels> histograms = new HashSet<>();

    ScriptRunner(ScriptEvaluator evaluator) {
        this.evaluator = evaluator;
    }

    /** Runs a script from its text. */
    ScriptReport run(String name, String script) {
        ScriptReport report = new ScriptReport(name);
        List<ScriptCommand> commands;
        try {
            commands = ScriptParser.parse(script);
        } catch (IllegalArgumentException e) {
            report.add(0, Verdict.FAILED, "not a script: " + e.getMessage());
            return report;
        }
        for (ScriptCommand command : commands) {
            if (command instanceof ScriptCommand.Clear) {
                data.clear();
                histograms.clear();
            } else if (command instanceof ScriptCommand.Load load) {
                load(load);
            } else if (command instanceof Eval eval) {
                run(eval, report);
            }
        }
        return report;
    }

    // Loading.

    private void load(ScriptCommand.Load load) {
        // A series that stands twice keeps what stands last.
        Map<Labels, SeriesNotation> values = new HashMap<>();
        Map<Labels, SeriesNotation> starts = new HashMap<>();
        for (SeriesNotation series : load.series()) {
            (series.isStarts() ? starts : values).put(series.labels(), series);
        }
        values.forEach((labels, series) -> load(load, series, Optional.ofNullable(starts.get(labels))));
    }

    private void load(ScriptCommand.Load load, SeriesNotation series, Optional<SeriesNotation> starts) {
        for (int i = 0; i < series.items().size(); i++) {
            Item item = series.items().get(i);
            long timestamp = i * load.stepMillis();
            if (item.kind() == Item.Kind.HISTOGRAM) {
                histograms.add(series.labels());
            } else if (item.kind() == Item.Kind.NUMBER) {
                data.add(series.labels(), timestamp, item.value(), start(starts, i, timestamp));
            }
        }
        String name = series.labels().metricName();
        if (load.withCustomBuckets()
                && name.endsWith("_bucket")
                && series.labels().has("le")) {
            String base = name.substring(0, name.length() - "_bucket".length());
            histograms.add(series.labels().with(Labels.METRIC_NAME, base).without("le"));
        }
    }

    private static long start(Optional<SeriesNotation> starts, int index, long timestamp) {
        if (starts.isEmpty() || index >= starts.get().items().size()) {
            return 0;
        }
        Item item = starts.get().items().get(index);
        return item.kind() == Item.Kind.NUMBER ? timestamp + Math.round(item.value() * 1e3) : 0;
    }

    // Evaluating.

    private void run(Eval eval, ScriptReport report) {
        try {
            if (touchesHistograms(eval)) {
                report.add(eval.line(), Verdict.NATIVE_HISTOGRAMS, "");
            } else if (eval.isInstant()) {
                runInstant(eval);
                report.add(eval.line(), Verdict.PASSED, "");
            } else {
                runRange(eval);
                report.add(eval.line(), Verdict.PASSED, "");
            }
        } catch (ScriptMismatch e) {
            report.add(eval.line(), Verdict.FAILED, eval.query() + "\n      " + e.getMessage());
        } catch (QueryException e) {
            report.add(eval.line(), Verdict.REFUSED, eval.query() + "\n      " + e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            report.add(eval.line(), Verdict.FAILED, eval.query() + "\n      " + ScriptReport.trace(e));
        }
    }

    private boolean touchesHistograms(Eval eval) {
        boolean expected = eval.expected().stream()
                .flatMap(series -> series.items().stream())
                .anyMatch(item -> item.kind() == Item.Kind.HISTOGRAM);
        if (expected || histograms.isEmpty()) {
            return expected;
        }
        List<VectorSelector> selectors = new ArrayList<>();
        collectSelectors(PromqlParser.parse(eval.query(), ParserOptions.EXPERIMENTAL), selectors);
        return selectors.stream().anyMatch(selector -> histograms.stream().anyMatch(labels -> fits(selector, labels)));
    }

    private static boolean fits(VectorSelector selector, Labels labels) {
        for (Matcher matcher : selector.matchers()) {
            if (!matcher.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    private static void collectSelectors(Expr expr, List<VectorSelector> selectors) {
        if (expr instanceof VectorSelector selector) {
            selectors.add(selector);
        } else if (expr instanceof MatrixSelector selector) {
            selectors.add(selector.selector());
        } else {
            expr.children().forEach(child -> collectSelectors(child, selectors));
        }
    }

    private void runInstant(Eval eval) {
        long at = eval.startMillis();
        runInstant(eval, eval.query(), at);
        Optional<String> pinned = ScriptPinning.pin(eval.query(), at);
        if (pinned.isPresent()) {
            long[] times = at == 0 ? new long[] {-1_000, 0, 1_000} : new long[] {-10 * at, 0, at / 5, at, 10 * at};
            for (long time : times) {
                runInstant(eval, pinned.get(), time);
            }
        }
    }

    private void runInstant(Eval eval, String query, long at) {
        String run = "instant at " + at + " ms: " + query;
        ScriptEvaluator.Answer answer;
        try {
            answer = evaluator.instant(data, query, at);
        } catch (QueryException e) {
            ScriptComparison.checkFailure(eval, e, run);
            return;
        }
        if (eval.expects(Aspect.FAIL)) {
            throw new ScriptMismatch(run, "a failure was expected, but it gives " + answer.value());
        }
        ScriptComparison.checkInstant(eval, answer.value(), run);
        ScriptComparison.checkAnnotations(eval, answer.annotations(), run);
        if (eval.range().isEmpty()
                && eval.text().isEmpty()
                && !OF_THE_QUERY.matcher(query).find()) {
            runAround(eval, query, at);
        }
    }

    /** The same as the middle step of a range query. */
    private void runAround(Eval eval, String query, long at) {
        String run = "range around " + at + " ms: " + query;
        ScriptEvaluator.Answer answer =
                evaluator.range(data, query, at - MINUTE_MILLIS, at + MINUTE_MILLIS, MINUTE_MILLIS);
        ScriptComparison.checkMiddle(eval, answer.value(), at, run);
    }

    private void runRange(Eval eval) {
        String run = "range from " + eval.startMillis() + " to " + eval.endMillis() + " ms: " + eval.query();
        ScriptEvaluator.Answer answer;
        try {
            answer = evaluator.range(data, eval.query(), eval.startMillis(), eval.endMillis(), eval.stepMillis());
        } catch (QueryException e) {
            ScriptComparison.checkFailure(eval, e, run);
            return;
        }
        if (eval.expects(Aspect.FAIL)) {
            throw new ScriptMismatch(run, "a failure was expected, but it gives " + answer.value());
        }
        ScriptComparison.checkRange(eval, answer.value(), run);
        ScriptComparison.checkAnnotations(eval, answer.annotations(), run);
    }
}
