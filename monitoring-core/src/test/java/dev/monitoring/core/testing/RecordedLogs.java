package dev.monitoring.core.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * What was logged as a warning or an error in this JVM, kept instead of printed. SLF4J uses it where the system property
 * {@code slf4j.provider} names it, as the build of this module does. Thread-safe.
 */
public final class RecordedLogs implements SLF4JServiceProvider, ILoggerFactory {
    /** How many lines are kept; later ones are not. */
    private static final int CAPACITY = 10_000;

    private final ConcurrentMap<String, Logger> loggers = new ConcurrentHashMap<>();
    private final List<String> lines = new ArrayList<>(); // guarded by itself
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();

    /** The lines so far that contain {@code text}. */
    public static List<String> linesWith(String text) {
        if (LoggerFactory.getILoggerFactory() instanceof RecordedLogs logs) {
            synchronized (logs.lines) {
                return logs.lines.stream().filter(line -> line.contains(text)).toList();
            }
        }
        throw new IllegalStateException(
                "logs are not recorded; run with -Dslf4j.provider=" + RecordedLogs.class.getName());
    }

    @Override
    public Logger getLogger(String name) {
        return loggers.computeIfAbsent(name, key -> new RecordingLogger(key, this));
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return this;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {}

    private void add(String line) {
        synchronized (lines) {
            if (lines.size() < CAPACITY) {
                lines.add(line);
            }
        }
    }

    private static final class RecordingLogger extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1L;

        private final transient RecordedLogs logs;

        RecordingLogger(String name, RecordedLogs logs) {
            this.name = name;
            this.logs = logs;
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            return false;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level,
                @Nullable Marker marker,
                String pattern,
                Object @Nullable [] arguments,
                @Nullable Throwable thrown) {
            logs.add(level + " " + getName() + ": " + MessageFormatter.basicArrayFormat(pattern, arguments));
        }
    }
}
