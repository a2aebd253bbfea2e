package dev.monitoring.prometheus.remotewrite.bench;

import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.store.RingBufferStore;
import dev.monitoring.core.store.StoreConfig;
import dev.monitoring.core.time.ManualClock;
import dev.monitoring.prometheus.remotewrite.ReceiverLimits;
import dev.monitoring.prometheus.remotewrite.RemoteWriteReceiver;
import dev.monitoring.prometheus.remotewrite.WriteRequestBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A request of 2,000 series with a sample each, 5 s after the one before, from the body's bytes to the store. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RemoteWriteBenchmark {
    private static final int SERIES = 2_000;
    private static final long START = 1_750_000_000_000L;
    /** Times of this century take as many bytes. */
    private static final int TIME_BYTES = 6;

    private final ManualClock clock = ManualClock.atEpochMillis(START);
    private final RemoteWriteReceiver receiver = new RemoteWriteReceiver(
            RingBufferStore.create(StoreConfig.builder().build(), clock), ReceiverLimits.defaults());
    private final int[] timeOffsets = new int[SERIES];
    private byte[] body = new byte[0];

    /** Makes the body and finds where the times stand in it: a block of literals holds the message as it is. */
    @Setup
    public void prepare() {
        WriteRequestBuilder request = new WriteRequestBuilder();
        for (int i = 0; i < SERIES; i++) {
            request.series(
                    START,
                    i * 0.37,
                    "__name__",
                    "http_requests_total",
                    "application",
                    "svc-" + i % 10,
                    "instance",
                    "10.0.0." + i % 10 + ":8080",
                    "method",
                    "GET",
                    "status",
                    "200",
                    "uri",
                    "/api/v1/res" + i);
        }
        body = request.body();
        int found = 0;
        for (int at = 0; at + TIME_BYTES < body.length; at++) {
            if (body[at] == 2 << 3 && timeAt(at + 1) == START) {
                timeOffsets[found++] = at + 1;
            }
        }
        if (found < SERIES - 3) {
            throw new IllegalStateException("found " + found + " times of " + SERIES);
        }
    }

    private long timeAt(int at) {
        long time = 0;
        for (int i = 0; i < TIME_BYTES; i++) {
            time |= (body[at + i] & 0x7fL) << 7 * i;
        }
        return time;
    }

    @Benchmark
    public int request() throws IOException {
        clock.advance(Duration.ofSeconds(5));
        long now = clock.epochMillis();
        for (int at : timeOffsets) {
            if (at > 0) {
                for (int i = 0; i < TIME_BYTES; i++) {
                    body[at + i] = (byte) (now >>> 7 * i & 0x7f | (i < TIME_BYTES - 1 ? 0x80 : 0));
                }
            }
        }
        HttpResponse answer = receiver.handle(new Post(body));
        if (answer.status() != 204) {
            throw new IllegalStateException(answer.toString());
        }
        return answer.status();
    }

    private record Post(byte[] bytes) implements HttpRequest {
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
            return "";
        }

        @Override
        public Optional<String> header(String name) {
            return name.equals("Content-Encoding") ? Optional.of("snappy") : Optional.empty();
        }

        @Override
        public Map<String, List<String>> parameters() {
            return Map.of();
        }

        @Override
        public InputStream body() {
            return new ByteArrayInputStream(bytes);
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
}
