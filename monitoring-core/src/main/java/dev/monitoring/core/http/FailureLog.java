package dev.monitoring.core.http;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs unexpected failures once per cause: the first, then the tenth, the hundredth, … with the count; the others, and all
 * stack traces, at debug level. Thread-safe.
 */
final class FailureLog {
    private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);

    /** Causes told apart; what comes later is counted as one. */
    private static final int MAX_CAUSES = 200;

    private final ConcurrentMap<String, AtomicLong> counts = new ConcurrentHashMap<>();
    private final AtomicLong total = new AtomicLong();

    void report(String where, Throwable failure) {
        total.incrementAndGet();
        StackTraceElement[] frames = failure.getStackTrace();
        String cause =
                where + " failed with " + failure.getClass().getName() + (frames.length == 0 ? "" : " at " + frames[0]);
        String key = counts.size() < MAX_CAUSES || counts.containsKey(cause) ? cause : "others";
        long times = counts.computeIfAbsent(key, any -> new AtomicLong()).incrementAndGet();
        if (isPowerOfTen(times)) {
            LOG.warn("{}: {}{}", cause, printable(failure.getMessage()), times == 1 ? "" : " (" + times + " times)");
        }
        LOG.debug("{}", cause, failure);
    }

    long total() {
        return total.get();
    }

    private static boolean isPowerOfTen(long times) {
        long power = 1;
        while (power < times) {
            power *= 10;
        }
        return power == times;
    }

    /** One line, whatever the message holds, and not a long one. */
    private static String printable(@Nullable String message) {
        if (message == null) {
            return "no message";
        }
        StringBuilder text = new StringBuilder();
        message.codePoints().limit(300).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                text.append(String.format("\\u%04x", c));
            } else {
                text.appendCodePoint(c);
            }
        });
        return text.toString();
    }
}
