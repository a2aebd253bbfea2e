package dev.monitoring.collectors.minio;

import dev.monitoring.collectors.minio.ObjectStore.RefusedException;
import dev.monitoring.collectors.scrape.MetricsPage;
import dev.monitoring.collectors.scrape.SiftingSink;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.endpoint.Credentials;
import dev.monitoring.core.endpoint.HttpEndpoint;
import dev.monitoring.core.endpoint.HttpStatusException;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one MinIO, or one other server of the S3 API: health pages, then MinIO's pages of metrics, then the API. What an
 * earlier one of them gave is not asked of a later one, or not given by it again. Runs are confined to one thread at a time;
 * {@code close} may come from any.
 */
final class MinioCollector implements MetricCollector {
    private static final String API = "S3 API";
    private static final Labels S3 = Labels.of("check", "s3");
    private static final String GRANT =
            "; let bearer-token be one that mc admin prometheus generate makes, or access-key and"
                    + " secret-key those of a user who may admin:Prometheus, or set MINIO_PROMETHEUS_AUTH_TYPE=public on the server";

    private final HttpEndpoint endpoint;
    private final MinioOptions options;
    private final Clock clock;
    private final HealthPages health;
    private final Optional<MetricsPage.Reader> pages;
    private final Optional<BucketListing> listing;
    private @Nullable ObjectStore store; // made by the first run that needs it

    MinioCollector(HttpEndpoint endpoint, MinioOptions options, Clock clock) {
        this.endpoint = endpoint;
        this.options = options;
        this.clock = clock;
        this.health = new HealthPages(endpoint, clock);
        Credentials token = options.hasToken()
                ? Credentials.none()
                : options.keys()
                        .<Credentials>map(keys -> new PrometheusToken(keys, clock))
                        .orElse(Credentials.none());
        this.pages = options.pages().isEmpty()
                ? Optional.empty()
                : Optional.of(MetricsPage.of(endpoint, token, options.pages()));
        this.listing = options.listing().map(limits -> new BucketListing(limits, clock));
    }

    @Override
    public String name() {
        return MinioCollectorFactory.NAME;
    }

    @Override
    public Optional<Family> upFamily() {
        return Optional.of(MinioFamilies.UP);
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) throws IOException {
        Set<String> given = new HashSet<>();
        boolean minio = options.kind() == ServerKind.MINIO;
        if (options.kind() != ServerKind.S3) {
            Optional<String> none = readMinio(given, sink, deadline);
            minio = none.isEmpty();
            if (!minio) {
                IOException reason =
                        new IOException(none.get() + ": this is no MinIO, and has none of its health pages,"
                                + " capacity and usage figures; set kind to s3 to ask for the S3 API only");
                if (options.keys().isEmpty()) {
                    throw new IOException(reason.getMessage() + ", with access-key and secret-key");
                }
                sink.missing("MinIO", reason);
            }
        }
        if (options.keys().isPresent()) {
            readStore(options.keys().get(), minio, given, sink, deadline);
        }
    }

    /** Reads the pages that only MinIO has; why it is none, where it is none. */
    private Optional<String> readMinio(Set<String> given, MetricSink sink, Deadline deadline) throws IOException {
        HealthPages.Findings found = health.read(options.kind() == ServerKind.MINIO, sink, deadline);
        if (found.none().isPresent()) {
            return found.none();
        }
        if (pages.isPresent()) {
            try {
                pages.get().read(new PageSink(sink, given), part(deadline));
            } catch (IOException e) {
                sink.missing("pages", explained(e));
            }
        }
        if (found.healthy().isPresent() && given.add(MinioFamilies.HEALTH.name())) {
            sink.add(MinioFamilies.HEALTH, Labels.EMPTY, found.healthy().get() ? 1 : 0);
        }
        if (found.writeQuorum().isPresent() && given.add(MinioFamilies.WRITE_QUORUM.name())) {
            sink.add(
                    MinioFamilies.WRITE_QUORUM,
                    Labels.EMPTY,
                    found.writeQuorum().get());
        }
        return Optional.empty();
    }

    /** Asks the S3 API; where the server is no MinIO, that is all there is, and a run without it fails. */
    private void readStore(S3Keys keys, boolean minio, Set<String> given, MetricSink sink, Deadline deadline)
            throws IOException {
        Optional<String> lacking = ObjectStore.unavailable();
        if (lacking.isPresent()) {
            lacks(minio, sink, new IOException("the S3 API is asked through MinIO's SDK; " + lacking.get()));
            return;
        }
        List<String> names;
        try {
            names = store(keys, deadline).buckets(part(deadline));
            if (given.add(MinioFamilies.BUCKETS.name())) {
                sink.add(MinioFamilies.BUCKETS, Labels.EMPTY, names.size());
            }
        } catch (IOException e) {
            names = options.listing().map(ListingLimits::names).orElse(List.of());
            boolean known = e instanceof RefusedException refused && refused.isForWantOfPermission();
            if (!known) {
                sink.add(MinioFamilies.CHECK, S3, 0);
                lacks(minio, sink, e);
                return;
            }
            if (names.isEmpty()) {
                sink.missing(API, e);
            }
        } catch (LinkageError e) {
            lacks(minio, sink, unfit(e));
            return;
        }
        sink.add(MinioFamilies.CHECK, S3, 1);
        if (listing.isPresent() && !given.contains(MinioFamilies.BUCKET_OBJECTS.name())) {
            list(listing.get(), store(keys, deadline), names, given, sink, deadline);
        }
    }

    private void list(
            BucketListing counts,
            ObjectStore from,
            List<String> names,
            Set<String> given,
            MetricSink sink,
            Deadline deadline) {
        List<String> chosen = counts.chosen(names, sink);
        try {
            counts.run(chosen, from, part(deadline));
        } catch (IOException e) {
            sink.missing("objects", e);
        } catch (LinkageError e) {
            sink.missing("objects", unfit(e));
        }
        boolean all = chosen.size() == names.size() && !given.contains(MinioFamilies.CLUSTER_OBJECTS.name());
        counts.emit(chosen, all, sink);
    }

    private static void lacks(boolean minio, MetricSink sink, IOException reason) throws IOException {
        if (!minio) {
            throw reason;
        }
        sink.missing(API, reason);
    }

    private ObjectStore store(S3Keys keys, Deadline deadline) {
        ObjectStore known = store;
        if (known == null) {
            known = new SdkStore(endpoint, keys, options.region(), deadline);
            store = known;
        }
        return known;
    }

    private static IOException unfit(LinkageError e) {
        return new IOException(
                "the MinIO SDK on the class path does not fit (" + e + "); use io.minio:minio 9 with"
                        + " com.squareup.okhttp3:okhttp-jvm 5",
                e);
    }

    /** Three quarters of what is left, so that a part that takes too long does not cost what the others gave. */
    private Deadline part(Deadline deadline) {
        return Deadline.after(Duration.ofNanos(deadline.remainingNanos() / 4 * 3), clock);
    }

    private static Throwable explained(Throwable reason) {
        if (reason instanceof HttpStatusException refused && (refused.status() == 401 || refused.status() == 403)) {
            return new IOException(refused.getMessage() + GRANT, refused);
        }
        if (reason instanceof HttpStatusException absent && (absent.status() == 400 || absent.status() == 404)) {
            return new IOException(
                    absent.getMessage() + "; if this release has no such page, leave it out of pages", absent);
        }
        return reason;
    }

    @Override
    public void close() {
        endpoint.close();
    }

    @Override
    public String toString() {
        return "MinioCollector[" + endpoint + "]";
    }

    /** Remembers which families the pages had, and tells of a page that was refused how to be let in. */
    private static final class PageSink extends SiftingSink {
        private final MetricSink sink;

        private PageSink(MetricSink sink, Set<String> given) {
            super(sink, family -> {
                given.add(family.name());
                return true;
            });
            this.sink = sink;
        }

        @Override
        public void missing(String part, Throwable reason) {
            sink.missing(part, explained(reason));
        }
    }
}
