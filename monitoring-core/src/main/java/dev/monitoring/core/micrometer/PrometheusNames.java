package dev.monitoring.core.micrometer;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Names;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.NamingConvention;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prometheus names for meters: those of the registry's own convention where it is a Prometheus registry, else the same by
 * our own hand, since the convention's class need not be on the class path. Immutable.
 *
 * <p>The rule: characters that a Prometheus name may not have become underscores; counters, gauges and summaries get their
 * base unit and timers {@code seconds} as a suffix, unless it is there; suffixes that samples get by their type, such as
 * {@code _total}, are taken off, and the right one is put on by the {@link MeterReader}.
 */
final class PrometheusNames {
    /** What the exposition puts on by type, so that no family name may end in it. */
    private static final List<String> TYPE_SUFFIXES = List.of("_total", "_created", "_bucket", "_info");

    private final @Nullable NamingConvention convention;

    private PrometheusNames(@Nullable NamingConvention convention) {
        this.convention = convention;
    }

    /** Names as the convention of a Prometheus registry gives them. */
    static PrometheusNames of(NamingConvention convention) {
        return new PrometheusNames(convention);
    }

    /** Names by our own hand. */
    static PrometheusNames own() {
        return new PrometheusNames(null);
    }

    /** The name of a meter's family, without a suffix by type. */
    String family(Meter.Id id, @Nullable String baseUnit) {
        String name = convention == null
                ? withoutTypeSuffix(withUnit(legal(id.getName()), id.getType(), baseUnit))
                : convention.name(id.getName(), id.getType(), baseUnit);
        return legal(name.isEmpty() ? "_" : name);
    }

    /** The labels of a meter's series. */
    Labels labels(Meter.Id id) {
        Labels.Builder labels = Labels.builder();
        for (Tag tag : id.getTagsAsIterable()) {
            String key = convention == null ? tag.getKey() : convention.tagKey(tag.getKey());
            String value = convention == null ? tag.getValue() : convention.tagValue(tag.getValue());
            labels.set(labelName(key), MeterNames.wellFormed(value));
        }
        return labels.build();
    }

    private static String withUnit(String name, Meter.Type type, @Nullable String baseUnit) {
        return switch (type) {
            case COUNTER, DISTRIBUTION_SUMMARY, GAUGE -> baseUnit == null ? name : withSuffix(name, "_" + baseUnit);
            case TIMER, LONG_TASK_TIMER -> withSuffix(name, "_seconds");
            case OTHER -> name;
        };
    }

    private static String withSuffix(String name, String suffix) {
        return name.endsWith(suffix) ? name : name + suffix;
    }

    private static String withoutTypeSuffix(String name) {
        String rest = name;
        for (int i = 0; i < TYPE_SUFFIXES.size(); ) {
            String suffix = TYPE_SUFFIXES.get(i);
            if (rest.equals(suffix)) {
                return suffix.substring(1);
            }
            if (rest.endsWith(suffix)) {
                rest = rest.substring(0, rest.length() - suffix.length());
                i = 0;
            } else {
                i++;
            }
        }
        return rest;
    }

    /**
     * {@code name} with an underscore for each code point that a label name may not have at its place. Metric names might have
     * colons too, but those are for recording rules.
     */
    private static String legal(String name) {
        if (Names.isLabelName(name)) {
            return name;
        }
        StringBuilder legal = new StringBuilder(name.length());
        name.codePoints().forEach(c -> {
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
            boolean digit = c >= '0' && c <= '9' && !legal.isEmpty();
            legal.append(letter || digit ? (char) c : '_');
        });
        return legal.toString();
    }

    private static String labelName(String key) {
        String name = legal(key);
        int begin = 0;
        while (name.startsWith("__", begin)) {
            begin++;
        }
        return name.isEmpty() ? "_" : name.substring(begin);
    }
}
