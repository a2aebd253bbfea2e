package dev.monitoring.core.registry;

/** Where the results of one source go in. Thread-safe; publications follow one another. */
public final class SourceFeed {
    private final Registry registry;
    private final RegisteredSource source;

    SourceFeed(Registry registry, RegisteredSource source) {
        this.registry = registry;
        this.source = source;
    }

    /** The source as others see it. */
    public Source source() {
        return source;
    }

    /**
     * Makes a run's result the latest and tells the observers. Allocates nothing as long as the layout stays the same and
     * nobody observes through a queue. Never throws what an observer throws.
     *
     * @param snapshot copied where it is kept; the caller may reuse it
     * @param health how the collector is doing after that run
     */
    public synchronized void publish(Snapshot snapshot, CollectorHealth health) {
        source.health(health);
        SeriesLayout before = source.replace(snapshot);
        registry.tell(source, before, snapshot);
    }

    /** Says how the collector is doing, without a run. */
    public void health(CollectorHealth health) {
        source.health(health);
    }
}
