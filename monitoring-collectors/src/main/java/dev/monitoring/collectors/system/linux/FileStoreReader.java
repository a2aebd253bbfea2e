package dev.monitoring.collectors.system.linux;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Usage by what the JDK offers: bytes, but no inodes. */
final class FileStoreReader implements FileSystemUsage.Reader {
    @Override
    public FileSystemUsage read(String path) throws IOException {
        FileStore store = Files.getFileStore(Path.of(path));
        return new FileSystemUsage(
                store.getTotalSpace(), store.getUnallocatedSpace(), store.getUsableSpace(), Double.NaN, Double.NaN);
    }
}
