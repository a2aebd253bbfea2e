package dev.monitoring.prometheus.exposition;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.registry.SeriesLayout;

/**
 * What stands before the value on the line of each slot of a layout: <code>name{label="value"} </code>, the space included.
 * Immutable.
 */
final class RenderedLayout {
    private static final int TYPICAL_LINE_BYTES = 100;

    final SeriesLayout layout;
    /** All slots one after the other. */
    final byte[] bytes;
    /** Where each slot begins in {@link #bytes}; one more entry than slots, the last being the end. */
    final int[] starts;

    private RenderedLayout(SeriesLayout layout, byte[] bytes, int[] starts) {
        this.layout = layout;
        this.bytes = bytes;
        this.starts = starts;
    }

    /**
     * Renders a layout.
     *
     * @param withTarget whether the target's labels stand on each line, and so {@code exported_} for those they hide
     */
    static RenderedLayout of(SeriesLayout layout, ExpositionFormat format, boolean withTarget) {
        ByteText text = new ByteText(TYPICAL_LINE_BYTES * layout.size());
        DecimalText decimals = new DecimalText();
        int[] starts = new int[layout.size() + 1];
        for (int slot = 0; slot < layout.size(); slot++) {
            starts[slot] = text.size();
            Labels labels = withTarget ? layout.series(slot) : layout.labels(slot);
            text.text(layout.sampleName(slot));
            char before = '{';
            for (int i = 0; i < labels.size(); i++) {
                String name = labels.name(i);
                if (!name.equals(Labels.METRIC_NAME)) {
                    String value = format == ExpositionFormat.OPENMETRICS && isBound(name, layout.sampleName(slot))
                            ? canonical(labels.value(i), decimals)
                            : labels.value(i);
                    text.text(before == '{' ? "{" : ",").text(name).labelValue(value);
                    before = ',';
                }
            }
            text.text(before == '{' ? " " : "} ");
        }
        starts[layout.size()] = text.size();
        return new RenderedLayout(layout, text.toBytes(), starts);
    }

    private static boolean isBound(String labelName, String sampleName) {
        return labelName.equals(Section.LE) && sampleName.endsWith(Section.BUCKET)
                || labelName.equals(Section.QUANTILE);
    }

    /** A number in OpenMetrics' canonical form; text that is no number stays as it is. */
    private static String canonical(String text, DecimalText decimals) {
        try {
            return decimals.canonical(Section.number(text));
        } catch (NumberFormatException e) {
            return text;
        }
    }
}
