package dev.monitoring.core.textformat;

/**
 * How much a text may hold. Immutable.
 *
 * @param bodyBytes the whole text
 * @param lineBytes one line
 * @param samples all samples, and all families
 * @param labels the labels of one sample
 */
public record TextFormatLimits(long bodyBytes, int lineBytes, int samples, int labels) {
    public TextFormatLimits {
        require("body limit", bodyBytes);
        require("line limit", lineBytes);
        require("sample limit", samples);
        require("label limit", labels);
    }

    /** 32 MiB, lines of 64 KiB, 500,000 samples, 100 labels. */
    public static TextFormatLimits defaults() {
        return new TextFormatLimits(32L << 20, 64 << 10, 500_000, 100);
    }

    public TextFormatLimits withBodyBytes(long bytes) {
        return new TextFormatLimits(bytes, lineBytes, samples, labels);
    }

    public TextFormatLimits withLineBytes(int bytes) {
        return new TextFormatLimits(bodyBytes, bytes, samples, labels);
    }

    public TextFormatLimits withSamples(int count) {
        return new TextFormatLimits(bodyBytes, lineBytes, count, labels);
    }

    public TextFormatLimits withLabels(int count) {
        return new TextFormatLimits(bodyBytes, lineBytes, samples, count);
    }

    private static void require(String what, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(what + " " + value + " lets nothing in; use at least 1");
        }
    }
}
