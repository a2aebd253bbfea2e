package dev.monitoring.collectors.minio;

import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.collect.TargetSettings;
import dev.monitoring.core.collect.TargetTimetable;
import dev.monitoring.core.endpoint.EndpointSettings;
import dev.monitoring.core.endpoint.HttpEndpoint;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the collectors that watch MinIO and other servers of the S3 API, one per entry of {@code targets}. Immutable.
 *
 * <p>They need MinIO's SDK for the S3 API only, and of the server no more than this policy:
 *
 * <pre>
 * {"Version": "2012-10-17", "Statement": [
 *   {"Effect": "Allow", "Action": ["admin:Prometheus"], "Resource": ["arn:aws:s3:::*"]},
 *   {"Effect": "Allow", "Action": ["s3:ListAllMyBuckets"], "Resource": ["arn:aws:s3:::*"]}]}
 * </pre>
 *
 * and, to count objects by listing them, {@code s3:GetBucketLocation} and {@code s3:ListBucket} of the buckets. With
 * {@code admin:Prometheus} MinIO tells of all buckets itself.
 */
public final class MinioCollectorFactory implements CollectorFactory {
    /** The collectors' name. */
    static final String NAME = "minio";

    /** The job by which MinIO's own dashboards find servers: the one that {@code mc admin prometheus generate} writes. */
    private static final String JOB = "minio-job";

    /** Cluster figures are gathered from all nodes and drives; MinIO's documentation asks for at most a page a minute. */
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(60);

    /** For {@link java.util.ServiceLoader}. */
    public MinioCollectorFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String watches() {
        return "MinIO and other S3 servers";
    }

    @Override
    public List<Setting<?>> targetSettings() {
        return MinioSettings.ofTarget();
    }

    @Override
    public List<Bundle> bundles() {
        return List.of(StorageBundle.bundle());
    }

    @Override
    public List<ScheduledCollector> create(Settings settings, CollectorContext context) {
        List<ScheduledCollector> collectors = new ArrayList<>();
        for (Settings target : settings.sections("targets")) {
            make(target, context).ifPresent(collectors::add);
        }
        return collectors;
    }

    private static Optional<ScheduledCollector> make(Settings section, CollectorContext context) {
        MinioOptions options = MinioSettings.read(section);
        Optional<URI> address = MinioSettings.address(section);
        if (address.isEmpty()) {
            return Optional.empty();
        }
        HttpEndpoint endpoint = EndpointSettings.read(section, address.get());
        return Optional.of(TargetTimetable.read(section, context, SHORTEST_INTERVAL)
                .schedule(
                        new MinioCollector(endpoint, options, context.clock()),
                        TargetSettings.target(section, JOB, EndpointSettings.instance(address.get()))));
    }
}
