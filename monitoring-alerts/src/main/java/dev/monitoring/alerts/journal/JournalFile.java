package dev.monitoring.alerts.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a journal, with its directory and the lock on that. Used by one thread at a time.
 *
 * <h2>What makes it safe</h2>
 *
 * Records are appended to no file but one that this object has begun itself, and only as long as nothing went wrong with it.
 * In all other cases — the first write after a start, the write after a failure, too much that does not count any more — the
 * entries are written to a new file, which takes the place of the old one in one step once it is whole and forced to disk. So
 * at every moment one whole file has the name, and only the last records of it can be torn.
 *
 * <p>A file that was not read, or not as a whole, is never replaced before it has a second name: {@code alerts.journal.corrupt-1}
 * is the latest, {@value #MAX_ASIDE} are kept.
 */
final class JournalFile {
    static final String NAME = "alerts.journal";
    static final String LOCK = "alerts.journal.lock";
    static final String NEW = "alerts.journal.new";
    static final String ASIDE = "alerts.journal.corrupt-";
    static final int MAX_ASIDE = 3;

    private static final Logger LOGGER = LoggerFactory.getLogger(Journal.class);
    private static final int BUFFER_BYTES = 64 << 10;

    private final Path directory;
    private final JournalLimits limits;
    private final Disk disk;
    private @Nullable Closeable lock;
    private Disk.@Nullable Output output;
    private long bytes;
    private boolean mustBeSetAside = true;

    JournalFile(Path directory, JournalLimits limits, Disk disk) {
        this.directory = directory;
        this.limits = limits;
        this.disk = disk;
    }

    /** What an opening gives: the entries, or why nobody could look for them. */
    record Opened(Map<Frame.Key, Entry> entries, JournalOpening opening, Optional<IOException> failure) {}

    /** Takes the directory and reads what is there. Throws nothing. */
    Opened open(long nowMillis) {
        try {
            take();
            Path file = directory.resolve(NAME);
            long size = disk.size(file);
            if (size < 0) {
                mustBeSetAside = false;
                return new Opened(Map.of(), JournalOpening.NOTHING, Optional.empty());
            }
            byte[] content = disk.read(file, limits.maxFileBytes());
            JournalReader.Reading reading = new JournalReader(content, limits, nowMillis).read();
            JournalOpening opening = reading.opening();
            boolean tooLong = size > content.length;
            if (tooLong) {
                List<String> faults = new ArrayList<>(opening.faults());
                faults.add(
                        "bytes " + content.length + " to " + size + " are left out: the file is longer than a journal");
                opening = new JournalOpening(
                        opening.entries(), opening.expired(), opening.lostBytes() + size - content.length, faults);
            }
            mustBeSetAside = reading.corrupt() || tooLong;
            return new Opened(reading.entries(), opening, Optional.empty());
        } catch (IOException e) {
            return new Opened(Map.of(), JournalOpening.NOTHING, Optional.of(e));
        } catch (RuntimeException e) { // a security manager, a strange file system
            return new Opened(Map.of(), JournalOpening.NOTHING, Optional.of(new IOException(e.toString(), e)));
        }
    }

    /** Makes sure that the directory is there and belongs to this journal. */
    private void take() throws IOException {
        disk.createDirectories(directory);
        Path lockFile = directory.resolve(LOCK);
        Closeable held = lock;
        if (held != null && disk.size(lockFile) < 0) { // the directory has vanished, and the lock with it
            lock = null;
            held.close();
            held = null;
        }
        if (held == null) {
            lock = disk.lock(lockFile);
        }
    }

    /** How long the file is; 0 where it has to be written anew. */
    long bytes() {
        return output == null ? 0 : bytes;
    }

    /**
     * Adds records, and forces them to disk.
     *
     * @throws IOException if they may not all be there; then the next write has to be {@link #rewrite}
     */
    void append(Collection<byte[]> records) throws IOException {
        Disk.Output open = output;
        if (open == null || disk.size(directory.resolve(NAME)) != bytes) {
            throw new IOException(directory.resolve(NAME) + " is not as it was left");
        }
        write(open, records);
        open.force();
    }

    /**
     * Puts a new file with these records in place of what was there.
     *
     * @throws IOException if that may not have been done; then the old file has the name, or the new one
     */
    void rewrite(Collection<byte[]> records) throws IOException {
        abandon();
        take();
        Path file = directory.resolve(NAME);
        if (mustBeSetAside && disk.size(file) >= 0) {
            setAside(file);
        }
        mustBeSetAside = false;
        Path fresh = directory.resolve(NEW);
        Disk.Output open = disk.create(fresh);
        try {
            bytes = 0;
            write(open, List.of(Frame.header()));
            write(open, records);
            open.force();
            disk.move(fresh, file);
            disk.forceDirectory(directory);
        } catch (IOException | RuntimeException e) {
            close(open);
            try {
                disk.deleteIfExists(fresh);
            } catch (IOException | RuntimeException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
        output = open;
    }

    private void setAside(Path file) throws IOException {
        for (int i = MAX_ASIDE; i > 1; i--) {
            Path younger = directory.resolve(ASIDE + (i - 1));
            if (disk.size(younger) >= 0) {
                disk.move(younger, directory.resolve(ASIDE + i));
            }
        }
        Path aside = directory.resolve(ASIDE + 1);
        disk.link(file, aside);
        LOGGER.warn("{} could not be read as a whole; it is kept as {}", file, aside.getFileName());
    }

    private void write(Disk.Output open, Collection<byte[]> records) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        int used = 0;
        for (byte[] bytesOfOne : records) {
            if (used + bytesOfOne.length > buffer.length) {
                open.write(buffer, used);
                used = 0;
            }
            if (bytesOfOne.length > buffer.length) {
                open.write(bytesOfOne, bytesOfOne.length);
            } else {
                System.arraycopy(bytesOfOne, 0, buffer, used, bytesOfOne.length);
                used += bytesOfOne.length;
            }
            bytes += bytesOfOne.length;
        }
        open.write(buffer, used);
    }

    /** Appends to the file no more; the next write is a new one. */
    void abandon() {
        Disk.Output open = output;
        output = null;
        if (open != null) {
            close(open);
        }
    }

    /** Gives the directory up. Throws nothing. */
    void close() {
        abandon();
        Closeable held = lock;
        lock = null;
        if (held != null) {
            close(held);
        }
    }

    private static void close(Closeable open) {
        try {
            open.close();
        } catch (IOException e) {
            LOGGER.debug("a file of the journal did not close cleanly", e);
        }
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
