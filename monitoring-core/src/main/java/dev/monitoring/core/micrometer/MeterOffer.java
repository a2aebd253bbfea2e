package dev.monitoring.core.micrometer;

import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.registry.SnapshotObserver;
import dev.monitoring.core.registry.Source;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers collected samples to a Micrometer registry as meters, so that they go wherever the host's own meters go. To be
 * registered as a queued observer. Thread-safe.
 *
 * <p>Counters become function counters and everything else gauges. Of histograms and summaries, count and sum are offered:
 * a registry makes buckets of its own recordings only. Names are the exporters', without the {@code _total} that Micrometer
 * puts on counters again. A meter goes when its series ends.
 *
 * <p>What {@link MicrometerCollector} read is not offered back, and what is offered here bears a mark in its description
 * that every {@code MicrometerCollector} in the process passes over.
 */
public final class MeterOffer implements SnapshotObserver, AutoCloseable {
    /** How many meters are offered unless set: some exporters' worth, at about 1 KB each in the host's registry. */
    public static final int DEFAULT_MAX_METERS = 2_000;

    private static final long CLOSE_MILLIS = 500;

    /** Ends the description of each meter offered. */
    private static final String MARK = " (collected by Monitoring)";

    private static final Family OFFERED =
            Family.gauge("monitoring_micrometer_offered_meters", "Series offered to the host's registry as meters.");

    private static final Logger log = LoggerFactory.getLogger(MeterOffer.class);

    private final MeterRegistry registry;
    private final int maxMeters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Source, Offered> offeredBySource = new HashMap<>(); // guarded by lock
    private boolean limitLogged; // guarded by lock
    private boolean refusalLogged; // guarded by lock
    private final AtomicInteger meters = new AtomicInteger();
    private volatile boolean closed;

    /** What is offered of one source. */
    private static final class Offered {
        final SeriesLayout layout;
        final @Nullable OfferedMeter[] bySlot;

        Offered(SeriesLayout layout) {
            this.layout = layout;
            this.bySlot = new OfferedMeter[layout.size()];
        }
    }

    /** One series as a meter. The registry refers to it weakly, this class holds it. */
    private static final class OfferedMeter {
        volatile double value;
        /** Null where the registry did not take it. */
        @Nullable
        Meter meter;
    }

    /**
     * Offers to {@code registry}.
     *
     * @param maxMeters how many meters at most; further series are left out
     */
    public MeterOffer(MeterRegistry registry, int maxMeters) {
        this.registry = registry;
        this.maxMeters = maxMeters;
    }

    /** Whether a meter is one of those offered here. */
    static boolean isOffered(Meter.Id id) {
        String description = id.getDescription();
        return description != null && description.endsWith(MARK);
    }

    @Override
    public void snapshot(Source source, Snapshot snapshot) {
        if (source.collector().equals(MicrometerCollector.NAME)) {
            return;
        }
        lock.lock();
        try {
            if (!closed) {
                offer(source, snapshot);
            }
            if (closed) {
                takeAllBack(); // closed meanwhile, which did not wait for us
            }
        } finally {
            lock.unlock();
        }
    }

    private void offer(Source source, Snapshot snapshot) {
        Offered offered = offeredBySource.get(source);
        if (offered == null || offered.layout != snapshot.layout()) {
            offered = moved(offered, snapshot.layout());
            offeredBySource.put(source, offered);
        }
        SeriesLayout layout = snapshot.layout();
        for (int index = 0; index < layout.families().size(); index++) {
            Family family = layout.families().get(index);
            for (int slot = layout.firstSlot(index); slot < layout.endSlot(index); slot++) {
                offer(offered, slot, family, snapshot);
            }
        }
    }

    /**
     * Takes all meters back. Where the registry hangs just then in a meter's registration, that is left to the thread that
     * hangs in it, after half a second.
     */
    @Override
    public void close() {
        closed = true;
        try {
            if (!lock.tryLock(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                log.warn("the meter registry takes no meters back now; they go when it has taken those it was offered");
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            takeAllBack();
        } finally {
            lock.unlock();
        }
    }

    private void takeAllBack() {
        for (Offered offered : offeredBySource.values()) {
            for (OfferedMeter meter : offered.bySlot) {
                takeBack(meter);
            }
        }
        offeredBySource.clear();
    }

    /** How many meters are offered now. */
    int meters() {
        return meters.get();
    }

    /** What the offer says about itself. */
    public SelfMetrics.Contributor metrics() {
        return sink -> sink.add(OFFERED, Labels.EMPTY, meters());
    }

    private void offer(Offered offered, int slot, Family family, Snapshot snapshot) {
        OfferedMeter meter = offered.bySlot[slot];
        if (snapshot.isAbsent(slot)) {
            if (meter != null) {
                takeBack(meter);
                offered.bySlot[slot] = null;
            }
            return;
        }
        if (meter == null) {
            if (!isOfferable(family, offered.layout.sampleName(slot)) || !hasRoom()) {
                return;
            }
            meter = new OfferedMeter();
            meter.value = snapshot.value(slot);
            register(meter, family, offered.layout.sampleName(slot), offered.layout.series(slot));
            offered.bySlot[slot] = meter;
        }
        meter.value = snapshot.value(slot);
    }

    /** Whether a sample stands for itself: buckets and quantiles do not. */
    private static boolean isOfferable(Family family, String sampleName) {
        return switch (family.type()) {
            case COUNTER, GAUGE, INFO, STATE_SET, UNTYPED -> true;
            case HISTOGRAM, GAUGE_HISTOGRAM, SUMMARY -> sampleName.endsWith("count") || sampleName.endsWith("sum");
        };
    }

    private boolean hasRoom() {
        if (meters.get() < maxMeters) {
            return true;
        }
        if (!limitLogged) {
            limitLogged = true;
            log.warn("{} meters are offered to Micrometer, which is the limit; further series are left out", maxMeters);
        }
        return false;
    }

    @SuppressWarnings("ReferenceEquality") // the very description, to tell our meter from one that was there before
    private void register(OfferedMeter offered, Family family, String sampleName, Labels series) {
        String description = (family.help().isBlank() ? family.name() : family.help()) + MARK;
        boolean counts = family.type() == MetricType.COUNTER
                || family.type() != MetricType.GAUGE_HISTOGRAM
                        && (sampleName.endsWith("_count") || sampleName.endsWith("_sum"))
                        && sampleName.length() > family.name().length();
        try {
            Meter meter = counts
                    ? FunctionCounter.builder(withoutTotal(sampleName), offered, each -> each.value)
                            .tags(tags(series))
                            .description(description)
                            .register(registry)
                    : Gauge.builder(sampleName, offered, each -> each.value)
                            .tags(tags(series))
                            .description(description)
                            .register(registry);
            if (meter.getId().getDescription() == description) {
                offered.meter = meter;
                meters.incrementAndGet();
            }
        } catch (RuntimeException failure) { // a filter of the host's, a name taken by a meter of another type
            if (!refusalLogged) {
                refusalLogged = true;
                log.warn("the meter registry does not take {}; others like it are left out silently", series, failure);
            }
        }
    }

    private void takeBack(@Nullable OfferedMeter offered) {
        Meter meter = offered == null ? null : offered.meter;
        if (offered == null || meter == null) {
            return;
        }
        offered.meter = null;
        meters.decrementAndGet();
        try {
            registry.remove(meter);
        } catch (RuntimeException failure) { // a listener of the host's
            log.debug("the meter registry failed to remove {}", meter.getId(), failure);
        }
    }

    /** Brings meters over to a new layout, and takes back those whose series are not in it. */
    private Offered moved(@Nullable Offered before, SeriesLayout layout) {
        Offered now = new Offered(layout);
        if (before == null) {
            return now;
        }
        Map<Labels, OfferedMeter> meterBySeries = new HashMap<>();
        for (int slot = 0; slot < before.bySlot.length; slot++) {
            OfferedMeter meter = before.bySlot[slot];
            if (meter != null) {
                meterBySeries.put(before.layout.series(slot), meter);
            }
        }
        for (int slot = 0; slot < now.bySlot.length; slot++) {
            now.bySlot[slot] = meterBySeries.remove(layout.series(slot));
        }
        meterBySeries.values().forEach(this::takeBack);
        return now;
    }

    private static String withoutTotal(String name) {
        return name.endsWith("_total") ? name.substring(0, name.length() - "_total".length()) : name;
    }

    private static Tags tags(Labels series) {
        List<Tag> tags = new ArrayList<>();
        for (Labels.Label label : series) {
            if (!label.name().equals(Labels.METRIC_NAME)) {
                tags.add(Tag.of(label.name(), label.value()));
            }
        }
        return Tags.of(tags);
    }
}
