package dev.monitoring.prometheus.exposition;

import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.registry.Source;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The latest snapshots as pages of text: all targets on one, or each on its own. Thread-safe.
 *
 * <p>The page of all targets has each target's {@code job}, {@code instance} and extra labels on its series, so a Prometheus
 * scrapes it with {@code honor_labels: true}. The page of one target has the series' own labels only, as that target's
 * well-known exporter would show it; what the scheduler says about it ({@code up}, {@code scrape_…}) is not on it, because
 * whoever scrapes the page adds those.
 *
 * <p>A sample without a time of its own is written without one. Targets that have no snapshot are left out. How families are
 * merged, and what becomes of those a format forbids, is written at {@link PlanBuilder}.
 */
public final class Exposition {
    // Design note.
    //
    // All text but the values is rendered when the layouts of a page are first seen, and kept as a Plan: a scrape
    // copies the snapshots, then for each line a run of bytes and a number into a small buffer. Where one layout
    // changes, the plan is made anew, but only the lines of that layout are rendered again.
    //
    // Plans and buffers take about as much memory as the page is long. They are held softly: the collector drops them
    // when nobody has scraped for a while and memory is short, and the next scrape makes them again.

    /** How many pages are remembered: the two of all targets, and those of single targets asked for last. */
    private static final int MAX_PAGES = 64;
    /** How many requests may find their buffers ready; more at a time are served with new ones. */
    private static final int MAX_IDLE_SCRAPES = 2;

    private final Supplier<List<Source>> sources;
    private final BlockingQueue<SoftReference<Scrape>> idle = new ArrayBlockingQueue<>(MAX_IDLE_SCRAPES);
    private final Map<Key, Page> pages = new LinkedHashMap<>(16, 0.75f, true); // guarded by itself

    /**
     * An exposition.
     *
     * @param sources gives the sources as of now, for each page written; must not block
     */
    public Exposition(Supplier<List<Source>> sources) {
        this.sources = sources;
    }

    /** A page: of one source, or of all where {@code source} is null. */
    private record Key(@Nullable Source source, ExpositionFormat format) {}

    /** Writes the page of all targets. Throws nothing but what {@code out} throws; leaves {@code out} open. */
    public void write(ExpositionFormat format, OutputStream out) throws IOException {
        write(new Key(null, format), sources.get(), out);
    }

    /** Writes the page of one target, as {@link #write(ExpositionFormat, OutputStream)} does that of all. */
    public void write(Source source, ExpositionFormat format, OutputStream out) throws IOException {
        write(new Key(source, format), List.of(source), out);
    }

    private void write(Key key, List<Source> shown, OutputStream out) throws IOException {
        Scrape scrape = lease();
        try {
            scrape.write(page(key), shown, out);
        } finally {
            scrape.text.clear();
            idle.offer(scrape.self);
        }
    }

    private Scrape lease() {
        SoftReference<Scrape> kept = idle.poll();
        Scrape scrape = kept == null ? null : kept.get();
        return scrape == null ? new Scrape() : scrape;
    }

    private Page page(Key key) {
        synchronized (pages) {
            Page page = pages.get(key);
            if (page == null) {
                page = new Page(key.format, key.source == null);
                pages.put(key, page);
                if (pages.size() > MAX_PAGES) {
                    pages.remove(pages.keySet().iterator().next());
                }
            }
            return page;
        }
    }

    /** A page with its plan of last time. Thread-safe. */
    private static final class Page {
        private final ExpositionFormat format;
        private final boolean withTarget;
        private volatile SoftReference<Plan> last = new SoftReference<>(null);

        Page(ExpositionFormat format, boolean withTarget) {
            this.format = format;
            this.withTarget = withTarget;
        }

        Plan plan(List<Source> shown, List<Snapshot> snapshots) {
            Plan before = last.get();
            if (before != null && before.fits(snapshots)) {
                return before;
            }
            PlanBuilder builder = new PlanBuilder(format, withTarget);
            List<RenderedLayout> rendered = new ArrayList<>();
            for (int i = 0; i < shown.size(); i++) {
                builder.add(shown.get(i).collector(), snapshots.get(i).layout());
                rendered.add(
                        before == null
                                ? RenderedLayout.of(snapshots.get(i).layout(), format, withTarget)
                                : before.rendered(snapshots.get(i).layout(), withTarget));
            }
            Plan plan = new Plan(format, rendered, builder.build());
            last = new SoftReference<>(plan);
            return plan;
        }
    }

    /** What one request needs while it is served. Confined to one thread at a time; reused. */
    private static final class Scrape {
        final TextOutput text = new TextOutput();
        /** Refers to this, so that giving it back allocates nothing. */
        final SoftReference<Scrape> self = new SoftReference<>(this);

        private final List<Snapshot> spare = new ArrayList<>();
        private final List<Snapshot> snapshots = new ArrayList<>();
        private final List<Source> present = new ArrayList<>();

        void write(Page page, List<Source> shown, OutputStream out) throws IOException {
            snapshots.clear();
            present.clear();
            for (int i = 0; i < shown.size(); i++) {
                if (spare.size() == snapshots.size()) {
                    spare.add(new Snapshot());
                }
                Snapshot snapshot = spare.get(snapshots.size());
                if (shown.get(i).copyTo(snapshot)) {
                    snapshots.add(snapshot);
                    present.add(shown.get(i));
                }
            }
            page.plan(present, snapshots).write(snapshots, text, out);
        }
    }
}
