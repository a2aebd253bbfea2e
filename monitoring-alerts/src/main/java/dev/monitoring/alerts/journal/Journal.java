package dev.monitoring.alerts.journal;

import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.EventLoop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries by kind and key that outlive the process: in memory for reading, and in one file of a directory for the next start.
 * Thread-safe; no call waits for the disk, but for {@link #open}, and none throws because of it.
 *
 * <p>A change is on disk a second later at the latest. Where the disk does not take it — it is full, the directory cannot be
 * written or is gone — everything goes on in memory; that is logged once, and once more when it is over, and tried again with
 * growing pauses of up to a minute. One process has a directory at a time; a second one runs in memory until it is started anew.
 */
public final class Journal implements AutoCloseable {
    // Design note. Callers change the maps under the lock and raise the loop, which alone touches the file. A write
    // takes, under the lock, either the records of what has changed since the last one (an append) or of all there is
    // (a new file), and then goes to the disk without the lock. What has changed is kept as keys, so a key that
    // changes often is written once, and the set is bounded: a key is in it only if it is an entry or stands in the
    // file. After a failure nobody knows what the file holds, so nothing but a new file will do, and there is no need
    // to remember what has changed.

    private static final Logger LOGGER = LoggerFactory.getLogger(Journal.class);
    private static final long MAX_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long CLOSE_MILLIS = 1_000;
    private static final long SWEEP_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Below this, what does not count any more is not worth a new file. */
    private static final long MIN_GARBAGE_BYTES = 64 << 10;

    private final JournalLimits limits;
    private final Clock clock;
    private final @Nullable EventLoop loop;
    private final @Nullable JournalFile file; // the loop's thread only, after the opening
    private final EventLoop.@Nullable Wakeup look;
    private final EventLoop.@Nullable Wakeup end;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Runnable gathering = () -> {};

    // The loop's thread only.
    private long nextWriteNanos;
    private long pauseNanos;
    private long nextSweepNanos;

    private final Object lock = new Object();
    // All below are guarded by lock.
    private final Map<Frame.Key, Entry> entries = new LinkedHashMap<>();
    private final Set<Frame.Key> inFile = new LinkedHashSet<>();
    private final Set<Frame.Key> changed = new LinkedHashSet<>();
    private boolean anew = true;
    private int underWay;
    private boolean raised;
    private boolean gathersSoon;
    private boolean closed;
    private long liveBytes;
    private long fileBytes;
    private long writes;
    private long failures;
    private long refused;
    private long lastWriteMillis;
    private Optional<String> problem = Optional.empty();
    private boolean gaveUp;
    private JournalOpening opening = JournalOpening.NOTHING;

    private Journal(JournalLimits limits, Clock clock, @Nullable EventLoop loop, @Nullable JournalFile file) {
        this.limits = limits;
        this.clock = clock;
        this.loop = loop;
        this.file = file;
        this.look = loop == null ? null : loop.wakeup(this::look);
        this.end = loop == null ? null : loop.wakeup(this::end);
        this.nextWriteNanos = clock.nanoTime();
        this.nextSweepNanos = nextWriteNanos + SWEEP_NANOS;
    }

    /** A journal that ends with the process. */
    public static Journal inMemory(Clock clock) {
        return new Journal(JournalLimits.DEFAULT, clock, null, null);
    }

    /**
     * A journal in a directory, with what is found there; starts a thread {@code monitoring-journal} for writing. Whatever is
     * wrong there, this gives a journal: {@link #status} says what was recovered and what was not.
     *
     * @param directory made where it is not there
     */
    public static Journal open(Path directory, JournalLimits limits, Clock clock) {
        return open(directory, limits, clock, Disk.real(), EventLoop.start("monitoring-journal", clock));
    }

    /** A journal with another disk, writing on {@code loop}, which it closes. */
    static Journal open(Path directory, JournalLimits limits, Clock clock, Disk disk, EventLoop loop) {
        JournalFile file = new JournalFile(directory, limits, disk);
        Journal journal = new Journal(limits, clock, loop, file);
        JournalFile.Opened opened = file.open(clock.epochMillis());
        synchronized (journal.lock) {
            journal.opening = opened.opening();
            opened.entries().forEach((key, entry) -> {
                journal.entries.put(key, entry);
                journal.liveBytes += entry.bytes();
            });
            journal.raised = true;
        }
        opened.opening().faults().forEach(fault -> LOGGER.warn("journal in {}: {}", directory, fault));
        opened.failure()
                .ifPresentOrElse(
                        failure -> journal.failed(failure, file),
                        () -> LOGGER.info(
                                "journal in {}: {} entries",
                                directory,
                                opened.entries().size()));
        if (journal.look != null) {
            journal.look.now(); // writes even without a change, so that a disk that refuses is known now
        }
        return journal;
    }

    /** The values of a kind by their keys, in the order in which the keys first came; copies. */
    public Map<String, byte[]> entries(String kind) {
        long nowMillis = clock.epochMillis();
        Map<String, byte[]> found = new LinkedHashMap<>();
        synchronized (lock) {
            entries.forEach((key, entry) -> {
                if (key.kind().equals(kind) && !entry.isExpired(nowMillis)) {
                    found.put(key.key(), entry.value());
                }
            });
        }
        return found;
    }

    /**
     * Has every value of a kind read, in the order in which their keys first came. One that cannot be read is logged and
     * removed.
     *
     * @param reader gets the key and the value; throws {@link IllegalArgumentException} where the value is none
     */
    public void recall(String kind, BiConsumer<String, EntryReader> reader) {
        entries(kind).forEach((key, value) -> {
            try {
                reader.accept(key, new EntryReader(value));
            } catch (IllegalArgumentException e) {
                LOGGER.warn("the journal's {} {} cannot be read and is dropped: {}", kind, key, e.getMessage());
                remove(kind, key);
            }
        });
    }

    /** Whether there are entries of a kind. */
    public boolean has(String kind) {
        synchronized (lock) {
            for (Frame.Key key : entries.keySet()) {
                if (key.kind().equals(kind)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Keeps a value until it is replaced or removed. */
    public void put(String kind, String key, byte[] value) {
        put(kind, key, value, Frame.FOR_EVER);
    }

    /**
     * Keeps a value until it is replaced or removed, or its time is over. One that is too large, or one too many, is counted as
     * refused, and what the key had before stays.
     *
     * @param kind at most 255 bytes in UTF-8
     * @param key at most 65,535 bytes in UTF-8
     * @param expiresAtMillis until when it counts, in epoch milliseconds
     */
    public void put(String kind, String key, byte[] value, long expiresAtMillis) {
        Frame.Key name = new Frame.Key(kind, key);
        Entry entry;
        try {
            entry = Entry.of(name, value, expiresAtMillis);
        } catch (ArithmeticException | IllegalArgumentException e) { // too long for the format
            refuse();
            return;
        }
        synchronized (lock) {
            Entry before = entries.get(name);
            if (before != null && before.isSame(entry)) {
                return;
            }
            if (!fits(entry, before)) {
                sweep(clock.epochMillis());
                before = entries.get(name);
                if (!fits(entry, before)) {
                    refuse();
                    return;
                }
            }
            liveBytes += entry.bytes() - (before == null ? 0 : before.bytes());
            entries.put(name, entry);
            if (!anew) {
                changed.add(name);
            }
        }
        raise();
    }

    private boolean fits(Entry entry, @Nullable Entry before) {
        long bytesAfter = liveBytes + entry.bytes() - (before == null ? 0 : before.bytes());
        return entry.bytes() <= limits.maxEntryBytes()
                && bytesAfter <= limits.maxLiveBytes()
                && (before != null || entries.size() < limits.maxEntries());
    }

    private void refuse() {
        long count;
        synchronized (lock) {
            count = ++refused;
        }
        if (count == 1) {
            LOGGER.warn(
                    "the journal is full, or an entry too large: {} entries, {} bytes each and {} bytes in all are the limits;"
                            + " what is refused is kept in memory only, monitoring_journal_refused_total counts it",
                    limits.maxEntries(),
                    limits.maxEntryBytes(),
                    limits.maxLiveBytes());
        }
    }

    /**
     * Forgets a value.
     *
     * @return whether there was one
     */
    public boolean remove(String kind, String key) {
        Frame.Key name = new Frame.Key(kind, key);
        synchronized (lock) {
            Entry before = entries.remove(name);
            if (before == null) {
                return false;
            }
            liveBytes -= before.bytes();
            if (inFile.contains(name)) {
                changed.add(name);
            } else {
                changed.remove(name);
            }
        }
        raise();
        return true;
    }

    /**
     * Names what puts and removes all that has gathered since the last write, on the thread that writes: for what changes often,
     * or costs something to put.
     */
    public void gatherWith(Runnable work) {
        gathering = work;
    }

    /** Has what has gathered put before the next write, which is a second later at most; at once where nothing is written. */
    public void gatherSoon() {
        synchronized (lock) {
            gathersSoon = true;
        }
        if (look == null) {
            gather();
        } else {
            raise();
        }
    }

    private void gather() {
        synchronized (lock) {
            if (!gathersSoon) {
                return;
            }
            gathersSoon = false;
        }
        gathering.run();
    }

    public JournalStatus status() {
        synchronized (lock) {
            return new JournalStatus(
                    file != null,
                    problem,
                    entries.size(),
                    liveBytes,
                    fileBytes,
                    file == null ? 0 : underWay + (anew ? entries.size() : changed.size()),
                    writes,
                    failures,
                    refused,
                    lastWriteMillis,
                    opening);
        }
    }

    private void raise() {
        synchronized (lock) {
            if (raised || closed || look == null) {
                return;
            }
            raised = true;
        }
        look.now();
    }

    private void look() {
        try {
            writeInTime();
        } catch (Throwable failure) { // the next change raises the loop again
            synchronized (lock) {
                raised = false;
            }
            throw failure;
        }
    }

    /** On the loop's thread: writes what has changed, once it is time to. */
    private void writeInTime() {
        boolean inMemoryOnly;
        synchronized (lock) {
            if (closed) {
                return;
            }
            inMemoryOnly = gaveUp;
            raised = !gaveUp;
        }
        if (inMemoryOnly) {
            gather();
            return;
        }
        long now = clock.nanoTime();
        if (look != null && nextWriteNanos - now > 0) {
            look.at(nextWriteNanos);
            return;
        }
        write();
        synchronized (lock) {
            raised = !gaveUp && (anew || !changed.isEmpty() || gathersSoon);
            if (!raised) {
                return;
            }
        }
        if (look != null) {
            look.at(nextWriteNanos);
        }
    }

    private void write() {
        JournalFile target = file;
        if (target == null) {
            return;
        }
        try {
            gather();
            List<byte[]> records = new ArrayList<>();
            boolean whole;
            synchronized (lock) {
                if (nextSweepNanos - clock.nanoTime() <= 0) {
                    sweep(clock.epochMillis());
                    nextSweepNanos = clock.nanoTime() + SWEEP_NANOS;
                }
                if (!anew && changed.isEmpty()) {
                    return;
                }
                whole = anew || !collect(records);
                if (whole) {
                    records.clear();
                    entries.values().forEach(entry -> records.add(entry.record()));
                    inFile.clear();
                    inFile.addAll(entries.keySet());
                }
                anew = false;
                changed.clear();
                underWay = records.size();
            }
            if (whole) {
                target.rewrite(records);
            } else {
                target.append(records);
            }
            succeeded(target);
        } catch (Throwable failure) { // memory that runs out too: what was taken must be written later
            failed(failure, target);
        }
    }

    /** The records of what has changed; false where the file is better written anew. Under the lock. */
    private boolean collect(List<byte[]> records) {
        long added = 0;
        for (Frame.Key key : changed) {
            Entry entry = entries.get(key);
            if (entry != null) {
                inFile.add(key);
            } else if (!inFile.remove(key)) {
                continue;
            }
            byte[] record = entry == null ? Frame.remove(key) : entry.record();
            records.add(record);
            added += record.length;
        }
        long after = fileBytes + added;
        return after <= limits.maxFileBytes()
                && after - liveBytes <= Math.max(liveBytes, Math.min(MIN_GARBAGE_BYTES, limits.maxLiveBytes()));
    }

    /** Forgets what does not count any more; the file is rid of it when it is written anew. Under the lock. */
    private void sweep(long nowMillis) {
        entries.entrySet().removeIf(each -> {
            boolean expired = each.getValue().isExpired(nowMillis);
            if (expired) {
                liveBytes -= each.getValue().bytes();
                changed.remove(each.getKey());
            }
            return expired;
        });
    }

    private void succeeded(JournalFile target) {
        Optional<String> before;
        synchronized (lock) {
            before = problem;
            problem = Optional.empty();
            underWay = 0;
            writes++;
            fileBytes = target.bytes();
            lastWriteMillis = clock.epochMillis();
        }
        pauseNanos = 0;
        nextWriteNanos = clock.nanoTime() + limits.writeEvery().toNanos();
        if (before.isPresent()) {
            LOGGER.info("the journal in {} is written again", target);
        }
    }

    private void failed(Throwable failure, JournalFile target) {
        target.abandon();
        boolean taken = failure instanceof Disk.LockedException;
        String text = taken ? String.valueOf(failure.getMessage()) : failure.toString();
        Optional<String> before;
        synchronized (lock) {
            anew = true;
            underWay = 0;
            changed.clear();
            inFile.clear();
            failures++;
            fileBytes = 0;
            gaveUp = taken;
            before = problem;
            problem = Optional.of(text);
        }
        pauseNanos = Math.min(
                MAX_PAUSE_NANOS, Math.max(2 * pauseNanos, limits.writeEvery().toNanos()));
        nextWriteNanos = clock.nanoTime() + pauseNanos;
        if (taken) {
            LOGGER.warn(
                    "{}; the state of alerts is kept in memory only until the next start: give each process a directory of its own",
                    text);
        } else if (before.isEmpty()) {
            LOGGER.warn(
                    "the journal in {} cannot be written: {}; the state of alerts is kept in memory only, and writing is tried"
                            + " again; check that the directory is there, may be written and has room",
                    target,
                    text);
        }
    }

    /** On the loop's thread: the last write. */
    private void end() {
        try {
            synchronized (lock) {
                closed = true;
            }
            if (!isGivenUp()) {
                write();
            }
        } finally {
            if (file != null) {
                file.close();
            }
            ended.countDown();
        }
    }

    private boolean isGivenUp() {
        synchronized (lock) {
            return gaveUp;
        }
    }

    /** Writes what is not written yet, and gives the directory up; returns within two seconds, whatever the disk does. */
    @Override
    public void close() {
        if (loop == null || end == null) {
            return;
        }
        end.now();
        try {
            if (!ended.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOGGER.warn(
                        "the journal in {} could not be written within a second; the latest changes may be lost", file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.close();
    }
}
