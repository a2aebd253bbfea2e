package dev.monitoring.collectors.amqp;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the threads of one connection: daemons with our names. The client names threads after it got them, so a thread takes
 * its name back when it starts. Thread-safe.
 */
final class SessionThreads implements ThreadFactory {
    private final String prefix;
    private final AtomicInteger made = new AtomicInteger();

    SessionThreads(String purpose) {
        this.prefix = "monitoring-" + purpose + "-amqp-";
    }

    @Override
    public Thread newThread(Runnable work) {
        String name = prefix + made.incrementAndGet();
        Thread thread = new Thread(
                () -> {
                    Thread.currentThread().setName(name);
                    work.run();
                },
                name);
        thread.setDaemon(true);
        return thread;
    }
}
