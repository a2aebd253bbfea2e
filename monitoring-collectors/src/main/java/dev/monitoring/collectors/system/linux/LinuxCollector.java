package dev.monitoring.collectors.system.linux;

import dev.monitoring.collectors.kernel.KernelText;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a Linux host. Runs are confined to one thread at a time; {@link #close} may come from any.
 *
 * <p>A run counts the running threads, begins the readings that may block on their own threads, reads the kernel's files
 * meanwhile, then waits for the others a bounded time. Each part fails alone.
 */
public final class LinuxCollector implements MetricCollector {
    /** node_exporter's, for the directory of text files that others fill; there is none here, so none is unreadable. */
    private static final Family TEXTFILE_ERROR =
            Family.gauge("node_textfile_scrape_error", "Whether a file of metrics could not be read.");

    private static final Family BUILD_INFO =
            Family.gauge("node_exporter_build_info", "Which node_exporter is imitated, as labels.");

    /** Local disks and devices that may hang at once, each with a thread. */
    private static final int MAX_STUCK_READERS = 8;

    private final String name;
    private final LinuxSettings settings;
    private final Clock clock;
    private final FileSystemUsage.@Nullable Reader givenReader;
    private final Labels buildInfo;
    private final PartStatus status = new PartStatus();
    private final Object lock = new Object();
    private @Nullable Prepared prepared; // guarded by lock
    private boolean closed; // guarded by lock

    /** A collector that has not looked at anything yet. */
    public LinuxCollector(String name, LinuxSettings settings, Clock clock) {
        this(name, settings, clock, null);
    }

    /** As {@link #LinuxCollector(String, LinuxSettings, Clock)}, asking another for the usage of file systems. */
    LinuxCollector(String name, LinuxSettings settings, Clock clock, FileSystemUsage.@Nullable Reader reader) {
        this.name = name;
        this.settings = settings;
        this.buildInfo = settings.compat().buildInfo();
        this.clock = clock;
        this.givenReader = reader;
    }

    /** What the first run sets up. */
    private record Prepared(
            Part stat, List<Part> parts, ReaderPool readers, FileSystems fileSystems, Hardware hardware) {}

    @Override
    public String name() {
        return name;
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) throws IOException, InterruptedException {
        Prepared host = prepare();
        if (host == null) {
            return;
        }
        // It counts the threads that run, so it comes before this run sets others to work.
        collect(sink, host.stat);
        long mountsStarted = clock.nanoTime();
        boolean mounts = start(sink, host.fileSystems);
        host.hardware.start();
        for (int i = 0; i < host.parts.size(); i++) {
            collect(sink, host.parts.get(i));
        }
        sink.add(BUILD_INFO, buildInfo, 1);
        sink.add(TEXTFILE_ERROR, Labels.EMPTY, 0);
        status.add(sink, "textfile", 0, true);

        long patienceNanos = Math.min(settings.mountTimeout().toNanos(), deadline.remainingNanos() / 4);
        host.fileSystems.await(patienceNanos, deadline.remainingNanos() / 2);
        host.hardware.await(patienceNanos, deadline.remainingNanos() / 2);
        if (mounts) {
            host.fileSystems.emit(sink);
        }
        status.add(sink, "filesystem", clock.nanoTime() - mountsStarted, mounts);
        host.hardware.emit(sink, status);
    }

    @Override
    public void close() {
        Prepared open;
        synchronized (lock) {
            closed = true;
            open = prepared;
            prepared = null;
        }
        if (open != null) {
            open.fileSystems.close();
            open.readers.close();
        }
    }

    private static boolean start(MetricSink sink, FileSystems fileSystems) {
        try {
            return fileSystems.start();
        } catch (IOException e) {
            sink.missing("filesystem", e);
            return false;
        }
    }

    private void collect(MetricSink sink, Part part) {
        long start = clock.nanoTime();
        boolean success = false;
        try {
            success = part.collect(sink);
        } catch (IOException e) {
            sink.missing(part.names().get(0), e);
        }
        long duration = clock.nanoTime() - start;
        List<String> names = part.names();
        for (int i = 0; i < names.size(); i++) {
            status.add(sink, names.get(i), duration, success);
        }
    }

    private @Nullable Prepared prepare() throws IOException {
        synchronized (lock) {
            if (prepared == null && !closed) {
                if (!settings.paths().proc("stat").exists()) {
                    throw new FileNotFoundException(
                            "there is no " + settings.paths().proc("stat")
                                    + "; mount /proc there, or set monitoring.collectors." + name
                                    + ".procfs to where it is mounted");
                }
                prepared = build();
            }
            return prepared;
        }
    }

    private Prepared build() {
        KernelPaths paths = settings.paths();
        KernelText text = new KernelText();
        Optional<NativeCalls> calls = settings.nativeCalls() ? NativeCalls.load() : Optional.empty();
        FileSystemUsage.Reader reader = givenReader;
        if (reader == null) {
            reader = calls.isPresent() ? calls.get() : new FileStoreReader();
        }
        ReaderPool readers = new ReaderPool("monitoring-system-reader", MAX_STUCK_READERS);
        return new Prepared(
                new StatPart(text, paths),
                parts(text, paths, calls),
                readers,
                new FileSystems(text, settings, reader, readers),
                new Hardware(clock, readers, hardware(paths)));
    }

    private List<Part> parts(KernelText text, KernelPaths paths, Optional<NativeCalls> calls) {
        return List.of(
                SingleValuesPart.loadavg(text, paths),
                new MeminfoPart(text, paths),
                new VmstatPart(text, paths, settings.filters().vmstatFields()),
                new PressurePart(text, paths),
                new DiskstatsPart(text, paths, settings.disksExclude()),
                new NetdevPart(text, paths, settings.filters().networkDevicesExclude()),
                new NetstatPart(text, paths, settings.filters().netstatFields()),
                new SockstatPart(text, paths),
                new SoftnetPart(text, paths),
                new UdpQueuesPart(text, paths),
                new ArpPart(text, paths),
                new ConntrackPart(text, paths),
                SingleValuesPart.fileDescriptors(text, paths),
                SingleValuesPart.entropy(text, paths),
                SingleValuesPart.hungTasks(text, paths),
                new SchedstatPart(text, paths),
                new TimePart(clock),
                new TimexPart(calls));
    }

    private List<HardwarePart> hardware(KernelPaths paths) {
        List<HardwarePart> parts = new ArrayList<>();
        parts.addAll(HostFacts.parts(paths, System.getProperty("os.arch", "")));
        parts.addAll(DeviceFacts.parts(paths));
        parts.addAll(NetworkInterfaces.parts(settings));
        parts.add(Disks.part(settings));
        parts.addAll(Sensors.parts(paths));
        parts.addAll(Devices.parts(paths));
        parts.add(SoftwareRaid.part(paths));
        return parts;
    }
}
