package dev.monitoring.core.micrometer;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.core.instrument.step.StepMeterRegistry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one registry that meters are read from. Immutable.
 *
 * <p>A composite answers with whichever of its children it meets first, so it is looked through, and the child is chosen
 * whose figures suit best: counters that only rise, and buckets that only rise.
 *
 * @param registry holds meters itself
 * @param kind what its figures are like
 */
record RegistryLeaf(MeterRegistry registry, Kind kind) {
    /** What the figures of a registry are like, the best first. */
    enum Kind {
        /** Counts rise, buckets rise, names are Prometheus'. */
        PROMETHEUS(true, true),
        /** Counts rise; buckets cover a window and fall again. */
        SIMPLE(false, true),
        /** Counts and buckets rise. */
        OTLP(true, true),
        /** A registry we do not know, taken to be cumulative in its counts. */
        OTHER(false, false),
        /** Counts rise, the rest is by step. */
        STATSD(false, false),
        /** Counts are of the last step. */
        STEP(false, false);

        /** Whether buckets only ever rise, so that they may be stored as counters. */
        final boolean cumulativeBuckets;

        /** Whether sum and buckets of a timer or summary change only when its count does. */
        final boolean countTells;

        Kind(boolean cumulativeBuckets, boolean countTells) {
            this.cumulativeBuckets = cumulativeBuckets;
            this.countTells = countTells;
        }
    }

    /** How deep composites may lie within each other. */
    private static final int MAX_DEPTH = 10;

    /**
     * The leaf to read of {@code registry}; nothing where a composite has no child.
     *
     * @param current the leaf chosen before, or null; what kind it is of is not found out again
     */
    static Optional<RegistryLeaf> choose(MeterRegistry registry, @Nullable RegistryLeaf current) {
        return choose(registry, current, 0);
    }

    @SuppressWarnings("ReferenceEquality")
    private static Optional<RegistryLeaf> choose(MeterRegistry registry, @Nullable RegistryLeaf current, int depth) {
        if (!(registry instanceof CompositeMeterRegistry composite)) {
            return Optional.of(
                    current != null && current.registry == registry
                            ? current
                            : new RegistryLeaf(registry, kindOf(registry)));
        }
        Optional<RegistryLeaf> best = Optional.empty();
        if (depth == MAX_DEPTH) {
            return best;
        }
        for (MeterRegistry child : composite.getRegistries()) {
            Optional<RegistryLeaf> candidate = choose(child, current, depth + 1);
            if (candidate.isPresent() && (best.isEmpty() || candidate.get().isBetterThan(best.get()))) {
                best = candidate;
            }
        }
        return best;
    }

    private boolean isBetterThan(RegistryLeaf other) {
        return registry.isClosed() == other.registry.isClosed()
                ? kind.compareTo(other.kind) < 0
                : other.registry.isClosed();
    }

    /** By class name where the class is of an artifact that need not be there. */
    private static Kind kindOf(MeterRegistry registry) {
        if (isA(registry, "io.micrometer.prometheusmetrics.PrometheusMeterRegistry")
                || isA(registry, "io.micrometer.prometheus.PrometheusMeterRegistry")) {
            return Kind.PROMETHEUS;
        }
        if (registry instanceof SimpleMeterRegistry) {
            return countsByStep(registry) ? Kind.STEP : Kind.SIMPLE;
        }
        if (isA(registry, "io.micrometer.registry.otlp.OtlpMeterRegistry")) {
            return countsByStep(registry) ? Kind.STEP : Kind.OTLP;
        }
        if (isA(registry, "io.micrometer.statsd.StatsdMeterRegistry")) {
            return Kind.STATSD;
        }
        return registry instanceof StepMeterRegistry ? Kind.STEP : Kind.OTHER;
    }

    private static boolean isA(MeterRegistry registry, String className) {
        for (Class<?> c = registry.getClass(); c != null; c = c.getSuperclass()) {
            if (c.getName().equals(className)) {
                return true;
            }
        }
        return false;
    }

    /** Whether any meter there is counts by step; the mode itself is not to be seen. */
    private static boolean countsByStep(MeterRegistry registry) {
        for (Meter meter : registry.getMeters()) {
            if (countsByStep(meter)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a meter's count is that of the last step instead of all; by the name that such classes bear everywhere. */
    static boolean countsByStep(Meter meter) {
        return meter.getClass().getSimpleName().contains("Step");
    }
}
