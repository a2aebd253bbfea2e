package dev.monitoring.core.registry;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The latest snapshot of every source, and those who are told of each new one. Thread-safe.
 *
 * <p>Sources are only ever added. A direct observer runs on the thread that publishes and sees the publisher's own snapshot,
 * which costs nothing; it must be quick. A queued observer has a thread of its own and a bounded queue of immutable copies,
 * made once for all of them; when its queue is full, the oldest entry is dropped and counted, be it a snapshot or the word
 * that series ended. What an observer throws, an {@link Error} too, is caught, counted and logged once; other observers and
 * the publisher never notice.
 */
public final class Registry implements AutoCloseable {
    // Locks. "this" guards the lists of sources and observers, which are replaced as a whole and read without it.
    // Each feed has a lock that makes its publications follow one another; each source one for its latest snapshot;
    // each queued observer one for its queue. They are only ever taken in the order feed, then source or queue.

    /** How long {@link #close} waits for the threads of queued observers, all together. */
    static final long CLOSE_MILLIS = 1_000;

    private volatile List<Source> sources = List.of(); // written under this
    private volatile DirectObserver[] direct = {}; // written under this
    private volatile QueuedObserver[] queued = {}; // written under this
    private boolean closed; // guarded by this

    /** Adds a source of which nobody says how often it is read. */
    public SourceFeed add(String collector, Target target) {
        return add(collector, target, Schedule.UNKNOWN);
    }

    /**
     * Adds a source.
     *
     * @param collector the name of its collector
     * @param target what it watches
     * @param schedule how often it is read
     * @return where its results go in
     */
    public synchronized SourceFeed add(String collector, Target target, Schedule schedule) {
        RegisteredSource source = new RegisteredSource(collector, target, schedule);
        List<Source> more = new ArrayList<>(sources);
        more.add(source);
        sources = List.copyOf(more);
        return new SourceFeed(this, source);
    }

    /** Every source, in the order they were added. */
    public List<Source> sources() {
        return sources;
    }

    /** The source of a collector and the {@code instance} of its target; the first added where there are several. */
    public Optional<Source> source(String collector, String instance) {
        for (Source source : sources) {
            if (source.collector().equals(collector)
                    && source.target().instance().equals(instance)) {
                return Optional.of(source);
            }
        }
        return Optional.empty();
    }

    /**
     * Adds an observer that runs on the publishing thread. It sees the next snapshot of each source first.
     *
     * @param name for logs and metrics
     * @return removes the observer when closed; a call under way goes on
     */
    public synchronized Subscription observe(String name, SnapshotObserver observer) {
        DirectObserver added = new DirectObserver(name, observer);
        DirectObserver[] more = Arrays.copyOf(direct, direct.length + 1);
        more[direct.length] = added;
        direct = more;
        return () -> remove(added);
    }

    /**
     * Adds an observer with a queue and a thread of its own. It sees the next snapshot of each source first.
     *
     * @param name for logs, metrics and the thread's name
     * @param capacity how many calls may wait, at least 1; beyond that the oldest is dropped
     * @return removes the observer when closed, and stops its thread; waits for a call under way for at most a second
     * @throws IllegalArgumentException if {@code capacity} is below 1
     */
    public synchronized Subscription observeQueued(String name, int capacity, SnapshotObserver observer) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "a queue of " + capacity + " for observer " + name + " could hold nothing; give it at least 1");
        }
        QueuedObserver added = new QueuedObserver(name, capacity, observer);
        if (!closed) {
            QueuedObserver[] more = Arrays.copyOf(queued, queued.length + 1);
            more[queued.length] = added;
            queued = more;
            added.start();
        }
        return () -> remove(added);
    }

    /** How each observer is keeping up. */
    public List<ObserverStatus> observers() {
        List<ObserverStatus> statuses = new ArrayList<>();
        for (DirectObserver observer : direct) {
            statuses.add(observer.status());
        }
        for (QueuedObserver observer : queued) {
            statuses.add(observer.status());
        }
        return statuses;
    }

    /** Forgets all observers and stops their threads, within a second. What waits in queues is not delivered. */
    @Override
    public void close() {
        QueuedObserver[] running;
        synchronized (this) {
            closed = true;
            running = queued;
            queued = new QueuedObserver[0];
            direct = new DirectObserver[0];
        }
        for (QueuedObserver observer : running) {
            observer.stop();
        }
        long waitMillis = CLOSE_MILLIS;
        for (QueuedObserver observer : running) {
            waitMillis /= 2;
            observer.join(Math.max(1, waitMillis));
        }
    }

    /** Removes an observer from a {@link Registry} when closed. */
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** Tells all observers; called under the lock of the source's feed. */
    void tell(Source source, SeriesLayout before, Snapshot snapshot) {
        BitSet gone = before == snapshot.layout() ? null : slotsThatLeft(before, snapshot.layout());
        for (DirectObserver observer : direct) {
            observer.tell(source, before, gone, snapshot);
        }
        QueuedObserver[] behindQueues = queued;
        if (behindQueues.length > 0) {
            Snapshot copy = new Snapshot();
            copy.copyFrom(snapshot);
            for (QueuedObserver observer : behindQueues) {
                observer.offer(source, before, gone, copy);
            }
        }
    }

    private static @Nullable BitSet slotsThatLeft(SeriesLayout before, SeriesLayout now) {
        Set<Labels> kept = new HashSet<>(2 * now.size());
        for (int slot = 0; slot < now.size(); slot++) {
            kept.add(now.series(slot));
        }
        BitSet gone = new BitSet(before.size());
        for (int slot = 0; slot < before.size(); slot++) {
            if (!kept.contains(before.series(slot))) {
                gone.set(slot);
            }
        }
        return gone.isEmpty() ? null : gone;
    }

    private synchronized void remove(DirectObserver observer) {
        direct = Arrays.stream(direct).filter(other -> other != observer).toArray(DirectObserver[]::new);
    }

    private void remove(QueuedObserver observer) {
        synchronized (this) {
            queued = Arrays.stream(queued).filter(other -> other != observer).toArray(QueuedObserver[]::new);
        }
        observer.stop();
        observer.join(CLOSE_MILLIS);
    }
}
