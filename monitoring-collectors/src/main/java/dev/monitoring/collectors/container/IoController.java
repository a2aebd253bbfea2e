package dev.monitoring.collectors.container;

import dev.monitoring.collectors.kernel.KernelText;
import dev.monitoring.collectors.kernel.NameTable;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes by block device, of either version. The files name devices by number; sysfs knows their names, which
 * are looked up once.
 *
 * <pre>
 * version 1   254:0 Read 5771195392
 * version 2   254:0 rbytes=5771195392 wbytes=1577172582 rios=279230 wios=244098 dbytes=0 dios=0
 * </pre>
 */
final class IoController implements Controller {
    private static final Family READ_BYTES =
            Family.counter("container_fs_reads_bytes_total", "Bytes read.").in("bytes");
    private static final Family WRITE_BYTES =
            Family.counter("container_fs_writes_bytes_total", "Bytes written.").in("bytes");
    private static final Family READS = Family.counter("container_fs_reads_total", "Reads completed.");
    private static final Family WRITES = Family.counter("container_fs_writes_total", "Writes completed.");

    private static final byte[] READ = KernelText.ascii("Read");
    private static final byte[] WRITE = KernelText.ascii("Write");
    private static final String DEVICE_NAME = "DEVNAME=";
    private static final int MAX_DEVICES = 10_000;

    private static final Key[] KEYS = {
        new Key("rbytes=", READ_BYTES),
        new Key("wbytes=", WRITE_BYTES),
        new Key("rios=", READS),
        new Key("wios=", WRITES),
    };

    private final KernelText text;
    private final Labels labels;
    private final Path root;
    private final File version1Bytes;
    private final File version1Counts;
    private final File version2;
    private final NameTable<Labels> devices = new NameTable<>();

    IoController(GroupFiles files, Labels labels, Path root) {
        this.text = files.text();
        this.labels = labels;
        this.root = root;
        this.version1Bytes =
                either(files, "blkio.throttle.io_service_bytes_recursive", "blkio.throttle.io_service_bytes");
        this.version1Counts = either(files, "blkio.throttle.io_serviced_recursive", "blkio.throttle.io_serviced");
        this.version2 = files.file("io.stat");
    }

    /** A key of version 2, with the sign behind it. */
    private record Key(byte[] prefix, Family family) {
        private Key(String prefix, Family family) {
            this(KernelText.ascii(prefix), family);
        }
    }

    /** Since Linux 4.16 the recursive file counts the groups below too, as version 2 does. */
    private static File either(GroupFiles files, String recursive, String plain) {
        return files.file(recursive).exists() ? files.file(recursive) : files.file(plain);
    }

    @Override
    public String name() {
        return "io";
    }

    @Override
    public void collect(MetricSink sink) throws IOException {
        int seen = version1(sink, version1Bytes, READ_BYTES, WRITE_BYTES);
        version1(sink, version1Counts, READS, WRITES);
        seen += version2(sink);
        devices.trim(seen);
    }

    private int version1(MetricSink sink, File file, Family reads, Family writes) throws IOException {
        int seen = 0;
        if (text.open(file)) {
            try {
                while (text.nextLine() && seen < MAX_DEVICES) {
                    Labels device = text.nextToken() ? device() : null;
                    if (device == null || !text.nextToken()) {
                        continue;
                    }
                    Family family = text.tokenIs(READ) ? reads : text.tokenIs(WRITE) ? writes : null;
                    if (family != null) {
                        seen++;
                        Controller.add(sink, family, device, text.nextNumber());
                    }
                }
            } finally {
                text.close();
            }
        }
        return seen;
    }

    private int version2(MetricSink sink) throws IOException {
        int seen = 0;
        if (text.open(version2)) {
            try {
                while (text.nextLine() && seen < MAX_DEVICES) {
                    Labels device = text.nextToken() ? device() : null;
                    while (device != null && text.nextToken()) {
                        seen++;
                        pair(sink, device);
                    }
                }
            } finally {
                text.close();
            }
        }
        return seen;
    }

    private void pair(MetricSink sink, Labels device) {
        for (Key key : KEYS) {
            if (text.tokenStartsWith(key.prefix)) {
                text.dropStart(key.prefix.length);
                Controller.add(sink, key.family, device, text.number());
                return;
            }
        }
    }

    /** The labels of the device the token names; null for what is no device, as the line of totals. */
    private @Nullable Labels device() {
        Labels known = text.lookUp(devices);
        if (known != null) {
            return known;
        }
        String number = text.tokenText();
        if (!number.matches("[0-9]{1,9}:[0-9]{1,9}")) {
            return null;
        }
        return text.remember(devices, labels.with("device", deviceName(number)));
    }

    private String deviceName(String number) {
        try {
            Path uevent = root.resolve("sys/dev/block").resolve(number).resolve("uevent");
            if (Files.isReadable(uevent)) {
                for (String line : Files.readString(uevent).split("\n")) {
                    if (line.startsWith(DEVICE_NAME)) {
                        return "/dev/" + line.substring(DEVICE_NAME.length());
                    }
                }
            }
            return number;
        } catch (IOException e) {
            return number; // the numbers tell devices apart as well
        }
    }
}
