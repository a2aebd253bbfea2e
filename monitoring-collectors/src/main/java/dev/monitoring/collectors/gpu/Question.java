package dev.monitoring.collectors.gpu;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.List;

/**
 * One call about a device and the figures in its answer. Immutable.
 *
 * @param function what is called, for people
 * @param call the call, which leaves its answer in {@link Nvml#answer}
 * @param figures what stands in the answer
 */
record Question(String function, Call call, List<Figure> figures) {
    Question {
        figures = List.copyOf(figures);
    }

    /** Asks about a device. */
    interface Call {
        void ask(Nvml nvml, Pointer device) throws NvmlException;
    }

    /**
     * A number in an answer. Immutable.
     *
     * @param family the family it is a sample of
     * @param offset where it stands, bytes
     * @param bytes how long it is, 4 or 8; unsigned
     * @param unit what one is worth in the family's unit
     */
    record Figure(Family family, int offset, int bytes, double unit) {
        /** Gives the number to a sink, unless it is all ones: that is how NVML says "not known". */
        void emit(Memory answer, Labels labels, MetricSink sink) {
            long value = bytes == Long.BYTES ? answer.getLong(offset) : answer.getInt(offset);
            if (value != -1) {
                double unsigned = bytes == Long.BYTES ? unsigned(value) : Integer.toUnsignedLong((int) value);
                sink.add(family, labels, unsigned * unit);
            }
        }

        private static double unsigned(long value) {
            return value >= 0 ? value : value + 0x1p64;
        }
    }

    /** A function of a device that answers one number of 32 bits. */
    static Question number(Family family, String function, double unit) {
        return new Question(
                function,
                (nvml, device) -> nvml.call(function, device, nvml.answer()),
                List.of(new Figure(family, 0, Integer.BYTES, unit)));
    }

    /** A function of a device and a selector that answers one number of 32 bits. */
    static Question number(Family family, String function, int selector) {
        return new Question(
                function,
                (nvml, device) -> nvml.call(function, device, selector, nvml.answer()),
                List.of(new Figure(family, 0, Integer.BYTES, 1)));
    }

    /** Asks, and gives all figures to the sink. */
    void read(Nvml nvml, Pointer device, Labels labels, MetricSink sink) throws NvmlException {
        call.ask(nvml, device);
        for (Figure figure : figures) {
            figure.emit(nvml.answer(), labels, sink);
        }
    }
}
