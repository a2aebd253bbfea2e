package dev.monitoring.core.query;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.model.Names;
import dev.monitoring.core.model.Spelling;
import dev.monitoring.core.model.StaleMarker;
import dev.monitoring.core.query.syntax.Expr;
import dev.monitoring.core.query.syntax.VectorSelector;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says why a selector may have found nothing. Confined to one thread. */
final class SelectorHints {
    /** How far back series are looked for that have ended. */
    private static final Duration WHOLE_HISTORY = Duration.ofDays(366);

    private static final int MAX_VALUES = 5;

    private final Queryable queryable;
    private final long timeMillis;

    /** @param timeMillis the moment at which nothing was found */
    SelectorHints(Queryable queryable, long timeMillis) {
        this.queryable = queryable;
        this.timeMillis = timeMillis;
    }

    /** One sentence for each thing that may be wrong; none for expressions that are no selectors. */
    List<String> of(Expr expression) {
        return Explainer.selector(expression).map(this::of).orElse(List.of());
    }

    private List<String> of(VectorSelector selector) {
        List<Matcher> matchers = selector.matchers();
        long asked = asked(selector);
        List<Series> fitting = queryable.select(matchers, earliest(), Math.max(asked, timeMillis));
        Optional<String> ended = ended(fitting, asked);
        if (ended.isPresent()) {
            return List.of(ended.get());
        }
        for (Matcher matcher : matchers) {
            if (matcher.name().equals(Labels.METRIC_NAME) && isEqual(matcher)) {
                Optional<String> hint = nameHint(matcher.value());
                return hint.isPresent() ? List.of(hint.get()) : labelHints(matchers, List.of(matcher));
            }
        }
        return labelHints(matchers, List.of());
    }

    /** The moment that the selector looks at. */
    private long asked(VectorSelector selector) {
        long from = selector.at() == null ? timeMillis : selector.at().resolve(timeMillis, timeMillis);
        return selector.offset() == null ? from : from - selector.offset().offsetMillis(0, 0);
    }

    private long earliest() {
        return timeMillis - WHOLE_HISTORY.toMillis();
    }

    private static boolean isEqual(Matcher matcher) {
        return matcher.operator() == Matcher.Operator.EQUAL;
    }

    /** What there is to say of series that fit: when the last of them ended, or that they began after the moment looked at. */
    private Optional<String> ended(List<Series> fitting, long askedMillis) {
        SampleBuffer buffer = new SampleBuffer();
        long newest = Long.MIN_VALUE;
        long oldest = Long.MAX_VALUE;
        boolean stale = false;
        for (Series one : fitting) {
            one.read(earliest(), Math.max(askedMillis, timeMillis), buffer);
            for (int i = 0; i < buffer.size(); i++) {
                long time = buffer.timestamps()[i];
                oldest = Math.min(oldest, time);
                if (time > newest && time <= askedMillis) {
                    newest = time;
                    stale = StaleMarker.is(buffer.values()[i]);
                }
            }
        }
        if (oldest == Long.MAX_VALUE) {
            return Optional.empty();
        }
        if (newest == Long.MIN_VALUE) {
            return Optional.of(
                    fitting.size() + " series fit, but the oldest sample of any is " + seconds(timeMillis - oldest)
                            + " old, and the selector looks " + seconds(timeMillis - askedMillis) + " back");
        }
        String age = seconds(askedMillis - newest);
        String then = askedMillis == timeMillis ? "" : " at the moment looked at";
        return Optional.of(
                stale
                        ? fitting.size() + " series fit, but all have ended, the last one " + age
                                + (then.isEmpty() ? " ago" : " before the moment looked at")
                        : fitting.size() + " series fit, but the newest sample of any is " + age + " old" + then
                                + "; look at an earlier moment, or at what writes them");
    }

    private static String seconds(long millis) {
        return Duration.ofMillis(millis).toSeconds() + "s";
    }

    private Optional<String> nameHint(String name) {
        List<String> names = queryable.labelValues(Labels.METRIC_NAME, List.of(), earliest(), timeMillis);
        if (names.contains(name)) {
            return Optional.empty();
        }
        return Optional.of("no series is named " + name + suggestion(name, names));
    }

    private static String suggestion(String wanted, List<String> known) {
        return Spelling.nearest(wanted, known)
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
    }

    /** Looks at each condition by itself, on the series that the conditions in {@code given} leave. */
    private List<String> labelHints(List<Matcher> matchers, List<Matcher> given) {
        List<String> names = queryable.labelNames(given, earliest(), timeMillis);
        List<String> hints = new ArrayList<>();
        for (Matcher matcher : matchers) {
            if (given.contains(matcher) || matcher.matches("")) {
                continue;
            }
            if (!names.contains(matcher.name())) {
                hints.add("no such series has a label " + matcher.name() + suggestion(matcher.name(), names));
                continue;
            }
            List<String> values = queryable.labelValues(matcher.name(), given, earliest(), timeMillis);
            if (values.stream().noneMatch(matcher::matches)) {
                hints.add(valueHint(matcher, values));
            }
        }
        if (hints.isEmpty() && matchers.size() > 1) {
            hints.add("each condition holds for some series, but no series fulfils them all");
        }
        return hints;
    }

    private static String valueHint(Matcher matcher, List<String> values) {
        String said = "label " + matcher.name() + " has no value that fits " + matcher;
        Optional<String> near = isEqual(matcher) ? Spelling.nearest(matcher.value(), values) : Optional.empty();
        if (near.isPresent()) {
            return said + "; did you mean " + Names.quote(near.get()) + "?";
        }
        List<String> some = values.stream().limit(MAX_VALUES).map(Names::quote).toList();
        return said + "; it has " + String.join(", ", some) + (values.size() > MAX_VALUES ? ", …" : "");
    }
}
