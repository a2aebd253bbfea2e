package dev.monitoring.alerts.mute;

import dev.monitoring.alerts.journal.Journal;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;

/**
 * The silences that there are. Thread-safe.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/alertmanager/#silences">Silences</a>
 */
public final class Silences {
    /** How long an expired silence can still be seen, as in Alertmanager. */
    public static final Duration RETENTION = Duration.ofDays(5);

    private final Clock clock;
    private final int maxSilences;
    private final Journal journal;
    private final Object lock = new Object();
    private final Map<String, Silence> silences = new LinkedHashMap<>(); // guarded by lock

    /**
     * Without silences.
     *
     * @param maxSilences how many there are at most, expired ones that can still be seen included
     */
    public Silences(Clock clock, int maxSilences) {
        this(clock, maxSilences, Journal.inMemory(clock));
    }

    /**
     * With the silences that a journal has, and keeping them there.
     *
     * @param maxSilences how many there are at most, expired ones that can still be seen included
     */
    public Silences(Clock clock, int maxSilences, Journal journal) {
        this.clock = clock;
        this.maxSilences = maxSilences;
        this.journal = journal;
        journal.recall(SilenceCodec.KIND, (id, reader) -> silences.put(id, SilenceCodec.read(id, reader)));
        forget(clock.epochMillis());
    }

    /**
     * Adds a silence, or changes the one with its id. A start in the past becomes now. An active silence keeps its matchers and
     * its start, and a pending one its matchers; where more is changed, the old one expires and a new one takes its place.
     *
     * @return the silence as it is kept, with its id
     * @throws NoSuchElementException if it has an id that no silence has
     * @throws IllegalArgumentException if it ends in the past
     * @throws IllegalStateException if there are too many
     */
    public Silence set(Silence wanted) {
        synchronized (lock) {
            long now = clock.epochMillis();
            forget(now);
            if (wanted.endsAtMillis() < now) {
                throw new IllegalArgumentException("the silence ends in the past; give it an end from now on");
            }
            if (!wanted.id().isEmpty()) {
                Silence before = required(wanted.id());
                if (mayBecome(before, wanted, now)) {
                    Silence changed = wanted.with(wanted.id(), wanted.startsAtMillis(), wanted.endsAtMillis(), now);
                    keep(changed);
                    return changed;
                }
            }
            if (silences.size() >= maxSilences) {
                throw new IllegalStateException(
                        "there are " + maxSilences + " silences already; wait until some are forgotten, "
                                + RETENTION.toHours() + " hours after their end, or raise the limit");
            }
            if (!wanted.id().isEmpty()) {
                end(required(wanted.id()), now);
            }
            Silence made = wanted.with(
                    UUID.randomUUID().toString(), Math.max(now, wanted.startsAtMillis()), wanted.endsAtMillis(), now);
            keep(made);
            return made;
        }
    }

    private static boolean mayBecome(Silence before, Silence wanted, long now) {
        if (!before.matchers().equals(wanted.matchers())) {
            return false;
        }
        return switch (before.state(now)) {
            case ACTIVE -> before.startsAtMillis() / 1_000 == wanted.startsAtMillis() / 1_000;
            case PENDING -> wanted.startsAtMillis() >= now;
            case EXPIRED -> false;
        };
    }

    /**
     * Ends a silence now.
     *
     * @throws NoSuchElementException if there is none with this id
     */
    public void expire(String id) {
        synchronized (lock) {
            end(required(id), clock.epochMillis());
        }
    }

    /** A silence that ended a millisecond ago is expired from now on. */
    private void end(Silence silence, long now) {
        if (silence.state(now) != Silence.State.EXPIRED) {
            keep(silence.with(silence.id(), Math.min(silence.startsAtMillis(), now - 1), now - 1, now));
        }
    }

    private void keep(Silence silence) {
        silences.put(silence.id(), silence);
        long end = silence.endsAtMillis();
        long expires = end > Long.MAX_VALUE - RETENTION.toMillis() ? Long.MAX_VALUE : end + RETENTION.toMillis();
        journal.put(SilenceCodec.KIND, silence.id(), SilenceCodec.write(silence), expires);
    }

    private Silence required(String id) {
        Silence found = silences.get(id);
        if (found == null) {
            throw new NoSuchElementException("there is no silence " + id + "; list them to see their ids");
        }
        return found;
    }

    /** The silence with this id, where it can be seen. */
    public Optional<Silence> find(String id) {
        synchronized (lock) {
            forget(clock.epochMillis());
            return Optional.ofNullable(silences.get(id));
        }
    }

    /** Those that keep an alert quiet now, in the order in which they were made. */
    public List<Silence> silencing(Labels alert) {
        return silencing(alert, clock.epochMillis());
    }

    /** Those that keep an alert quiet at a moment, as far as they are remembered, in the order in which they were made. */
    public List<Silence> silencing(Labels alert, long timeMillis) {
        synchronized (lock) {
            return silences.values().stream()
                    .filter(silence -> silence.state(timeMillis) == Silence.State.ACTIVE
                            && silence.matchers().matches(alert))
                    .toList();
        }
    }

    /** All that can be seen, in the order in which they were made. */
    public List<Silence> list() {
        synchronized (lock) {
            forget(clock.epochMillis());
            return List.copyOf(silences.values());
        }
    }

    private void forget(long now) {
        silences.values().removeIf(silence -> {
            boolean isOld = silence.endsAtMillis() < now - RETENTION.toMillis();
            if (isOld) {
                journal.remove(SilenceCodec.KIND, silence.id());
            }
            return isOld;
        });
    }
}
