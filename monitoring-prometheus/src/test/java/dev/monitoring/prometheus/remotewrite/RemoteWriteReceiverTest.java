package dev.monitoring.prometheus.remotewrite;

import static dev.monitoring.prometheus.remotewrite.WriteRequestBuilder.concat;
import static dev.monitoring.prometheus.remotewrite.WriteRequestBuilder.field;
import static dev.monitoring.prometheus.remotewrite.WriteRequestBuilder.label;
import static dev.monitoring.prometheus.remotewrite.WriteRequestBuilder.sample;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.model.StaleMarker;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.Series;
import dev.monitoring.core.store.RingBufferStore;
import dev.monitoring.core.store.StoreConfig;
import dev.monitoring.core.time.ManualClock;
import dev.monitoring.prometheus.remotewrite.WriteRequestBuilder.Sample;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteWriteReceiverTest {
    private static final long NOW = 1_750_000_000_000L;

    private final ManualClock clock = ManualClock.atEpochMillis(NOW);
    private final RingBufferStore store =
            RingBufferStore.create(StoreConfig.builder().maxSeries(100).build(), clock);
    private final RemoteWriteReceiver receiver = new RemoteWriteReceiver(store, ReceiverLimits.defaults());

    /** A post with the headers of remote write 1.0, unless they are replaced. */
    private static final class Post implements HttpRequest {
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private final byte[] body;

        Post(byte[] body) {
            this.body = body;
            headers.put("Content-Type", "application/x-protobuf");
            headers.put("Content-Encoding", "snappy");
            headers.put("X-Prometheus-Remote-Write-Version", "0.1.0");
        }

        Post header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        Post without(String name) {
            headers.remove(name);
            return this;
        }

        @Override
        public String method() {
            return "POST";
        }

        @Override
        public String path() {
            return "/api/v1/write";
        }

        @Override
        public String pathParameter(String name) {
            throw new IllegalArgumentException(name);
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }

        @Override
        public Map<String, List<String>> parameters() {
            return Map.of();
        }

        @Override
        public InputStream body() {
            return new ByteArrayInputStream(body);
        }

        @Override
        public Optional<String> principal() {
            return Optional.empty();
        }

        @Override
        public boolean isCancelled() {
            return false;
        }
    }

    @Test
    void storesWhatItGets() throws IOException {
        HttpResponse answer = send(new WriteRequestBuilder()
                .series(
                        new Sample[] {new Sample(NOW - 10_000, 1.5), new Sample(NOW - 5_000, StaleMarker.VALUE)},
                        "__name__",
                        "up",
                        "instance",
                        "a:1",
                        "job",
                        "é \uD83D\uDE00\n")
                .series(NOW, -0.0, "__name__", "http.requests", "a.b", "c"));

        assertEquals(204, answer.status());
        assertEquals(new HttpResponse.Empty(), answer.body());
        assertEquals(
                List.of(
                        "http.requests{\"a.b\"=\"c\"} 1750000000000=8000000000000000",
                        "up{instance=\"a:1\", job=\"é \uD83D\uDE00\\n\"} 1749999990000=3ff8000000000000"
                                + " 1749999995000=7ff0000000000002"),
                stored());
        assertEquals(new ReceiverCounts(1, Map.of(), 3, Map.of()), receiver.counts());
    }

    @Test
    void storesTheSameSamplesOnce() throws IOException {
        WriteRequestBuilder request =
                new WriteRequestBuilder().series(NOW, 1, "__name__", "a").series(NOW, 1, "__name__", "a");

        assertEquals(204, send(request).status());
        assertEquals(204, send(request).status());

        assertEquals(List.of("a{} 1750000000000=3ff0000000000000"), stored());
    }

    @Test
    void knowsASeriesByItsLabelsInAnyOrder() throws IOException {
        send(new WriteRequestBuilder().series(NOW - 1, 1, "__name__", "a", "b", "1", "c", "2", "d", ""));
        send(new WriteRequestBuilder().series(NOW, 2, "c", "2", "b", "1", "__name__", "a"));

        assertEquals(1, stored().size());
    }

    @Test
    void readsFieldsInAnyOrderAndPassesOverUnknownOnes() throws IOException {
        byte[] unknown = concat(new byte[] {9 << 3}, new byte[] {1}, new byte[] {10 << 3 | 1}, new byte[8]);
        byte[] more = concat(new byte[] {11 << 3 | 5}, new byte[4], field(12, new byte[] {1, 2, 3}));
        byte[] series = concat(
                field(2, sample(new Sample(NOW, 7))),
                field(1, label("b", "1")),
                unknown,
                field(3, new byte[] {1, 2}),
                field(1, label("__name__", "a")),
                more);

        HttpResponse answer =
                send(new WriteRequestBuilder().raw(unknown).timeseries(series).raw(more));

        assertEquals(204, answer.status());
        assertEquals(List.of("a{b=\"1\"} 1750000000000=401c000000000000"), stored());
    }

    @Test
    void acceptsRequestsWithoutSamples() throws IOException {
        assertEquals(204, send(new WriteRequestBuilder()).status());
        assertEquals(
                204,
                send(new WriteRequestBuilder().series(new Sample[0], "__name__", "a"))
                        .status());
        assertEquals(List.of(), stored());
    }

    @Test
    void keepsMetadata() throws IOException {
        send(new WriteRequestBuilder()
                .metadata(1, "a_total", "Help.", "")
                .metadata(99, "b", "x".repeat(2_000), "seconds"));

        List<MetricMetadata> metadata = new ArrayList<>(receiver.metadata());
        metadata.sort(Comparator.comparing(MetricMetadata::name));
        assertEquals(new MetricMetadata("a_total", MetricType.COUNTER, "Help.", ""), metadata.get(0));
        assertEquals(MetricType.UNTYPED, metadata.get(1).type());
        assertEquals("seconds", metadata.get(1).unit());
        assertTrue(metadata.get(1).help().length() <= 1_000);
    }

    @Test
    void resolvesSeriesAgainThatTheStoreDropped() throws IOException {
        send(new WriteRequestBuilder().series(NOW, 1, "__name__", "a"));
        for (int i = 0; i < 8; i++) {
            clock.advance(Duration.ofMinutes(30));
            send(new WriteRequestBuilder().series(clock.epochMillis(), i, "__name__", "b"));
        }

        HttpResponse answer = send(new WriteRequestBuilder().series(clock.epochMillis(), 2, "__name__", "a"));

        assertEquals(204, answer.status());
        assertTrue(stored().get(0).endsWith("=4000000000000000"), stored()::toString);
    }

    // ---- refusals

    @Test
    void storesNothingOfARequestWithASampleOutOfOrder() throws IOException {
        send(new WriteRequestBuilder().series(NOW, 1, "__name__", "a", "b", "c"));
        List<String> before = stored();

        HttpResponse answer = send(new WriteRequestBuilder()
                .series(NOW, 1, "__name__", "fine")
                .series(NOW - 1_000, 1, "__name__", "a", "b", "c"));

        assertEquals(400, answer.status());
        assertEquals(
                "out of order sample: a{b=\"c\"} at 1749999999000 (2025-06-15T15:06:39Z), while the series has a later one"
                        + " (1 of 2 samples have such a fault; nothing of the request is stored)\n",
                text(answer));
        assertEquals(before, stored());
        assertEquals(
                new ReceiverCounts(
                        2, Map.of("faulty_samples", 1L), 1, Map.of("out_of_order", 1L, "with_its_request", 1L)),
                receiver.counts());
    }

    @Test
    void refusesASecondValueAtTheSameTime() throws IOException {
        send(new WriteRequestBuilder().series(NOW, 1, "__name__", "a"));

        HttpResponse answer = send(new WriteRequestBuilder().series(NOW, 2, "__name__", "a"));

        assertEquals(400, answer.status());
        assertTrue(text(answer).startsWith("duplicate sample for timestamp: a{} at 1750000000000"), text(answer));
    }

    @Test
    void refusesDisorderWithinARequest() throws IOException {
        Sample[] backwards = {new Sample(NOW - 1, 1), new Sample(NOW - 2, 1)};
        Sample[] twice = {new Sample(NOW - 1, 1), new Sample(NOW - 1, 2)};

        assertEquals(
                400,
                send(new WriteRequestBuilder().series(backwards, "__name__", "a"))
                        .status());
        assertEquals(
                400,
                send(new WriteRequestBuilder().series(twice, "__name__", "a")).status());
        assertEquals(
                400,
                send(new WriteRequestBuilder()
                                .series(NOW, 1, "__name__", "a", "b", "c")
                                .series(NOW, 2, "b", "c", "__name__", "a"))
                        .status());
        assertEquals(List.of(), stored());
    }

    @Test
    void refusesSamplesBeyondTheHistory() throws IOException {
        String old = text(send(new WriteRequestBuilder().series(NOW - 7_200_000, 1, "__name__", "a")));
        String ahead = text(send(new WriteRequestBuilder().series(NOW + 7_200_000, 1, "__name__", "a")));
        String absurd = text(send(new WriteRequestBuilder().series(Long.MAX_VALUE, 1, "__name__", "a")));

        assertTrue(old.startsWith("out of bounds: a{} at 1749992800000 (2025-06-15T13:06:40Z) is older than"), old);
        assertTrue(ahead.startsWith("out of bounds: a{} at 1750007200000 (2025-06-15T17:06:40Z) is too far"), ahead);
        assertTrue(absurd.startsWith("out of bounds: a{} at 9223372036854775807"), absurd);
    }

    @Test
    void storesTheRestWhereTheStoreHasNoRoomForNewSeries() throws IOException {
        WriteRequestBuilder first = new WriteRequestBuilder();
        for (int i = 0; i < 100; i++) {
            first.series(NOW - 5_000, i, "__name__", "known", "i", Integer.toString(i));
        }
        assertEquals(204, send(first).status());

        HttpResponse answer = send(new WriteRequestBuilder()
                .series(NOW, 1, "__name__", "new", "i", "1")
                .series(NOW, 1, "__name__", "known", "i", "7")
                .series(NOW, 1, "__name__", "new", "i", "2"));

        assertEquals(400, answer.status());
        assertEquals(
                "2 of 3 samples are not stored, because their series are new and the history has room for no more, among"
                        + " them new{i=\"1\"}; raise monitoring.history.max-series and its siblings, or send less\n",
                text(answer));
        assertEquals(new ReceiverCounts(2, Map.of(), 101, Map.of("series_limit", 2L)), receiver.counts());
        assertTrue(stored().toString().contains("known{i=\"7\"} 1749999995000=401c000000000000 1750000000000="));
    }

    @Test
    void saysThatNativeHistogramsAreNotStored() throws IOException {
        byte[] series =
                concat(field(1, label("__name__", "a")), field(2, sample(new Sample(NOW, 1))), field(4, new byte[0]));

        HttpResponse answer = send(new WriteRequestBuilder().timeseries(series));

        assertEquals(400, answer.status());
        assertEquals("1 native histograms are not stored; send classic ones\n", text(answer));
        assertEquals(1, stored().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Encoding|gzip|content encoding \"gzip\" is not read here; use snappy, block format",
                "Content-Encoding||content encoding \"\" is not read here; use snappy, block format",
                "Content-Type|application/json|content type \"application/json\" is not read here; send remote write 1.0,"
                        + " which is application/x-protobuf with prometheus.WriteRequest",
                "Content-Type|application/x-protobuf;proto=io.prometheus.write.v2.Request|content type"
                        + " \"application/x-protobuf;proto=io.prometheus.write.v2.Request\" is not read here; send remote write"
                        + " 1.0, which is application/x-protobuf with prometheus.WriteRequest",
                "X-Prometheus-Remote-Write-Version|2.0.0|remote write version \"2.0.0\" is not read here; send 1.0, which"
                        + " says 0.1.0",
            })
    void refusesOtherProtocols(String header, String value, String reason) throws IOException {
        Post post = new Post(
                new WriteRequestBuilder().series(NOW, 1, "__name__", "a").body());
        HttpResponse answer = receiver.handle(value == null ? post.without(header) : post.header(header, value));

        assertEquals(415, answer.status());
        assertEquals(reason + "\n", text(answer));
        assertEquals(List.of(), stored());
    }

    @Test
    void takesRequestsOfSendersThatSayLess() throws IOException {
        Post post = new Post(new WriteRequestBuilder()
                        .series(NOW, 1, "__name__", "a")
                        .body())
                .without("Content-Type")
                .without("X-Prometheus-Remote-Write-Version")
                .header("Content-Encoding", "Snappy");

        assertEquals(204, receiver.handle(post).status());
        assertEquals(
                204,
                receiver.handle(new Post(new WriteRequestBuilder().body())
                                .header("Content-Type", "application/x-protobuf;proto=prometheus.WriteRequest"))
                        .status());
    }

    @Test
    void refusesLabelsThatCanBeNone() throws IOException {
        Map<WriteRequestBuilder, String> cases = Map.of(
                new WriteRequestBuilder().series(NOW, 1, "job", "a"),
                "series {job=\"a\"} has no metric name; give it the label __name__",
                new WriteRequestBuilder().series(NOW, 1),
                "series {} has no metric name; give it the label __name__",
                new WriteRequestBuilder().series(NOW, 1, "__name__", ""),
                "series {} has no metric name; give it the label __name__",
                new WriteRequestBuilder().series(NOW, 1, "__name__", "a", "b", "1", "b", "2"),
                "label \"b\" stands twice, with values \"1\" and \"2\"; a label name may stand once",
                new WriteRequestBuilder().series(NOW, 1, "__name__", "a", "", "1"),
                "a label with value \"1\" has an empty name; name it",
                new WriteRequestBuilder().series(NOW, 1, "__name__", "a", "n".repeat(513), "1"),
                "a label name has 513 bytes, more than 512; shorten it at the sender",
                new WriteRequestBuilder().series(NOW, 1, "__name__", "a", "n", "v".repeat(8_193)),
                "the value of a label has 8193 bytes, more than 8192; shorten it at the sender",
                new WriteRequestBuilder()
                        .timeseries(concat(
                                field(1, label("__name__", "a")),
                                field(1, concat(field(1, new byte[] {'b'}), field(2, new byte[] {(byte) 0xff}))))),
                "the value of a label is not valid UTF-8: \"\uFFFD\"");
        for (Map.Entry<WriteRequestBuilder, String> one : cases.entrySet()) {
            HttpResponse answer = send(one.getKey().series(NOW, 1, "__name__", "fine"));

            assertEquals(400, answer.status(), one.getValue());
            assertEquals(one.getValue() + "\n", text(answer));
        }
        assertEquals(List.of(), stored());
    }

    @Test
    void refusesTooManyLabels() throws IOException {
        String[] labels = new String[132];
        for (int i = 0; i < 66; i++) {
            labels[2 * i] = i == 0 ? "__name__" : "l" + i;
            labels[2 * i + 1] = "v";
        }

        HttpResponse answer = send(new WriteRequestBuilder().series(NOW, 1, labels));

        assertEquals(400, answer.status());
        assertEquals("a series has more than 64 labels: v…; send fewer\n", text(answer));
    }

    @Test
    void refusesMoreThanItsLimits() throws IOException {
        ReceiverLimits limits = new ReceiverLimits(1_000, 2_000, 3, 5, 10, 100, 100);
        RemoteWriteReceiver limited = new RemoteWriteReceiver(store, limits);
        WriteRequestBuilder series = new WriteRequestBuilder();
        for (int i = 0; i < 4; i++) {
            series.series(NOW, i, "__name__", "a" + i);
        }
        Sample[] samples = new Sample[6];
        Arrays.setAll(samples, i -> new Sample(NOW + i, i));
        byte[] bomb = SnappyBlockTest.compress(new byte[3_000]);

        assertRefused(limited, new byte[1_001], "the body is longer than 1000 bytes; send fewer samples at a time");
        assertRefused(limited, bomb, "the body has 3000 bytes, more than 2000; send less at a time");
        assertRefused(limited, series.body(), "more than 3 series in one request; send fewer at a time");
        assertRefused(
                limited,
                new WriteRequestBuilder().series(samples, "__name__", "a").body(),
                "more than 5 samples in one request; send fewer at a time");
        assertEquals(List.of(), stored());
    }

    private static void assertRefused(RemoteWriteReceiver limited, byte[] body, String reason) throws IOException {
        HttpResponse answer = limited.handle(new Post(body));

        assertEquals(413, answer.status(), reason);
        assertEquals(reason + "\n", text(answer));
    }

    @Test
    void refusesBodiesThatAreNoRequest() throws IOException {
        byte[][] messages = {
            {0},
            {1 << 3 | 3},
            {1 << 3 | 2},
            {1 << 3 | 2, 5},
            {1 << 3 | 0, 5},
            {(byte) 0x80},
            {5 << 3 | 1, 1, 2, 3},
            {5 << 3 | 5, 1, 2, 3},
            {5 << 3 | 4},
            {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
            {5 << 3, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1},
            field(1, field(1, new byte[] {1 << 3 | 2, 9})),
            concat(field(1, concat(field(1, label("__name__", "a")), field(2, new byte[] {1 << 3 | 1, 1})))),
            concat(field(1, concat(field(1, label("__name__", "a")), field(2, new byte[] {1 << 3, 1})))),
        };
        for (byte[] message : messages) {
            HttpResponse answer = receiver.handle(new Post(WriteRequestBuilder.literals(message)));

            assertEquals(400, answer.status(), () -> Arrays.toString(message));
            assertTrue(text(answer).startsWith("the protobuf message has "), text(answer));
        }
        assertEquals(400, receiver.handle(new Post(new byte[0])).status());
        assertEquals(
                400,
                receiver.handle(new Post("hello".getBytes(StandardCharsets.UTF_8)))
                        .status());
        assertEquals(List.of(), stored());
    }

    @Test
    void neverFailsOtherwiseOnDamagedBodies() throws IOException {
        long seed = 99;
        Random random = new Random(seed);
        byte[] valid = new WriteRequestBuilder()
                .series(new Sample[] {new Sample(NOW - 10, 1), new Sample(NOW - 5, 2)}, "__name__", "a", "b", "é")
                .series(NOW, 3, "__name__", "c", "d", "e")
                .metadata(1, "a", "Help.", "seconds")
                .message();
        for (int i = 0; i < 50_000; i++) {
            byte[] damaged = Arrays.copyOf(valid, random.nextInt(8) == 0 ? random.nextInt(valid.length) : valid.length);
            for (int n = random.nextInt(3); n >= 0 && damaged.length > 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                int status = receiver.handle(new Post(WriteRequestBuilder.literals(damaged)))
                        .status();
                assertTrue(status == 204 || status == 400, () -> "status " + status);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", message " + Arrays.toString(damaged), e);
            }
        }
    }

    @Test
    void allocatesAlmostNothingForSeriesItKnows() throws IOException {
        RingBufferStore large = RingBufferStore.create(StoreConfig.builder().build(), clock);
        RemoteWriteReceiver steady = new RemoteWriteReceiver(large, ReceiverLimits.defaults());
        byte[][] bodies = new byte[30][];
        for (int tick = 0; tick < bodies.length; tick++) {
            WriteRequestBuilder request = new WriteRequestBuilder();
            for (int i = 0; i < 2_000; i++) {
                request.series(
                        NOW + 1_000L * tick,
                        i * tick,
                        "__name__",
                        "http_requests_total",
                        "i",
                        Integer.toString(i),
                        "instance",
                        "10.0.0.1:8080",
                        "job",
                        "api");
            }
            bodies[tick] = SnappyBlockTest.compress(request.message());
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int tick = 0; tick < 10; tick++) {
            assertEquals(204, steady.handle(new Post(bodies[tick])).status());
        }

        long before = threads.getCurrentThreadAllocatedBytes();
        for (int tick = 10; tick < 30; tick++) {
            steady.handle(new Post(bodies[tick]));
        }
        long perRequest = (threads.getCurrentThreadAllocatedBytes() - before) / 20;

        // What is left is the answer, the test's own request, and the store's blocks as they fill.
        assertTrue(perRequest <= 200_000, () -> perRequest + " bytes per request of 2,000 samples");
    }

    private HttpResponse send(WriteRequestBuilder request) throws IOException {
        HttpResponse answer = receiver.handle(new Post(request.body()));
        assertTrue(answer.status() == 204 || !text(answer).isBlank());
        return answer;
    }

    private static String text(HttpResponse answer) {
        return new String(((HttpResponse.Bytes) answer.body()).bytes(), StandardCharsets.UTF_8);
    }

    /** Each series with its samples, values by their bits. */
    private List<String> stored() {
        List<String> all = new ArrayList<>();
        SampleBuffer buffer = new SampleBuffer();
        for (Series series : store.select(List.of(), Long.MIN_VALUE, Long.MAX_VALUE)) {
            series.read(Long.MIN_VALUE, Long.MAX_VALUE, buffer);
            Labels labels = series.labels();
            StringBuilder text = new StringBuilder(labels.toString());
            for (int i = 0; i < buffer.size(); i++) {
                text.append(' ')
                        .append(buffer.timestamps()[i])
                        .append('=')
                        .append(Long.toHexString(Double.doubleToRawLongBits(buffer.values()[i])));
            }
            if (buffer.size() > 0) {
                all.add(text.toString());
            }
        }
        return all;
    }
}
