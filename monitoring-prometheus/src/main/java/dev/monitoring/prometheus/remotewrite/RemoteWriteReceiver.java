package dev.monitoring.prometheus.remotewrite;

import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.http.HttpException;
import dev.monitoring.core.http.HttpHandler;
import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.series.SampleStore;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Takes samples that others measured, by Prometheus' remote write 1.0, and appends them to the store. Thread-safe.
 *
 * <p>What senders get to hear:
 * <ul>
 *   <li>204: all stored. A sample that was stored before, with the same time and value, counts as stored, so a request may be
 *       sent again.
 *   <li>400: nothing is stored, because the body cannot be read, or a sample is out of order, has the time of another one with
 *       another value, or is older or newer than the store keeps. All of it is checked before the first sample is appended.
 *   <li>400 too where the store refuses new series because a ceiling is reached: samples of all other series are stored, so
 *       that one flooding metric does not cut off the rest. It is not 429, because waiting does not make room, and the sender
 *       would hold back everything behind it meanwhile.
 *   <li>413: more than the limits allow. 415: not remote write 1.0 with snappy. 5xx: try again.
 * </ul>
 *
 * <p>Exemplars are passed over. Native histograms are not stored, which is said with 400, the samples beside them stored.
 */
public final class RemoteWriteReceiver implements HttpHandler {
    /** How many requests may find their buffers ready; more at a time are served with new ones. */
    private static final int MAX_IDLE_BUFFERS = 2;

    private static final int INITIAL_BYTES = 64 << 10;

    private final ReceiverLimits limits;
    private final BatchWriter writer;
    private final BlockingQueue<SoftReference<Buffers>> idle = new ArrayBlockingQueue<>(MAX_IDLE_BUFFERS);
    private final ReceiverTally tally = new ReceiverTally();

    public RemoteWriteReceiver(SampleStore store, ReceiverLimits limits) {
        this.limits = limits;
        this.writer = new BatchWriter(store, limits, tally);
    }

    /** What one request needs while it is read. Confined to one thread at a time; reused. */
    private static final class Buffers {
        final SoftReference<Buffers> self = new SoftReference<>(this);
        final WriteRequest request;
        byte[] compressed = new byte[INITIAL_BYTES];
        byte[] plain = new byte[INITIAL_BYTES];

        Buffers(ReceiverLimits limits) {
            request = new WriteRequest(limits);
        }
    }

    /** What was received so far. */
    public ReceiverCounts counts() {
        return tally.counts();
    }

    /** What the receiver says about itself: {@code monitoring_remote_write_*}. */
    public SelfMetrics.Contributor metrics() {
        return tally;
    }

    /** What senders said about metric families, in no order. */
    public List<MetricMetadata> metadata() {
        return writer.metadata();
    }

    @Override
    public HttpResponse handle(HttpRequest request) throws IOException {
        tally.request();
        SoftReference<Buffers> kept = idle.poll();
        Buffers leased = kept == null ? null : kept.get();
        Buffers buffers = leased == null ? new Buffers(limits) : leased;
        try {
            RequestHeaders.check(request);
            int compressed = read(request.body(), buffers);
            int length = SnappyBlock.textLength(buffers.compressed, compressed);
            if (length > limits.bytes()) {
                throw new TooMuchException(
                        "the body has " + length + " bytes, more than " + limits.bytes() + "; send less at a time");
            }
            if (buffers.plain.length < length) {
                buffers.plain = new byte[Math.min(limits.bytes(), Math.max(length, 2 * buffers.plain.length))];
            }
            SnappyBlock.decompress(buffers.compressed, compressed, buffers.plain);
            buffers.request.read(buffers.plain, length);
            String missing = writer.write(buffers.request);
            return missing.isEmpty() ? HttpResponse.empty(204) : HttpResponse.text(400, missing + "\n");
        } catch (MalformedRequestException e) {
            return rejection(400, Rejection.MALFORMED, e);
        } catch (FaultySamplesException e) {
            return rejection(400, Rejection.FAULTY_SAMPLES, e);
        } catch (TooMuchException e) {
            return rejection(413, Rejection.TOO_LARGE, e);
        } catch (HttpException e) {
            return rejection(e.status(), reason(e.status()), e);
        } catch (IOException e) {
            tally.rejected(Rejection.CUT_OFF);
            throw e;
        } finally {
            idle.offer(buffers.self);
        }
    }

    private HttpResponse rejection(int status, Rejection reason, Exception cause) {
        tally.rejected(reason);
        return HttpResponse.text(status, cause.getMessage() + "\n");
    }

    private static Rejection reason(int status) {
        return switch (status) {
            case 413 -> Rejection.TOO_LARGE;
            case 415 -> Rejection.UNSUPPORTED;
            case 408 -> Rejection.CUT_OFF;
            default -> Rejection.MALFORMED;
        };
    }

    private int read(InputStream body, Buffers buffers) throws IOException, TooMuchException {
        int size = 0;
        while (true) {
            if (size == buffers.compressed.length) {
                // One byte beyond the limit shows that there are more.
                int room = Math.min(limits.compressedBytes() + 1, 2 * size);
                buffers.compressed = Arrays.copyOf(buffers.compressed, room);
            }
            int got = body.read(buffers.compressed, size, buffers.compressed.length - size);
            if (got < 0) {
                return size;
            }
            size += got;
            if (size > limits.compressedBytes()) {
                throw new TooMuchException(
                        "the body is longer than " + limits.compressedBytes() + " bytes; send fewer samples at a time");
            }
        }
    }
}
