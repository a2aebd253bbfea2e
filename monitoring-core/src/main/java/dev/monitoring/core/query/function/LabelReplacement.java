package dev.monitoring.core.query.function;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.monitoring.core.model.Expansion;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Repetitions;
import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.QueryException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code label_replace} and {@code label_join}: a label computed from other labels of the same series. Immutable and
 * thread-safe.
 */
public final class LabelReplacement {
    /** Computes labels from labels; null where they are to stay as they are. */
    @FunctionalInterface
    private interface Rule {
        @Nullable
        Labels apply(Labels labels);
    }

    private final String target;
    private final Rule rule;

    private LabelReplacement(String target, Rule rule) {
        this.target = target;
        this.rule = rule;
    }

    /**
     * {@code label_replace}: sets {@code target} to the expansion of {@code replacement} where {@code source} as a whole fits
     * the pattern.
     *
     * @param replacement text in which {@code $1}, <code>${1}</code> and <code>${name}</code> stand for groups
     * @throws QueryException if the pattern is not RE2 or the target cannot be a label name
     */
    public static LabelReplacement replace(
            String target, String replacement, String source, String pattern, Position position) {
        Pattern compiled = compile(pattern, position);
        requireLabelName(target, "destination", "label_replace", position);
        Expansion expansion = Expansion.of(replacement, compiled);
        // Series share most of their label values, and matching costs more than looking up.
        Map<String, Optional<String>> known = new ConcurrentHashMap<>();
        return new LabelReplacement(
                target,
                labels -> known.computeIfAbsent(labels.valueOrEmpty(source), value -> {
                            Matcher matcher = compiled.matcher(value);
                            return matcher.matches() ? Optional.of(expansion.of(matcher)) : Optional.empty();
                        })
                        .map(value -> labels.with(target, value))
                        .orElse(null));
    }

    private static Pattern compile(String pattern, Position position) {
        try {
            Repetitions.require(pattern);
            return Pattern.compile("^(?s:" + pattern + ")$");
        } catch (PatternSyntaxException e) {
            throw new QueryException(
                    QueryException.Code.EXECUTION,
                    position,
                    "invalid regular expression in label_replace(): " + pattern,
                    e);
        }
    }

    /**
     * {@code label_join}: sets {@code target} to the values of {@code sources}, with {@code separator} between them.
     *
     * @throws QueryException if one of the names cannot be a label name
     */
    public static LabelReplacement join(String target, String separator, List<String> sources, Position position) {
        for (String source : sources) {
            requireLabelName(source, "source", "label_join", position);
        }
        requireLabelName(target, "destination", "label_join", position);
        List<String> names = List.copyOf(sources);
        return new LabelReplacement(
                target,
                labels -> labels.with(
                        target,
                        String.join(
                                separator,
                                names.stream().map(labels::valueOrEmpty).toList())));
    }

    private static void requireLabelName(String name, String role, String function, Position position) {
        if (name.isEmpty()) {
            throw QueryException.execution(position, "invalid " + role + " label name in " + function + "(): " + name);
        }
    }

    /** The labels with the computed one; the same object where nothing changes. */
    public Labels apply(Labels labels) {
        Labels applied = rule.apply(labels);
        return applied == null ? labels : applied;
    }

    /** Whether a series of these labels gets its metric name from here, which then is not to be dropped any more. */
    public boolean setsMetricName(Labels labels) {
        return target.equals(Labels.METRIC_NAME) && rule.apply(labels) != null;
    }
}
