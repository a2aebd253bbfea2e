package dev.monitoring.collectors.system.linux;

import java.io.DataInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteOrder;

/**
 * The size of a memory page, which the kernel tells every process in its auxiliary vector.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/getauxval.3.html">getauxval(3), AT_PAGESZ</a>
 */
final class PageSize {
    private static final long AT_PAGESZ = 6;
    private static final long USUAL = 4096;
    private static final int MAX_ENTRIES = 100;

    private PageSize() {}

    static double bytes() {
        try (DataInputStream in = new DataInputStream(new FileInputStream("/proc/self/auxv"))) {
            for (int i = 0; i < MAX_ENTRIES; i++) {
                long type = readNative(in);
                long value = readNative(in);
                if (type == AT_PAGESZ) {
                    return value;
                }
            }
            return USUAL;
        } catch (IOException e) {
            return USUAL; // a JVM of 32 bits, whose entries are shorter, or no such file
        }
    }

    private static long readNative(DataInputStream in) throws IOException {
        long value = in.readLong();
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? Long.reverseBytes(value) : value;
    }
}
