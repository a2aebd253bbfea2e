package dev.monitoring.collectors.system.linux;

import java.io.IOException;

/**
 * How full a file system is. Immutable.
 *
 * @param files inodes in all; NaN where they are not known
 * @param freeFiles inodes not in use; NaN where they are not known
 */
record FileSystemUsage(double sizeBytes, double freeBytes, double availableBytes, double files, double freeFiles) {
    /** Asks the kernel about the file system that holds a path. May hang as long as a server does not answer. */
    @FunctionalInterface
    interface Reader {
        /**
         * Asks.
         *
         * @throws IOException the kernel says no; the message is in its words
         */
        FileSystemUsage read(String path) throws IOException;
    }
}
