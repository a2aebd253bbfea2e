package dev.monitoring.collectors.system.linux;

import com.google.re2j.Pattern;
import dev.monitoring.collectors.kernel.KernelText;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Mounted file systems: how full, how many inodes, whether they answer. Confined to the runs.
 *
 * <p>The list of mounts is a file of the kernel; the usage of each is asked for on the threads of two {@link ReaderPool}s,
 * one for file systems that depend on a server or a user's process, one for the rest, so that dead servers cannot keep
 * local disks from being read. A mount that does not answer in time has {@code node_filesystem_device_error} 1 and nothing
 * else until it does, and is waited for only once.
 */
final class FileSystems {
    private static final Family SIZE = bytes("size_bytes", "Size of the file system.");
    private static final Family FREE = bytes("free_bytes", "Space that is free, for root.");
    private static final Family AVAILABLE = bytes("avail_bytes", "Space that is free for users without privileges.");
    private static final Family FILES = gauge("files", "Inodes in all.");
    private static final Family FREE_FILES = gauge("files_free", "Inodes not in use.");
    private static final Family PURGEABLE =
            bytes("purgeable_bytes", "Space that would be freed on demand; macOS only.");
    private static final Family READ_ONLY = gauge("readonly", "Whether it is mounted for reading only.");
    private static final Family DEVICE_ERROR = gauge("device_error", "Whether asking for its usage failed.");
    private static final Family MOUNT_INFO = gauge("mount_info", "The device numbers of a mount, as labels.");

    private static final int MAX_STUCK_SERVERS = 4;
    private static final String NO_ANSWER = "mountpoint timeout";
    private static final Pattern NEEDS_A_SERVER = Pattern.compile(
            "^(nfs.*|cifs|smb.*|ncpfs|9p|virtiofs|ceph|glusterfs|lustre|afs|gfs2?|gpfs|ocfs2|beegfs|davfs|fuse.*|autofs)$");

    private final MountTable table;
    private final FileSystemUsage.Reader reader;
    private final boolean errorLabel;
    private final ReaderPool local;
    private final ReaderPool remote = new ReaderPool("monitoring-system-remote-mounts", MAX_STUCK_SERVERS);
    private List<MountPoint> mountPoints = List.of();
    private Map<MountPoint, Mount> mounts = new LinkedHashMap<>();
    private List<Mount> inOrder = List.of();

    /** @param local reads what depends on this machine alone; whoever made it closes it */
    FileSystems(KernelText text, LinuxSettings settings, FileSystemUsage.Reader reader, ReaderPool local) {
        this.local = local;
        this.table = new MountTable(text, settings);
        this.reader = reader;
        this.errorLabel = settings.compat() == Compat.NODE_EXPORTER_1_11;
    }

    /** A mount point with what was last read of it. */
    private static final class Mount {
        private final MountPoint point;
        private final ReaderPool pool;
        private final ReaderPool.Reading<FileSystemUsage> reading;
        private String errorText = "";
        private Labels errorLabels;

        private Mount(MountPoint point, ReaderPool pool, FileSystemUsage.Reader reader) {
            this.point = point;
            this.pool = pool;
            this.reading = pool.reading(() -> reader.read(point.path()));
            this.errorLabels = point.labels();
        }
    }

    private static Family bytes(String name, String help) {
        return gauge(name, help).in("bytes");
    }

    private static Family gauge(String name, String help) {
        return Family.gauge("node_filesystem_" + name, help);
    }

    /**
     * Reads the list of mounts and begins to ask each for its usage.
     *
     * @return whether there is such a list
     */
    boolean start() throws IOException {
        Optional<List<MountPoint>> found = table.read();
        if (found.isEmpty()) {
            return false;
        }
        if (found.get() != mountPoints) {
            mountPoints = found.get();
            remount();
        }
        for (int i = 0; i < inOrder.size(); i++) {
            inOrder.get(i).pool.start(inOrder.get(i).reading);
        }
        return true;
    }

    /** Keeps what is known of mounts that are still there. */
    private void remount() {
        Map<MountPoint, Mount> kept = new LinkedHashMap<>();
        for (MountPoint point : mountPoints) {
            Mount known = mounts.get(point);
            ReaderPool pool = NEEDS_A_SERVER.matches(point.type()) ? remote : local;
            kept.put(point, known == null ? new Mount(point, pool, reader) : known);
        }
        mounts = kept;
        inOrder = List.copyOf(kept.values());
    }

    /** Waits for the answers, but for none longer than {@code patienceNanos}, and {@code maxNanos} in all. */
    void await(long patienceNanos, long maxNanos) throws InterruptedException {
        local.await(patienceNanos, maxNanos / 2);
        remote.await(patienceNanos, maxNanos / 2);
    }

    void emit(MetricSink sink) {
        for (int i = 0; i < inOrder.size(); i++) {
            emit(sink, inOrder.get(i));
        }
    }

    void close() {
        remote.close();
    }

    private void emit(MetricSink sink, Mount mount) {
        boolean pending = mount.reading.isPending();
        FileSystemUsage usage = pending ? null : mount.reading.value();
        if (usage == null) {
            Labels labels = errorLabels(mount, pending ? NO_ANSWER : reason(mount.reading.failure()));
            sink.add(DEVICE_ERROR, labels, 1);
            sink.add(READ_ONLY, labels, mount.point.readOnly() ? 1 : 0);
            return;
        }
        sink.add(SIZE, mount.point.labels(), usage.sizeBytes());
        sink.add(FREE, mount.point.labels(), usage.freeBytes());
        sink.add(AVAILABLE, mount.point.labels(), usage.availableBytes());
        sink.add(PURGEABLE, mount.point.labels(), 0);
        if (!Double.isNaN(usage.files())) {
            sink.add(FILES, mount.point.labels(), usage.files());
            sink.add(FREE_FILES, mount.point.labels(), usage.freeFiles());
        }
        sink.add(READ_ONLY, mount.point.labels(), mount.point.readOnly() ? 1 : 0);
        sink.add(DEVICE_ERROR, mount.point.labels(), 0);
        sink.add(MOUNT_INFO, mount.point.numbers(), 1);
    }

    private Labels errorLabels(Mount mount, String error) {
        if (errorLabel && !mount.errorText.equals(error)) {
            mount.errorText = error;
            mount.errorLabels = mount.point.labels().with("device_error", error);
        }
        return mount.errorLabels;
    }

    /** The kernel's words in lower case, as node_exporter has them. */
    private static String reason(@Nullable Throwable failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        String words = failure instanceof FileSystemException named ? named.getReason() : null;
        if (words == null) {
            words = failure == null ? "unknown" : String.valueOf(failure.getMessage());
        }
        return words.toLowerCase(Locale.ROOT);
    }
}
