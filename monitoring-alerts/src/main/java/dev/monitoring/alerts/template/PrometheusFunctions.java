package dev.monitoring.alerts.template;

import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.settings.Durations;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The functions of Prometheus' templates.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/configuration/template_reference/">Template reference</a>
 */
final class PrometheusFunctions {
    private static final double MILLIS_PER_SECOND = 1000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private static final Map<String, Function> ALL = functions();

    private PrometheusFunctions() {}

    /** Makes a text of a number. */
    @FunctionalInterface
    private interface NumberText {
        String of(double number) throws Fault;
    }

    static Map<String, Function> all() {
        return ALL;
    }

    private static Map<String, Function> functions() {
        Map<String, Function> all = new HashMap<>(SharedFunctions.all());
        queries(all);
        numbers(all);
        texts(all);
        surroundings(all);
        return Map.copyOf(all);
    }

    private static void queries(Map<String, Function> all) {
        all.put("query", Function.of((run, values) -> query(run, values.get(0).text()), Parameter.TEXT));
        all.put("first", Function.of((run, values) -> Samples.first(values.get(0)), Parameter.SAMPLES));
        all.put("value", Function.of((run, values) -> Samples.value(values.get(0)), Parameter.SAMPLE));
        all.put("strvalue", Function.of((run, values) -> Samples.textValue(values.get(0)), Parameter.SAMPLE));
        all.put(
                "label",
                Function.of(
                        (run, values) ->
                                Samples.label(values.get(1), values.get(0).text()),
                        Parameter.TEXT,
                        Parameter.SAMPLE));
        all.put(
                "sortByLabel",
                Function.of(
                        (run, values) -> Samples.sortedBy(values.get(0).text(), values.get(1)),
                        Parameter.TEXT,
                        Parameter.SAMPLES));
    }

    private static TemplateValue query(Run run, String expression) throws Fault {
        run.budget().look();
        List<VectorSample> vector;
        try {
            vector = run.context().query().vector(expression);
        } catch (QueryException e) {
            throw Fault.execution(e.message());
        } catch (RuntimeException e) {
            throw Fault.execution("the query " + Fault.quoted(expression) + " failed: " + e);
        }
        run.budget().look();
        run.budget().steps(vector.size());
        return Samples.of(vector);
    }

    private static Function ofNumber(NumberText text) {
        return Function.of((run, values) -> TemplateValue.of(text.of(Humanized.number(values.get(0)))), Parameter.ANY);
    }

    private static void numbers(Map<String, Function> all) {
        all.put("humanize", ofNumber(Humanized::decimal));
        all.put("humanize1024", ofNumber(Humanized::binary));
        all.put("humanizePercentage", ofNumber(Humanized::percentage));
        all.put("humanizeTimestamp", ofNumber(Humanized::timestamp));
        all.put(
                "toTime",
                Function.of(
                        (run, values) ->
                                Humanized.time(Humanized.number(values.get(0))).pointer(),
                        Parameter.ANY));
        all.put("toDuration", Function.of((run, values) -> duration(Humanized.number(values.get(0))), Parameter.ANY));
        all.put(
                "now",
                Function.of((run, values) -> TemplateValue.of(run.context().evaluationMillis() / MILLIS_PER_SECOND)));
        all.put(
                "parseDuration",
                Function.of((run, values) -> seconds(values.get(0).text()), Parameter.TEXT));
    }

    private static TemplateValue duration(double seconds) throws Fault {
        double nanos = seconds * NANOS_PER_SECOND;
        if (Double.isNaN(nanos) || nanos > Long.MAX_VALUE || nanos < Long.MIN_VALUE) {
            throw Fault.execution(FloatText.general(seconds)
                    + " cannot be represented as a duration since it overflows int64; give seconds");
        }
        return IntValue.of(IntValue.DURATION, (long) nanos);
    }

    private static TemplateValue seconds(String text) throws Fault {
        try {
            if (!text.equals(text.strip())) {
                throw new IllegalArgumentException(
                        "duration " + Fault.quoted(text) + " has blanks around; leave them out");
            }
            return TemplateValue.of(Durations.parse(text).toMillis() / MILLIS_PER_SECOND);
        } catch (IllegalArgumentException e) {
            throw Fault.execution(Objects.requireNonNull(e.getMessage()));
        }
    }

    private static void texts(Map<String, Function> all) {
        all.put("title", SharedFunctions.ofText(GoText::title));
        all.put("stripPort", SharedFunctions.ofText(HostPort::withoutPort));
        all.put("stripDomain", SharedFunctions.ofText(HostPort::withoutDomain));
        all.put("urlQueryEscape", SharedFunctions.ofText(Builtins::urlQuery));
        all.put("graphLink", SharedFunctions.ofText(text -> "/graph?g0.expr=" + Builtins.urlQuery(text) + "&g0.tab=0"));
        all.put("tableLink", SharedFunctions.ofText(text -> "/graph?g0.expr=" + Builtins.urlQuery(text) + "&g0.tab=1"));
    }

    private static void surroundings(Map<String, Function> all) {
        all.put("args", Function.variadic((run, values) -> arguments(run, values), Parameter.ANY));
        all.put(
                "tmpl",
                Function.of(
                        (run, values) -> TextValue.of(
                                TextValue.HTML, run.included(values.get(0).text(), values.get(1))),
                        Parameter.TEXT,
                        Parameter.ANY));
        all.put(
                "externalURL",
                Function.of((run, values) -> TemplateValue.of(run.context().externalUrl())));
        all.put(
                "pathPrefix",
                Function.of((run, values) -> TemplateValue.of(path(run.context().externalUrl()))));
    }

    private static TemplateValue arguments(Run run, List<TemplateValue> values) throws Fault {
        run.budget().steps(values.size());
        Map<String, TemplateValue> arguments = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            arguments.put("arg" + i, values.get(i));
        }
        return TemplateValue.map(arguments);
    }

    private static String path(String url) throws Fault {
        try {
            String path = new URI(url).getPath();
            return path == null ? "" : path;
        } catch (URISyntaxException e) {
            throw Fault.execution("external URL " + Fault.quoted(url) + " is none: " + e.getReason());
        }
    }
}
