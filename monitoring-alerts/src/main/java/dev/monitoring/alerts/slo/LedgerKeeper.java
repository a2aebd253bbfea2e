package dev.monitoring.alerts.slo;

import dev.monitoring.core.model.Labels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the counts of an objective to a memory, and takes them from there. All that there is, a hundred thousand bytes perhaps, is
 * given every five minutes and at the end; what has changed since then, a few hundred, at each evaluation. Confined to its
 * objective.
 */
final class LedgerKeeper {
    private static final Logger LOGGER = LoggerFactory.getLogger(SloEngine.class);
    private static final long NEVER = Long.MIN_VALUE;
    private static final long ALL_MILLIS = 300_000;

    /** Of so many sets of labels what has changed is given at an evaluation; further ones have their turn at the next. */
    private static final int AT_A_TIME = 100;

    private static final String LATEST = " latest";

    private final Objective objective;
    private final SloMemory memory;
    private long savedMillis = NEVER;
    private boolean isAllDue;
    private @Nullable Labels last;

    LedgerKeeper(Objective objective, SloMemory memory) {
        this.objective = objective;
        this.memory = memory;
    }

    /** One that goes on with the counts of this one, which is not used any more, for an objective that counts the same. */
    LedgerKeeper successor(Objective next) {
        LedgerKeeper successor = new LedgerKeeper(next, memory);
        successor.savedMillis = savedMillis;
        successor.isAllDue = isAllDue;
        return successor;
    }

    /** What the memory has. */
    Map<Labels, CountLedger> load(long timeMillis) {
        Map<Labels, CountLedger> ledgers = new TreeMap<>();
        List<LedgerBytes.Restored> latest = new ArrayList<>();
        for (byte[] saved : memory.load(objective.name())) {
            try {
                LedgerBytes.Restored restored = LedgerBytes.read(saved, objective, timeMillis);
                if (restored.areLatest()) {
                    latest.add(restored);
                } else {
                    ledgers.put(restored.labels(), restored.ledger());
                }
            } catch (IOException e) {
                LOGGER.warn(
                        "SLO {} begins without counts of before: {}", objective.name(), String.valueOf(e.getMessage()));
            }
        }
        for (LedgerBytes.Restored restored : latest) {
            ledgers.computeIfAbsent(restored.labels(), labels -> restored.ledger())
                    .takeLatest(restored.ledger());
        }
        isAllDue = !latest.isEmpty(); // else the next kill would leave only what comes from now on
        return ledgers;
    }

    /** Saves what is to be saved after an evaluation. */
    void evaluated(NavigableMap<Labels, CountLedger> ledgers, long timeMillis) {
        if (isAllDue || savedMillis != NEVER && timeMillis - savedMillis >= ALL_MILLIS) {
            saveAll(ledgers, timeMillis);
        } else if (savedMillis == NEVER) {
            savedMillis = timeMillis;
        } else if (memory != SloMemory.NONE) {
            saveLatest(ledgers);
        }
    }

    void saveAll(Map<Labels, CountLedger> ledgers, long timeMillis) {
        ledgers.forEach((labels, ledger) ->
                save(labels.toString(), LedgerBytes.write(objective.meaning(), labels, ledger), ledger));
        savedMillis = timeMillis;
        isAllDue = false;
    }

    private void saveLatest(NavigableMap<Labels, CountLedger> ledgers) {
        Iterator<Map.Entry<Labels, CountLedger>> rest = (last == null ? ledgers : ledgers.tailMap(last, false))
                .entrySet()
                .iterator();
        for (int i = 0; i < AT_A_TIME && rest.hasNext(); i++) {
            Map.Entry<Labels, CountLedger> next = rest.next();
            CountLedger ledger = next.getValue();
            last = next.getKey();
            if (ledger.aliveMillis() > savedMillis) {
                save(last + LATEST, LedgerBytes.writeSince(savedMillis, objective.meaning(), last, ledger), ledger);
            }
        }
        last = rest.hasNext() ? last : null;
    }

    private void save(String key, byte[] counts, CountLedger ledger) {
        memory.save(
                objective.name(),
                key,
                counts,
                ledger.aliveMillis() + objective.window().toMillis());
    }

    /** Moves its time by as much as the wall clock was set. */
    void shift(long millis) {
        savedMillis += savedMillis == NEVER ? 0 : millis;
    }
}
