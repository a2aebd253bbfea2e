package dev.monitoring.collectors.jvm;

import dev.monitoring.collectors.kernel.KernelText;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The share of the host's processors in use between two readings of {@code /proc/stat}.
 *
 * <p>The platform's bean tells it too, but in a container a single call makes 100 KB of garbage (JDK 17), and two who ask
 * it shorten each other's interval. Confined to one thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_stat.5.html">proc_stat(5)</a>
 */
final class HostCpu {
    private static final byte[] KEY = KernelText.ascii("cpu");
    private static final int MAX_LINE_BYTES = 1024;

    /** user, nice, system, idle, iowait, irq, softirq, steal; guest time after them is part of user already. */
    private static final int MAX_COLUMNS = 8;

    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;

    private final File stat;
    private final KernelText text = new KernelText(MAX_LINE_BYTES);
    private double lastTotal;
    private double lastIdle;
    private double usage = Double.NaN;

    HostCpu(Path stat) {
        this.stat = stat.toFile();
    }

    /** The share in use since the last reading, 0 to 1; NaN in the first. */
    double read() throws IOException {
        double total = 0;
        double idle = 0;
        try {
            if (!text.open(stat) || !text.nextLine() || !text.nextToken() || !text.tokenIs(KEY)) {
                throw new IOException("the file of processor times does not begin with a line \"cpu\"");
            }
            for (int column = 0; column < MAX_COLUMNS; column++) {
                double ticks = text.nextNumber();
                if (Double.isNaN(ticks)) {
                    break;
                }
                total += ticks;
                idle += column == IDLE || column == IO_WAIT ? ticks : 0;
            }
        } finally {
            text.close();
        }
        if (lastTotal > 0 && total > lastTotal) {
            // Idle time may go back a little on some kernels, since it is estimated for sleeping processors.
            usage = Math.min(1, Math.max(0, 1 - (idle - lastIdle) / (total - lastTotal)));
        }
        lastTotal = total;
        lastIdle = idle;
        return usage;
    }
}
