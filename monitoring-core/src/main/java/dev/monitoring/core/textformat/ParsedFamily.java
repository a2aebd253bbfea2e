package dev.monitoring.core.textformat;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.MetricType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a text says about a metric family. Immutable, compared by identity.
 *
 * <p>The name is the one Prometheus text 0.0.4 uses, also where OpenMetrics was read: that of a counter with
 * {@code _total}, that of an info with {@code _info}.
 */
public final class ParsedFamily {
    private final String name;
    private final MetricType type;
    private final String unit;
    private final String help;
    private final @Nullable Family family;

    ParsedFamily(String name, MetricType type, String unit, String help, @Nullable Family family) {
        this.name = name;
        this.type = type;
        this.unit = unit;
        this.help = help;
        this.family = family;
    }

    /** The name, which may be any UTF-8 with {@link NameScheme#UTF8}. */
    public String name() {
        return name;
    }

    public MetricType type() {
        return type;
    }

    /** The unit, or the empty text. */
    public String unit() {
        return unit;
    }

    /** The help text, or the empty text. */
    public String help() {
        return help;
    }

    /** The same as collectors emit it; empty where the name is none that collectors may use. */
    public Optional<Family> family() {
        return Optional.ofNullable(family);
    }

    @Override
    public String toString() {
        return type.word() + " " + name;
    }
}
