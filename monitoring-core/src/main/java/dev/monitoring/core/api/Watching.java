package dev.monitoring.core.api;

import dev.monitoring.core.registry.Source;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is watched, how often, and what is not. Immutable and thread-safe.
 *
 * @param sources every target with its latest snapshot and health, as of now
 * @param plans how often each target is read; a target without a plan is read at {@code interval}
 * @param absent what is not watched
 * @param interval how often collectors run that have no interval of their own
 */
public record Watching(Supplier<List<Source>> sources, List<Plan> plans, List<Absent> absent, Duration interval) {
    public Watching {
        plans = List.copyOf(plans);
        absent = List.copyOf(absent);
    }

    /**
     * How often a target is read. Immutable.
     *
     * @param collector the name of its collector
     * @param instance which target
     * @param watches what the collector watches, in a few words
     */
    public record Plan(String collector, String instance, String watches, Duration interval) {}

    /**
     * A kind of target that is not watched. Immutable.
     *
     * @param collector the name of the collector that would
     * @param watches what it would watch, in a few words
     * @param remedy what to do to have it watched
     */
    public record Absent(String collector, String watches, String remedy) {}

    Optional<Plan> plan(Source source) {
        return plans.stream()
                .filter(plan -> plan.collector().equals(source.collector())
                        && plan.instance().equals(source.target().instance()))
                .findFirst();
    }
}
