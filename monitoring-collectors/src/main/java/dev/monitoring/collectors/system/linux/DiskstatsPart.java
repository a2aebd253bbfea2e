package dev.monitoring.collectors.system.linux;

import com.google.re2j.Pattern;
import dev.monitoring.collectors.kernel.KernelText;
import dev.monitoring.collectors.kernel.NameTable;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What each block device did: {@code /proc/diskstats}. Kernels before 4.18 have no columns for discards, those before 5.5
 * none for flushes; what is not there is not emitted.
 *
 * @see <a href="https://www.kernel.org/doc/Documentation/iostats.txt">iostats.txt</a>
 */
final class DiskstatsPart implements Part {
    private static final double MILLIS = 1e-3;
    private static final double SECTOR_BYTES = 512;
    private static final int MAX_DEVICES = 10_000;

    private static final Column[] COLUMNS = {
        counter("reads_completed_total", 1, "Reads completed."),
        counter("reads_merged_total", 1, "Reads merged with others next to them."),
        counter("read_bytes_total", SECTOR_BYTES, "Bytes read."),
        counter("read_time_seconds_total", MILLIS, "Time all reads took together."),
        counter("writes_completed_total", 1, "Writes completed."),
        counter("writes_merged_total", 1, "Writes merged with others next to them."),
        counter("written_bytes_total", SECTOR_BYTES, "Bytes written."),
        counter("write_time_seconds_total", MILLIS, "Time all writes took together."),
        new Column(Family.gauge("node_disk_io_now", "Operations in progress."), 1),
        counter("io_time_seconds_total", MILLIS, "Time at least one operation was in progress."),
        counter("io_time_weighted_seconds_total", MILLIS, "Time in progress, summed over operations."),
        counter("discards_completed_total", 1, "Discards completed."),
        counter("discards_merged_total", 1, "Discards merged with others next to them."),
        counter("discarded_sectors_total", 1, "Sectors of 512 bytes discarded."),
        counter("discard_time_seconds_total", MILLIS, "Time all discards took together."),
        counter("flush_requests_total", 1, "Flushes completed."),
        counter("flush_requests_time_seconds_total", MILLIS, "Time all flushes took together."),
    };

    private final KernelText text;
    private final File file;
    private final Pattern excluded;
    private final NameTable<Optional<Labels>> devices = new NameTable<>();

    DiskstatsPart(KernelText text, KernelPaths paths, Pattern excluded) {
        this.text = text;
        this.file = paths.proc("diskstats");
        this.excluded = excluded;
    }

    private record Column(Family family, double factor) {}

    private static Column counter(String name, double factor, String help) {
        String unit = name.contains("_seconds") ? "seconds" : name.contains("_bytes") ? "bytes" : "";
        return new Column(Family.counter("node_disk_" + name, help).in(unit), factor);
    }

    @Override
    public List<String> names() {
        return List.of("diskstats");
    }

    @Override
    public boolean collect(MetricSink sink) throws IOException {
        if (!text.open(file)) {
            return false;
        }
        try {
            int seen = 0;
            while (text.nextLine() && seen < MAX_DEVICES) {
                if (!text.skipTokens(2) || !text.nextToken()) {
                    continue;
                }
                seen++;
                Optional<Labels> labels = text.lookUp(devices);
                if (labels == null) {
                    labels = text.remember(devices, labels(text.tokenText()));
                }
                if (labels.isPresent()) {
                    device(sink, labels.get());
                }
            }
            devices.trim(seen);
            return true;
        } finally {
            text.close();
        }
    }

    private void device(MetricSink sink, Labels labels) {
        for (Column column : COLUMNS) {
            double value = text.nextNumber();
            if (Double.isNaN(value)) {
                return;
            }
            // Divided where node_exporter's users expect 0.007 and not 0.0070000000000000001.
            sink.add(column.family, labels, column.factor == MILLIS ? value / 1e3 : value * column.factor);
        }
    }

    private Optional<Labels> labels(String device) {
        return excluded.matcher(device).find() ? Optional.empty() : Optional.of(Labels.of("device", device));
    }
}
