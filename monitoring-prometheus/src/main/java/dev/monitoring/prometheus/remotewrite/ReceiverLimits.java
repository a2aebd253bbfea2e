package dev.monitoring.prometheus.remotewrite;

/**
 * How much one request may hold. Immutable.
 *
 * @param compressedBytes the body as it is sent
 * @param bytes the body when it is decompressed
 * @param series the series of a request
 * @param samples the samples of a request
 * @param labels the labels of a series
 * @param labelNameBytes a label's name
 * @param labelValueBytes a label's value, the metric name among them
 */
public record ReceiverLimits(
        int compressedBytes, int bytes, int series, int samples, int labels, int labelNameBytes, int labelValueBytes) {
    /**
     * 4 MiB, 16 MiB, 100,000 series, 200,000 samples, 64 labels, names of 512 bytes, values of 8 KiB. A Prometheus sends 2,000
     * samples at a time, in some 300 KB.
     */
    public static ReceiverLimits defaults() {
        return new ReceiverLimits(4 << 20, 16 << 20, 100_000, 200_000, 64, 512, 8 << 10);
    }
}
