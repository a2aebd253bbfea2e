package dev.monitoring.core.collect;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.time.Deadline;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A collector that does what a test says. */
final class FakeCollector implements PushCollector {
    /** One run. */
    @FunctionalInterface
    interface Body {
        void collect(MetricSink sink, Deadline deadline) throws Exception;
    }

    /** What {@link #start} does. */
    @FunctionalInterface
    interface Start {
        void start(EventFeed feed) throws Exception;
    }

    private final String name;
    volatile Body body;
    Optional<Family> upFamily = Optional.empty();
    volatile Start start = feed -> {};
    volatile Runnable closing = () -> {};
    final AtomicInteger starts = new AtomicInteger();
    final AtomicInteger runs = new AtomicInteger();
    final AtomicInteger closes = new AtomicInteger();

    FakeCollector(String name, Body body) {
        this.name = name;
        this.body = body;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Family> upFamily() {
        return upFamily;
    }

    @Override
    public void start(EventFeed feed) throws Exception {
        starts.incrementAndGet();
        start.start(feed);
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) throws Exception {
        runs.incrementAndGet();
        body.collect(sink, deadline);
    }

    @Override
    public void close() {
        closes.incrementAndGet();
        closing.run();
    }
}
