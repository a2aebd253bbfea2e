package dev.monitoring.collectors.system.linux;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * How well the clock keeps time, as the kernel's time discipline knows it. Where the call is not to be had nothing is
 * emitted.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/adjtimex.2.html">adjtimex(2)</a>
 */
final class TimexPart implements Part {
    private static final Family SYNC = gauge("sync_status", "Whether the clock is synchronised to a reliable server.");
    private static final Family OFFSET = gauge("offset_seconds", "How far the clock is from its reference.");
    private static final Family FREQUENCY = gauge("frequency_adjustment_ratio", "How the clock's speed is adjusted.");
    private static final Family MAX_ERROR = gauge("maxerror_seconds", "The greatest error there may be.");
    private static final Family ESTIMATED_ERROR = gauge("estimated_error_seconds", "The error as estimated.");
    private static final Family STATUS = gauge("status", "The bits of the clock's status.");
    private static final Family CONSTANT = gauge("loop_time_constant", "The time constant of the phase-locked loop.");
    private static final Family TICK = gauge("tick_seconds", "The time between ticks of the clock.");
    private static final Family TAI = gauge("tai_offset_seconds", "How far atomic time is ahead.");
    private static final Family PPS_FREQUENCY = gauge("pps_frequency_hertz", "Frequency of the pulse per second.");
    private static final Family PPS_JITTER = gauge("pps_jitter_seconds", "Jitter of the pulse per second.");
    private static final Family PPS_SHIFT = gauge("pps_shift_seconds", "Duration of the pulse's interval.");
    private static final Family PPS_STABILITY = gauge("pps_stability_hertz", "Stability of the pulse per second.");
    private static final Family PPS_JITTERS = counter("pps_jitter_total", "Pulses with too much jitter.");
    private static final Family PPS_CALIBRATIONS = counter("pps_calibration_total", "Intervals of calibration.");
    private static final Family PPS_ERRORS = counter("pps_error_total", "Errors of calibration.");
    private static final Family PPS_UNSTABLE = counter("pps_stability_exceeded_total", "Pulses that were not stable.");

    private static final int TIME_ERROR = 5;
    private static final int STA_NANO = 0x2000;
    private static final double NANOS = 1e9;
    private static final double MICROS = 1e6;
    private static final double PARTS_PER_MILLION = 1e6 * 65536;

    private final Optional<NativeCalls> calls;

    TimexPart(Optional<NativeCalls> calls) {
        this.calls = calls;
    }

    private static Family gauge(String name, String help) {
        return Family.gauge("node_timex_" + name, help).in(name.endsWith("_seconds") ? "seconds" : "");
    }

    private static Family counter(String name, String help) {
        return Family.counter("node_timex_" + name, help);
    }

    @Override
    public List<String> names() {
        return List.of("timex");
    }

    @Override
    public boolean collect(MetricSink sink) throws IOException {
        if (calls.isEmpty()) {
            return false;
        }
        emit(sink, calls.get().clockState());
        return true;
    }

    static void emit(MetricSink sink, NativeCalls.ClockState clock) {
        double divisor = (clock.status() & STA_NANO) != 0 ? NANOS : MICROS;
        sink.add(SYNC, Labels.EMPTY, clock.state() == TIME_ERROR ? 0 : 1);
        sink.add(OFFSET, Labels.EMPTY, clock.offset() / divisor);
        sink.add(FREQUENCY, Labels.EMPTY, 1 + clock.frequency() / PARTS_PER_MILLION);
        sink.add(MAX_ERROR, Labels.EMPTY, clock.maxError() / MICROS);
        sink.add(ESTIMATED_ERROR, Labels.EMPTY, clock.estimatedError() / MICROS);
        sink.add(STATUS, Labels.EMPTY, clock.status());
        sink.add(CONSTANT, Labels.EMPTY, clock.constant());
        sink.add(TICK, Labels.EMPTY, clock.tick() / MICROS);
        sink.add(PPS_FREQUENCY, Labels.EMPTY, clock.ppsFrequency() / PARTS_PER_MILLION);
        sink.add(PPS_JITTER, Labels.EMPTY, clock.jitter() / divisor);
        sink.add(PPS_SHIFT, Labels.EMPTY, clock.shift());
        sink.add(PPS_STABILITY, Labels.EMPTY, clock.stability() / PARTS_PER_MILLION);
        sink.add(PPS_JITTERS, Labels.EMPTY, clock.jitterCount());
        sink.add(PPS_CALIBRATIONS, Labels.EMPTY, clock.calibrationCount());
        sink.add(PPS_ERRORS, Labels.EMPTY, clock.errorCount());
        sink.add(PPS_UNSTABLE, Labels.EMPTY, clock.stabilityCount());
        sink.add(TAI, Labels.EMPTY, clock.tai());
    }
}
