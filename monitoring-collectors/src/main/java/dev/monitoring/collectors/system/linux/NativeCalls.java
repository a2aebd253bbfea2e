package dev.monitoring.collectors.system.linux;

import java.io.IOException;
import java.util.Optional;

/**
 * The two calls to the C library for which the kernel has no file: {@code statvfs(3)} for inodes and {@code adjtimex(2)},
 * asked without changing anything. They need JNA on the class path. Thread-safe.
 */
interface NativeCalls extends FileSystemUsage.Reader {
    /** The clock's state as {@code adjtimex} tells it, in its units. Immutable. */
    record ClockState(
            int state,
            int status,
            long offset,
            long frequency,
            long maxError,
            long estimatedError,
            long constant,
            long tick,
            long ppsFrequency,
            long jitter,
            int shift,
            long stability,
            long jitterCount,
            long calibrationCount,
            long errorCount,
            long stabilityCount,
            int tai) {}

    /**
     * Asks for the clock's state.
     *
     * @throws IOException the kernel says no: some containers forbid the call even for asking
     */
    ClockState clockState() throws IOException;

    /** The calls; nothing where there is no JNA, or where it does not work here. */
    static Optional<NativeCalls> load() {
        try {
            Class.forName("com.sun.jna.NativeLibrary", false, NativeCalls.class.getClassLoader());
            return Optional.of(new JnaCalls());
        } catch (ClassNotFoundException | LinkageError | UnsupportedOperationException e) {
            return Optional.empty(); // JNA is absent, or cannot unpack its library: a temporary directory without exec
        }
    }
}
