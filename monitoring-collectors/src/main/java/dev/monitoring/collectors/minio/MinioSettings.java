package dev.monitoring.collectors.minio;

import dev.monitoring.core.collect.TargetTimetable;
import dev.monitoring.core.endpoint.EndpointSettings;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The keys of a target, and how they are read. */
final class MinioSettings {
    private static final String V2 = "/minio/v2/metrics/";
    private static final String V3 = "/minio/metrics/";

    private static final Setting<String> URL = Setting.text(
            "url",
            null,
            "The address of the S3 API: https://minio:9000, or minio:9000; of a cluster, one for all nodes.");
    private static final Setting<Boolean> SECURE = Setting.optionalFlag(
            "secure", "Whether a url without http: or https: is that of TLS; by default it is not.");
    private static final Setting<ServerKind> KIND = Setting.choice(
            "kind",
            ServerKind.AUTO,
            "What it is: minio, any other server of the S3 API, or whatever its health page says.");
    private static final Setting<List<String>> PAGES = Setting.list(
            "pages",
            List.of("cluster", "bucket"),
            "MinIO's pages of metrics to read: cluster, bucket, node, resource, v3/api/requests and other paths of version"
                    + " 3; empty for none.");
    private static final Setting<String> ACCESS_KEY = Setting.text(
            "access-key", null, "Who asks the S3 API and, without bearer-token, for MinIO's pages of metrics.");
    private static final Setting<String> SECRET_KEY = Setting.secret("secret-key", "The password of access-key.");
    private static final Setting<String> REGION =
            Setting.text("region", null, "The region of the buckets; by default the server is asked for it.");
    private static final Setting<Boolean> LIST = Setting.flag(
            "buckets.list",
            false,
            "Whether to count objects by listing them, bucket by bucket, where no page of MinIO has their number.");
    private static final Setting<List<String>> NAMES = Setting.list(
            "buckets.names",
            List.of(),
            "The buckets to list; by default all that access-key may see, up to buckets.max.");
    private static final Setting<Integer> MAX_BUCKETS = Setting.integer(
            "buckets.max", 100, 1, 10_000, "How many buckets to list at most, in the order of their names.");
    private static final Setting<Integer> MAX_OBJECTS = Setting.integer(
            "buckets.max-objects",
            100_000,
            1,
            100_000_000,
            "A bucket with more objects is not counted: a thousand of them are a request.");
    private static final Setting<Integer> MAX_OBJECTS_PER_RUN = Setting.integer(
            "buckets.max-objects-per-run",
            10_000,
            1,
            1_000_000,
            "How many objects to list in a run at most; the next goes on from there.");
    private static final Setting<Duration> INTERVAL = Setting.duration(
            "buckets.interval",
            Duration.ofMinutes(15),
            Duration.ofSeconds(1),
            "How long after the begin of a round through all buckets the next one begins.");

    private MinioSettings() {}

    /** All keys of a target. */
    static List<Setting<?>> ofTarget() {
        List<Setting<?>> all = new ArrayList<>(List.of(
                URL,
                SECURE,
                KIND,
                PAGES,
                ACCESS_KEY,
                SECRET_KEY,
                REGION,
                LIST,
                NAMES,
                MAX_BUCKETS,
                MAX_OBJECTS,
                MAX_OBJECTS_PER_RUN,
                INTERVAL));
        all.addAll(TargetTimetable.all());
        all.addAll(EndpointSettings.all());
        return List.copyOf(all);
    }

    /** The address of a target; nothing where it is missing or wrong, which is recorded. */
    static Optional<URI> address(Settings target) {
        boolean secure = target.find(SECURE).orElse(false);
        Optional<URI> address = EndpointSettings.address(target, URL, secure ? "https" : "http");
        address.ifPresent(url -> {
            String path = url.getRawPath();
            if (path != null && !path.isEmpty() && !path.equals("/") || url.getRawQuery() != null) {
                target.fault(
                        URL,
                        "the address has a path or query, and S3 has none; leave only http://host:port, of the API and not"
                                + " of the console");
            }
            boolean isHttps = "https".equalsIgnoreCase(url.getScheme());
            if (target.find(SECURE).isPresent() && secure != isHttps) {
                target.fault(
                        SECURE,
                        "secure is " + secure + ", but url begins with " + url.getScheme() + ":; remove secure");
            }
        });
        return address;
    }

    /** What a target's section says; what is wrong in it is recorded there. */
    static MinioOptions read(Settings target) {
        Optional<S3Keys> keys = keys(target);
        ServerKind kind = target.get(KIND);
        boolean lists = target.get(LIST);
        if (keys.isEmpty() && (lists || kind == ServerKind.S3)) {
            target.fault(
                    lists ? LIST : KIND,
                    "the S3 API is to be asked, but not in whose name; set access-key and secret-key");
        }
        Optional<ListingLimits> listing = Optional.of(new ListingLimits(
                        target.get(NAMES),
                        target.get(MAX_BUCKETS),
                        target.get(MAX_OBJECTS),
                        target.get(MAX_OBJECTS_PER_RUN),
                        target.get(INTERVAL)))
                .filter(limits -> lists);
        return new MinioOptions(
                kind,
                pages(target),
                EndpointSettings.hasCredentials(target),
                keys,
                target.find(REGION).filter(region -> !region.isBlank()),
                listing);
    }

    private static Optional<S3Keys> keys(Settings target) {
        Optional<String> name = target.find(ACCESS_KEY).filter(text -> !text.isBlank());
        Optional<String> secret = target.find(SECRET_KEY).filter(text -> !text.isBlank());
        if (name.isPresent() != secret.isPresent()) {
            target.fault(
                    name.isPresent() ? ACCESS_KEY : SECRET_KEY,
                    "access-key and secret-key are of use together only; set "
                            + (name.isPresent() ? "secret" : "access") + "-key too");
        }
        return name.flatMap(key -> secret.map(password -> new S3Keys(key, password)));
    }

    private static List<String> pages(Settings target) {
        List<String> paths = new ArrayList<>();
        for (String page : target.get(PAGES)) {
            if (page.matches("cluster|bucket|node|resource")) {
                paths.add(V2 + page);
            } else if (page.matches("v3(/[!-~&&[^#]]*)?")) {
                paths.add(V3 + page);
            } else if (page.matches("/[!-~&&[^#]]*") && !page.startsWith("//")) {
                paths.add(page);
            } else {
                target.fault(
                        PAGES,
                        "\"" + page
                                + "\" is no page; use cluster, bucket, node, resource, v3/cluster/health and its like, or"
                                + " a path that begins with /");
            }
        }
        return paths;
    }
}
