package dev.monitoring.alerts;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.AlertState;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.alert.Pending;
import dev.monitoring.alerts.alert.Resolved;
import dev.monitoring.alerts.journal.EntryReader;
import dev.monitoring.alerts.journal.EntryWriter;
import dev.monitoring.alerts.journal.Journal;
import dev.monitoring.alerts.rule.AlertMemory;
import dev.monitoring.alerts.rule.RuleIdentity;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alerts of rules in a journal. What changes is put there when the journal writes, on its thread, so that evaluations do
 * not wait for that. Thread-safe.
 *
 * <p>An entry: version 1; the rule's file, group, name, labels, expression and ordinal; the alert's labels, annotations and
 * value; its state, 1 pending, 2 firing, 3 resolved, and the times of that in the order of its record, with the least long for
 * a time that there is not.
 */
final class JournaledAlerts implements AlertMemory, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(JournaledAlerts.class);
    private static final String KIND = "alert";
    private static final String LEFT = "left-alert";
    private static final String TIMES = "time";
    private static final String EVALUATED = "evaluated";

    private static final int VERSION = 1;
    private static final int PENDING = 1;
    private static final int FIRING = 2;
    private static final int RESOLVED = 3;
    private static final long NEVER = Long.MIN_VALUE;

    /** How long the alerts of a rule that is not there are kept: time enough to mend its file. */
    private static final Duration LEFT_RETENTION = Duration.ofDays(1);

    /** How often is noted that rules are evaluated, while there are alerts; so much longer than true a stop may seem. */
    private static final long NOTE_MILLIS = 4_000;

    private final Journal journal;
    private final Clock clock;
    private final AtomicLong lookedMillis = new AtomicLong(NEVER);
    private volatile long evaluatedMillis = NEVER;
    private final Object putting = new Object(); // held while changes are put, so that they are in their order

    /** The latest of each alert that is not in the journal yet; none where it is forgotten. */
    private Map<Slot, Optional<Alert>> changes = new LinkedHashMap<>(); // guarded by this

    private record Slot(RuleIdentity rule, Labels alert) {}

    JournaledAlerts(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
        journal.gatherWith(this::putChanges);
    }

    @Override
    public Remembered recall() {
        Map<RuleIdentity, List<Alert>> alerts = new LinkedHashMap<>();
        for (String kind : List.of(KIND, LEFT)) {
            journal.recall(kind, (key, reader) -> read(reader, alerts));
        }
        byte[] evaluated = journal.entries(TIMES).get(EVALUATED);
        return new Remembered(
                evaluated == null || evaluated.length != Long.BYTES
                        ? OptionalLong.empty()
                        : OptionalLong.of(new EntryReader(evaluated).number()),
                alerts);
    }

    private static void read(EntryReader reader, Map<RuleIdentity, List<Alert>> alerts) {
        reader.version(VERSION);
        RuleIdentity rule = new RuleIdentity(
                reader.text(), reader.text(), reader.text(), reader.texts(), reader.text(), (int) reader.number());
        Alert alert = new Alert(reader.labels(), reader.texts(), reader.real(), state(reader));
        alerts.computeIfAbsent(rule, unused -> new ArrayList<>()).add(alert);
    }

    private static AlertState state(EntryReader reader) {
        int state = (int) reader.number();
        long activeAtMillis = reader.number();
        if (state == PENDING) {
            return new Pending(activeAtMillis);
        }
        long firedAtMillis = reader.number();
        long third = reader.number();
        if (state == FIRING) {
            OptionalLong keptSince = third == NEVER ? OptionalLong.empty() : OptionalLong.of(third);
            return new Firing(activeAtMillis, firedAtMillis, keptSince);
        }
        if (state == RESOLVED) {
            return new Resolved(activeAtMillis, firedAtMillis, third);
        }
        throw new IllegalArgumentException("there is no state " + state);
    }

    private static byte[] bytes(RuleIdentity rule, Alert alert) {
        EntryWriter writer = identity(new EntryWriter().number(VERSION), rule)
                .labels(alert.labels())
                .texts(alert.annotations())
                .real(alert.value());
        AlertState state = alert.state();
        if (state instanceof Firing firing) {
            writer.number(FIRING)
                    .number(firing.activeAtMillis())
                    .number(firing.firedAtMillis())
                    .number(firing.keptSinceMillis().orElse(NEVER));
        } else if (state instanceof Resolved resolved) {
            writer.number(RESOLVED)
                    .number(resolved.activeAtMillis())
                    .number(resolved.firedAtMillis())
                    .number(resolved.resolvedAtMillis());
        } else {
            writer.number(PENDING).number(state.activeAtMillis());
        }
        return writer.bytes();
    }

    private static EntryWriter identity(EntryWriter writer, RuleIdentity rule) {
        return writer.text(rule.file())
                .text(rule.group())
                .text(rule.rule())
                .texts(rule.labels())
                .text(rule.expression())
                .number(rule.ordinal());
    }

    private static String key(RuleIdentity rule, Labels alert) {
        return identity(new EntryWriter(), rule).labels(alert).digest();
    }

    @Override
    public void keep(RuleIdentity rule, Alert alert) {
        change(new Slot(rule, alert.labels()), Optional.of(alert));
    }

    @Override
    public void forget(RuleIdentity rule, Labels alert) {
        change(new Slot(rule, alert), Optional.empty());
    }

    private void change(Slot slot, Optional<Alert> alert) {
        synchronized (this) {
            changes.put(slot, alert);
        }
        journal.gatherSoon();
    }

    private void putChanges() {
        synchronized (putting) {
            Map<Slot, Optional<Alert>> put;
            synchronized (this) {
                put = changes;
                changes = new LinkedHashMap<>();
            }
            put.forEach(this::put);
        }
    }

    private void put(Slot slot, Optional<Alert> alert) {
        String key = key(slot.rule(), slot.alert());
        try {
            if (alert.isPresent()) {
                journal.put(KIND, key, bytes(slot.rule(), alert.get()));
            } else {
                journal.remove(KIND, key);
            }
            journal.remove(LEFT, key);
        } catch (RuntimeException e) { // its texts are made by templates
            LOGGER.warn(
                    "alert {} of rule {} cannot be kept",
                    slot.alert(),
                    slot.rule().rule(),
                    e);
        }
    }

    @Override
    public void leave(RuleIdentity rule, List<Alert> alerts) {
        putChanges();
        long expires = clock.epochMillis() + LEFT_RETENTION.toMillis();
        for (Alert alert : alerts) {
            String key = key(rule, alert.labels());
            if (journal.remove(KIND, key)) { // else it was left before, and its time runs
                journal.put(LEFT, key, bytes(rule, alert), expires);
            }
        }
    }

    @Override
    public void evaluated(long timeMillis) {
        evaluatedMillis = timeMillis;
        long looked = lookedMillis.get();
        if ((looked == NEVER || Math.abs(timeMillis - looked) >= NOTE_MILLIS)
                && lookedMillis.compareAndSet(looked, timeMillis)
                && hasAlerts()) {
            note(timeMillis);
        }
    }

    private boolean hasAlerts() {
        synchronized (this) {
            if (!changes.isEmpty()) {
                return true;
            }
        }
        return journal.has(KIND);
    }

    private void note(long timeMillis) {
        journal.put(TIMES, EVALUATED, new EntryWriter().number(timeMillis).bytes());
    }

    /** Notes when rules were evaluated last. */
    @Override
    public void close() {
        long last = evaluatedMillis;
        if (last != NEVER) {
            note(last);
        }
    }
}
