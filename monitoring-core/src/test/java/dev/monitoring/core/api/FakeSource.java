package dev.monitoring.core.api;

import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.CollectorHealth.State;
import dev.monitoring.core.registry.Schedule;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.registry.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A source with the health it was given. */
record FakeSource(String collector, Target target, CollectorHealth health) implements Source {
    private static final Instant RUN = Instant.parse("2026-11-21T10:00:00Z");

    static FakeSource starting(String collector, String instance) {
        return new FakeSource(collector, Target.of(collector, instance), CollectorHealth.starting());
    }

    static FakeSource up(String collector, String instance) {
        return new FakeSource(
                collector,
                Target.of(collector, instance),
                new CollectorHealth(
                        State.UP,
                        Optional.of(RUN),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofMillis(3),
                        412,
                        0,
                        Optional.of(RUN.plusSeconds(5))));
    }

    static FakeSource failed(String collector, String instance, State state, String error) {
        return new FakeSource(
                collector,
                Target.of(collector, instance),
                new CollectorHealth(
                        state,
                        Optional.empty(),
                        Optional.of(error),
                        Optional.of(RUN),
                        Duration.ofSeconds(4),
                        0,
                        3,
                        Optional.empty()));
    }

    @Override
    public Schedule schedule() {
        return Schedule.UNKNOWN;
    }

    @Override
    public boolean copyTo(Snapshot into) {
        return false;
    }
}
