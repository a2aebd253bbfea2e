package dev.monitoring.alerts.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** Everything that a journal does with files: the seam at which tests let the disk fail. Used by one thread at a time. */
interface Disk {
    /** A file that is written from its beginning to its end. */
    interface Output extends Closeable {
        void write(byte[] bytes, int length) throws IOException;

        /** Returns once all that was written would survive a power failure. */
        void force() throws IOException;
    }

    /** A directory belongs to another journal. */
    final class LockedException extends IOException {
        private static final long serialVersionUID = 1L;

        LockedException(String message) {
            super(message);
        }
    }

    /** The disk of this machine. */
    static Disk real() {
        return new RealDisk();
    }

    /** Makes a directory and those above it, for the eyes of this user alone; none where it is there. */
    void createDirectories(Path directory) throws IOException;

    /** The length of a file; -1 where there is none. */
    long size(Path file) throws IOException;

    /** The beginning of a file. */
    byte[] read(Path file, int maxBytes) throws IOException;

    /** An empty file in place of what was there, for the eyes of this user alone. */
    Output create(Path file) throws IOException;

    /** Gives a file another name in one step, in place of what had that name. */
    void move(Path from, Path to) throws IOException;

    /** Gives a file a second name; a copy where the file system knows no such thing. */
    void link(Path file, Path second) throws IOException;

    void deleteIfExists(Path file) throws IOException;

    /** Returns once the names in a directory would survive a power failure. */
    void forceDirectory(Path directory) throws IOException;

    /**
     * Makes a file the sign that its directory is taken, until closed or until this process ends in any way.
     *
     * @throws LockedException if another journal has it, of this process or another; the message says which
     */
    Closeable lock(Path file) throws IOException;
}
