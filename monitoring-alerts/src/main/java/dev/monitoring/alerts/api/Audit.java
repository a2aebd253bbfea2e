package dev.monitoring.alerts.api;

import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who changed what and when through the API: the latest changes of each kind, and a line of the log for each while there are few.
 * Thread-safe.
 */
public final class Audit {
    private static final Logger LOGGER = LoggerFactory.getLogger(Audit.class);
    private static final int REMEMBERED = 500;
    private static final int MAX_CHARS = 300;

    /** More lines than that in a minute are counted, not written. */
    private static final int LINES = 30;

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final Clock clock;
    private final Object lock = new Object();
    private final Map<Kind, Deque<Change>> changes = new EnumMap<>(Kind.class); // guarded by lock
    private long minuteNanos; // guarded by lock
    private int lines; // guarded by lock
    private long suppressed; // guarded by lock

    /** What is changed; each kind is remembered for itself, so that frequent ones do not displace rare ones. */
    public enum Kind {
        ALERTS,
        SILENCES,
        ACKNOWLEDGEMENTS,
        TESTS
    }

    /**
     * One change. Immutable.
     *
     * @param timeMillis when, in epoch milliseconds
     * @param who the name by which the caller proved who it is, or else its address
     * @param what in words
     */
    public record Change(long timeMillis, String who, String what) {}

    public Audit(Clock clock) {
        this.clock = clock;
        this.minuteNanos = clock.nanoTime();
    }

    /** Takes note of a change that a request has made. */
    void note(HttpRequest request, Kind kind, String what) {
        String who = request.principal().or(request::remoteAddress).orElse("somebody");
        Change change = new Change(clock.epochMillis(), printable(who), printable(what));
        boolean written;
        long before = 0;
        synchronized (lock) {
            Deque<Change> latest = changes.computeIfAbsent(kind, any -> new ArrayDeque<>());
            if (latest.size() == REMEMBERED) {
                latest.removeFirst();
            }
            latest.addLast(change);
            long now = clock.nanoTime();
            if (now - minuteNanos >= MINUTE) {
                minuteNanos = now;
                lines = 0;
                before = suppressed;
                suppressed = 0;
            }
            written = lines++ < LINES;
            suppressed += written ? 0 : 1;
        }
        if (before > 0) {
            LOGGER.info("{} more changes through the API were not logged", before);
        }
        if (written) {
            LOGGER.info("{} {}", change.who(), change.what());
        }
    }

    /** What is remembered, the latest first. */
    public List<Change> changes() {
        List<Change> all = new ArrayList<>();
        synchronized (lock) {
            changes.values().forEach(all::addAll);
        }
        all.sort(Comparator.comparingLong(Change::timeMillis).reversed());
        return all;
    }

    /** One line, whatever stands in it, and not a long one. */
    private static String printable(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(MAX_CHARS).forEach(c -> {
            boolean hidden = Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT
                    || Character.getType(c) == Character.LINE_SEPARATOR
                    || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
            line.append(hidden ? String.format("\\u%04x", c) : Character.toString(c));
        });
        return line.toString();
    }
}
