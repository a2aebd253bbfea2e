package dev.monitoring.alerts.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A disk that fails at its n-th operation, and from then on where told so. A failing write leaves half of its bytes. Nothing is
 * forced to the real disk, which no test could tell and which takes long.
 */
final class FailingDisk implements Disk {
    private final Disk disk = Disk.real();
    private final int failing;
    private final boolean forEver;
    private int operations;
    private boolean healed;

    FailingDisk(int failing, boolean forEver) {
        this.failing = failing;
        this.forEver = forEver;
    }

    static FailingDisk never() {
        return new FailingDisk(Integer.MAX_VALUE, false);
    }

    /** Whether the operation that fails has come. */
    boolean hasFailed() {
        return operations >= failing;
    }

    int operations() {
        return operations;
    }

    void heal() {
        healed = true;
    }

    private boolean fails() {
        operations++;
        return !healed && (forEver ? operations >= failing : operations == failing);
    }

    private void operation() throws IOException {
        if (fails()) {
            throw new IOException("operation " + operations + " fails");
        }
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        operation();
        disk.createDirectories(directory);
    }

    @Override
    public long size(Path file) throws IOException {
        operation();
        return disk.size(file);
    }

    @Override
    public byte[] read(Path file, int maxBytes) throws IOException {
        operation();
        return disk.read(file, maxBytes);
    }

    @Override
    public Output create(Path file) throws IOException {
        operation();
        Output output = disk.create(file);
        return new Output() {
            @Override
            public void write(byte[] bytes, int length) throws IOException {
                if (fails()) {
                    output.write(bytes, length / 2);
                    throw new IOException("operation " + operations + " fails: no space left");
                }
                output.write(bytes, length);
            }

            @Override
            public void force() throws IOException {
                operation();
            }

            @Override
            public void close() throws IOException {
                output.close();
            }
        };
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        operation();
        disk.move(from, to);
    }

    @Override
    public void link(Path file, Path second) throws IOException {
        operation();
        disk.link(file, second);
    }

    @Override
    public void deleteIfExists(Path file) throws IOException {
        operation();
        disk.deleteIfExists(file);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        operation();
    }

    @Override
    public Closeable lock(Path file) throws IOException {
        operation();
        return disk.lock(file);
    }
}
