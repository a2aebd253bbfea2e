package dev.monitoring.prometheus.remotewrite;

import java.util.Arrays;

/**
 * A write request taken apart: where each series' labels lie in the message, and its samples in arrays. Confined to one
 * thread; reused from request to request.
 *
 * <p>Nothing is turned into text here. Labels stay the bytes they are, so that a series that was seen before is found by its
 * bytes ({@link ReferenceCache}).
 */
final class WriteRequest {
    // message WriteRequest   { repeated TimeSeries timeseries = 1; repeated MetricMetadata metadata = 3; }
    // message TimeSeries     { repeated Label labels = 1; repeated Sample samples = 2;
    //                          repeated Exemplar exemplars = 3; repeated Histogram histograms = 4; }
    // message Sample         { double value = 1; int64 timestamp = 2; }
    static final int TIMESERIES = 1;
    static final int METADATA = 3;
    static final int LABELS = 1;
    static final int SAMPLES = 2;
    static final int HISTOGRAMS = 4;
    static final int SAMPLE_VALUE = 1;
    static final int SAMPLE_TIMESTAMP = 2;

    private final ReceiverLimits limits;
    private final ProtobufCursor request = new ProtobufCursor();
    private final ProtobufCursor series = new ProtobufCursor();
    private final ProtobufCursor part = new ProtobufCursor();

    private byte[] bytes = new byte[0];
    private int seriesCount;
    private int[] labelStarts = new int[256];
    private int[] labelEnds = new int[256];
    private int[] sampleEnds = new int[256];
    private int sampleCount;
    private long[] timestamps = new long[256];
    private double[] values = new double[256];
    private int metadataCount;
    private int[] metadataStarts = new int[16];
    private int[] metadataEnds = new int[16];
    private int histograms;

    WriteRequest(ReceiverLimits limits) {
        this.limits = limits;
    }

    /** The message that was read; labels lie in it. */
    byte[] bytes() {
        return bytes;
    }

    int seriesCount() {
        return seriesCount;
    }

    int labelsStart(int index) {
        return labelStarts[index];
    }

    int labelsEnd(int index) {
        return labelEnds[index];
    }

    int firstSample(int index) {
        return index == 0 ? 0 : sampleEnds[index - 1];
    }

    int endSample(int index) {
        return sampleEnds[index];
    }

    int sampleCount() {
        return sampleCount;
    }

    long timestampMillis(int sample) {
        return timestamps[sample];
    }

    double value(int sample) {
        return values[sample];
    }

    int metadataCount() {
        return metadataCount;
    }

    int metadataStart(int index) {
        return metadataStarts[index];
    }

    int metadataEnd(int index) {
        return metadataEnds[index];
    }

    /** The number of native histograms, which are not read. */
    int histograms() {
        return histograms;
    }

    /**
     * Reads a message. May move bytes in it.
     *
     * @throws MalformedRequestException if it is no write request
     * @throws TooMuchException if it holds more than the limits allow
     */
    void read(byte[] message, int length) throws MalformedRequestException, TooMuchException {
        bytes = message;
        seriesCount = 0;
        sampleCount = 0;
        metadataCount = 0;
        histograms = 0;
        request.reset(message, 0, length);
        while (request.next()) {
            if (request.is(TIMESERIES, ProtobufCursor.BYTES)) {
                int end = request.length() + request.position();
                readSeries(request.position(), end);
                request.skipTo(end);
            } else if (request.is(METADATA, ProtobufCursor.BYTES)) {
                int end = request.length() + request.position();
                addMetadata(request.position(), end);
                request.skipTo(end);
            } else {
                request.skip();
            }
        }
    }

    private void readSeries(int start, int end) throws MalformedRequestException, TooMuchException {
        if (seriesCount == limits.series()) {
            throw new TooMuchException("more than " + limits.series() + " series in one request; send fewer at a time");
        }
        if (!readParts(start, end)) {
            putLabelsFirst(start, end);
            readParts(start, end);
        }
    }

    /** Reads a series; false, with nothing added, where its labels do not stand together. */
    private boolean readParts(int start, int end) throws MalformedRequestException, TooMuchException {
        int samplesBefore = sampleCount;
        int histogramsBefore = histograms;
        int labelsStart = start;
        int labelsEnd = start;
        series.reset(bytes, start, end);
        for (int fieldStart = start; series.next(); fieldStart = series.position()) {
            if (series.is(LABELS, ProtobufCursor.BYTES)) {
                if (labelsEnd == start) {
                    labelsStart = fieldStart;
                } else if (fieldStart != labelsEnd) {
                    sampleCount = samplesBefore;
                    histograms = histogramsBefore;
                    return false;
                }
                series.skip();
                labelsEnd = series.position();
            } else if (series.is(SAMPLES, ProtobufCursor.BYTES)) {
                int partEnd = series.length() + series.position();
                readSample(series.position(), partEnd);
                series.skipTo(partEnd);
            } else {
                histograms += series.field() == HISTOGRAMS ? 1 : 0;
                series.skip();
            }
        }
        if (seriesCount == labelStarts.length) {
            labelStarts = Arrays.copyOf(labelStarts, 2 * seriesCount);
            labelEnds = Arrays.copyOf(labelEnds, 2 * seriesCount);
            sampleEnds = Arrays.copyOf(sampleEnds, 2 * seriesCount);
        }
        labelStarts[seriesCount] = labelsStart;
        labelEnds[seriesCount] = labelsEnd;
        sampleEnds[seriesCount++] = sampleCount;
        return true;
    }

    /** Fields may come in any order, though nobody sends them so: moves those with labels to the front, in their order. */
    private void putLabelsFirst(int start, int end) throws MalformedRequestException {
        byte[] ordered = new byte[end - start];
        int to = 0;
        for (boolean labels : new boolean[] {true, false}) {
            series.reset(bytes, start, end);
            for (int fieldStart = start; series.next(); fieldStart = series.position()) {
                boolean isLabel = series.field() == LABELS;
                series.skip();
                if (isLabel == labels) {
                    int length = series.position() - fieldStart;
                    System.arraycopy(bytes, fieldStart, ordered, to, length);
                    to += length;
                }
            }
        }
        System.arraycopy(ordered, 0, bytes, start, ordered.length);
    }

    private void readSample(int start, int end) throws MalformedRequestException, TooMuchException {
        if (sampleCount == limits.samples()) {
            throw new TooMuchException(
                    "more than " + limits.samples() + " samples in one request; send fewer at a time");
        }
        double value = 0;
        long timestamp = 0;
        part.reset(bytes, start, end);
        while (part.next()) {
            if (part.is(SAMPLE_VALUE, ProtobufCursor.FIXED64)) {
                value = part.fixed64();
            } else if (part.is(SAMPLE_TIMESTAMP, ProtobufCursor.VARINT)) {
                timestamp = part.varint();
            } else {
                part.skip();
            }
        }
        if (sampleCount == values.length) {
            values = Arrays.copyOf(values, 2 * sampleCount);
            timestamps = Arrays.copyOf(timestamps, 2 * sampleCount);
        }
        values[sampleCount] = value;
        timestamps[sampleCount++] = timestamp;
    }

    private void addMetadata(int start, int end) throws TooMuchException {
        if (metadataCount == limits.series()) {
            throw new TooMuchException(
                    "more than " + limits.series() + " entries of metadata in one request; send fewer at a time");
        }
        if (metadataCount == metadataStarts.length) {
            metadataStarts = Arrays.copyOf(metadataStarts, 2 * metadataCount);
            metadataEnds = Arrays.copyOf(metadataEnds, 2 * metadataCount);
        }
        metadataStarts[metadataCount] = start;
        metadataEnds[metadataCount++] = end;
    }
}
