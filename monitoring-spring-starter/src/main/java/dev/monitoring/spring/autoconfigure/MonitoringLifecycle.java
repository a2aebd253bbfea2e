package dev.monitoring.spring.autoconfigure;

import dev.monitoring.core.ConfigurationException;
import dev.monitoring.core.Monitoring;
import dev.monitoring.spring.autoconfigure.EmbeddedStart.Started;
import dev.monitoring.spring.autoconfigure.StarterSettings.OnConfigError;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.core.Ordered;

/**
 * Starts the library once its own context is ready and stops it before any bean of that context goes. Thread-safe.
 *
 * <p>The start runs on a thread of its own, {@code monitoring-spring-start}, which ends when all is said: the application
 * waits for nothing. Only where a wrong configuration is to end the application does the start happen within it.
 *
 * <p>The context's end comes first of all listeners, because Spring Boot closes the application's meters at the same event. It
 * waits half a second for a start that still goes on; a start that finds out too late closes what it has begun.
 */
final class MonitoringLifecycle implements SmartApplicationListener, DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(MonitoringLifecycle.class);
    private static final long START_WAIT_MILLIS = 500;

    /** First runs of collectors may take some seconds; what is not known after ten is told as not known. */
    private static final int MAX_LOOKS = 50;

    private static final long LOOK_MILLIS = 200;

    private final HostedMonitoring hosted;
    private final ConfigurableApplicationContext context;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Object lock = new Object();
    private @Nullable Monitoring own; // guarded by lock
    private @Nullable Thread starting; // guarded by lock

    MonitoringLifecycle(HostedMonitoring hosted, ConfigurableApplicationContext context) {
        this.hosted = hosted;
        this.context = context;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public boolean supportsEventType(Class<? extends ApplicationEvent> type) {
        return ApplicationReadyEvent.class.isAssignableFrom(type) || ContextClosedEvent.class.isAssignableFrom(type);
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        if (event instanceof ApplicationReadyEvent ready && isOwn(ready.getApplicationContext())) {
            ready();
        } else if (event instanceof ContextClosedEvent closed
                && isOwn(((ApplicationContextEvent) closed).getApplicationContext())) {
            close();
        }
    }

    /** Events of child contexts come by as well. */
    private boolean isOwn(ApplicationContext other) {
        return other == context;
    }

    private void ready() {
        if (hosted.running().isPresent()) {
            return;
        }
        EmbeddedStart start = new EmbeddedStart(context);
        OnConfigError onError = start.onConfigError();
        if (onError == OnConfigError.FAIL) {
            Optional<Started> started = begin(start, onError);
            inBackground(() -> started.ifPresent(now -> tell(start, now)));
        } else {
            inBackground(() -> begin(start, onError).ifPresent(now -> tell(start, now)));
        }
    }

    private void inBackground(Runnable work) {
        Thread thread = new Thread(null, () -> guarded(work), "monitoring-spring-start", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(context.getClassLoader());
        synchronized (lock) {
            starting = thread;
        }
        thread.start();
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (ConfigurationException e) {
            log.warn("the application runs without monitoring: {}", e.getMessage());
        } catch (Throwable e) { // whatever it is, it is not the host's
            log.warn("the application runs without monitoring, because it does not start", e);
        } finally {
            synchronized (lock) {
                starting = null;
            }
        }
    }

    /** Starts it; empty where the context closes meanwhile. */
    private Optional<Started> begin(EmbeddedStart start, OnConfigError onError) {
        if (isClosing()) {
            return Optional.empty();
        }
        Started started = start.start(onError);
        synchronized (lock) {
            if (!isClosing()) {
                own = started.monitoring();
                hosted.started(started.monitoring());
                return Optional.of(started);
            }
        }
        started.monitoring().close();
        return Optional.empty();
    }

    /** Says what has been started; waits until it is known what works, or the end comes. */
    private void tell(EmbeddedStart start, Started started) {
        FirstLines lines = new FirstLines(started.monitoring(), started.settings(), start.hasMeters());
        log.info("{}", lines.console(start.consoleAddress()));
        try {
            for (int looks = 0; looks < MAX_LOOKS && !lines.isAllTried(); looks++) {
                if (closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        log.info("{}", lines.watching());
        log.info("{}", lines.budget());
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void close() {
        closing.countDown();
        Thread thread;
        synchronized (lock) {
            thread = starting;
        }
        if (thread != null && thread != Thread.currentThread()) {
            await(thread);
        }
        Monitoring monitoring;
        synchronized (lock) {
            monitoring = own;
            own = null;
        }
        if (monitoring != null) {
            hosted.stopped();
            monitoring.close();
        }
    }

    private static void await(Thread thread) {
        try {
            TimeUnit.MILLISECONDS.timedJoin(thread, START_WAIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** For a context that ends without saying so. */
    @Override
    public void destroy() {
        close();
    }
}
