package dev.monitoring.collectors.system.linux;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of devices and drivers: reading it may take long or hang, so it is done on a thread of {@link ReaderPool},
 * less often than the collector runs. Confined to one reading at a time.
 */
interface HardwarePart {
    /** The names of node_exporter's collectors that emit the same families; none where a {@link Part} has that name. */
    List<String> names();

    /** The distance of readings; in between the last values are emitted again. */
    Duration interval();

    /**
     * Reads.
     *
     * @return nothing where this machine has no such devices
     * @throws IOException they are there and cannot be read
     */
    Optional<List<Sample>> read() throws IOException;

    /** A part that is a method. */
    static HardwarePart of(String name, Duration interval, Reader reader) {
        return new HardwarePart() {
            @Override
            public List<String> names() {
                return name.isEmpty() ? List.of() : List.of(name);
            }

            @Override
            public Duration interval() {
                return interval;
            }

            @Override
            public Optional<List<Sample>> read() throws IOException {
                return reader.read();
            }
        };
    }

    /** Reads, as {@link HardwarePart#read} does. */
    @FunctionalInterface
    interface Reader {
        Optional<List<Sample>> read() throws IOException;
    }
}
