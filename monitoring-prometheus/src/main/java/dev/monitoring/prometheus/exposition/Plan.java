package dev.monitoring.prometheus.exposition;

import dev.monitoring.core.model.StaleMarker;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.Snapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A page of samples with all but the values in place: the blocks in their order, their headers, and which slot of which
 * source stands on which line. Immutable, so that any number of requests may use one; made by {@link PlanBuilder}.
 */
final class Plan {
    private static final byte[] END = "# EOF\n".getBytes(StandardCharsets.US_ASCII);

    private final ExpositionFormat format;
    private final RenderedLayout[] rendered;
    private final List<Block> blocks;

    Plan(ExpositionFormat format, List<RenderedLayout> rendered, List<Block> blocks) {
        this.format = format;
        this.rendered = rendered.toArray(new RenderedLayout[0]);
        this.blocks = List.copyOf(blocks);
    }

    /** What a block's values must be to carry its type; OpenMetrics forbids others. */
    enum Rule {
        /** Any. */
        NONE,
        /** A counter: neither negative nor NaN. */
        NOT_NEGATIVE,
        /** An info: one. */
        ONE,
        /** A state: zero or one. */
        ZERO_OR_ONE;

        boolean holds(double value) {
            return switch (this) {
                case NONE -> true;
                case NOT_NEGATIVE -> value >= 0;
                case ONE -> value == 1;
                case ZERO_OR_ONE -> value == 0 || value == 1;
            };
        }
    }

    /**
     * A family with its lines.
     *
     * @param header the metadata lines
     * @param untypedHeader those for when a value breaks the rule
     * @param rule what the values must be
     * @param sources the index of each line's source
     * @param slots each line's slot there
     */
    record Block(byte[] header, byte[] untypedHeader, Rule rule, int[] sources, int[] slots) {}

    /** Whether the plan is for just these layouts, in this order. */
    boolean fits(List<Snapshot> snapshots) {
        if (snapshots.size() != rendered.length) {
            return false;
        }
        for (int i = 0; i < rendered.length; i++) {
            if (snapshots.get(i).layout() != rendered[i].layout) {
                return false;
            }
        }
        return true;
    }

    /** The text of a layout's lines, where the plan has it. */
    RenderedLayout rendered(SeriesLayout layout, boolean withTarget) {
        for (RenderedLayout candidate : rendered) {
            if (candidate.layout == layout) {
                return candidate;
            }
        }
        return RenderedLayout.of(layout, format, withTarget);
    }

    /** Writes the page with the values of {@code snapshots}, which the plan {@linkplain #fits fits}. */
    void write(List<Snapshot> snapshots, TextOutput text, OutputStream out) throws IOException {
        for (int i = 0; i < blocks.size(); i++) {
            write(blocks.get(i), snapshots, text, out);
        }
        if (format == ExpositionFormat.OPENMETRICS) {
            text.bytes(END, out);
        }
        text.flush(out);
    }

    private void write(Block block, List<Snapshot> snapshots, TextOutput text, OutputStream out) throws IOException {
        boolean begun = false;
        for (int i = 0; i < block.slots.length; i++) {
            int source = block.sources[i];
            int slot = block.slots[i];
            Snapshot snapshot = snapshots.get(source);
            if (hasValue(snapshot, slot)) {
                if (!begun) {
                    begun = true;
                    text.bytes(keepsRule(block, snapshots) ? block.header : block.untypedHeader, out);
                }
                text.line(rendered[source], slot, snapshot, format, out);
            }
        }
    }

    private static boolean keepsRule(Block block, List<Snapshot> snapshots) {
        if (block.rule == Rule.NONE) {
            return true;
        }
        for (int i = 0; i < block.slots.length; i++) {
            Snapshot snapshot = snapshots.get(block.sources[i]);
            int slot = block.slots[i];
            if (hasValue(snapshot, slot) && !block.rule.holds(snapshot.value(slot))) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasValue(Snapshot snapshot, int slot) {
        return !snapshot.isAbsent(slot) && !StaleMarker.is(snapshot.value(slot));
    }
}
