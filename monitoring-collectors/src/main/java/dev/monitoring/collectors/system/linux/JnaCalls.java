package dev.monitoring.collectors.system.linux;

import com.sun.jna.Function;
import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The calls by JNA. Classes that do not know whether JNA is on the class path must not be loaded together with this one; they
 * use {@link NativeCalls}. Thread-safe.
 *
 * <h2>Layout, in bytes</h2>
 *
 * Systems of 64 bits lay out both structures alike, with glibc and with musl.
 *
 * <pre>
 * statvfs   8 frsize · 16 blocks · 24 bfree · 32 bavail · 40 files · 48 ffree
 * timex     0 modes (int) · 8 offset · 16 freq · 24 maxerror · 32 esterror · 40 status (int) · 48 constant · 88 tick
 *           96 ppsfreq · 104 jitter · 112 shift (int) · 120 stabil · 128 jitcnt · 136 calcnt · 144 errcnt · 152 stbcnt
 *           160 tai (int)
 * </pre>
 */
final class JnaCalls implements NativeCalls {
    private static final int STATVFS_BYTES = 256; // 112 with glibc and musl
    private static final int TIMEX_BYTES = 256; // 208
    private static final int RETURNED = 252; // behind both structures

    private final Function statvfs;
    private final Function adjtimex;

    /**
     * Finds the functions.
     *
     * @throws UnsupportedOperationException if this system is not one of 64 bits
     */
    JnaCalls() {
        if (Native.LONG_SIZE != Long.BYTES) {
            throw new UnsupportedOperationException("the structures of systems with " + Native.LONG_SIZE
                    + " bytes per long are laid out in another way");
        }
        NativeLibrary process = NativeLibrary.getProcess();
        statvfs = process.getFunction("statvfs", Function.THROW_LAST_ERROR);
        adjtimex = process.getFunction("adjtimex", Function.THROW_LAST_ERROR);
    }

    @Override
    public FileSystemUsage read(String path) throws IOException {
        byte[] result = new byte[STATVFS_BYTES];
        byte[] terminatedPath = (path + '\0').getBytes(StandardCharsets.UTF_8);
        ByteBuffer fields = call(statvfs, result, terminatedPath, result);
        double blockBytes = fields.getLong(8);
        return new FileSystemUsage(
                unsigned(fields.getLong(16)) * blockBytes,
                unsigned(fields.getLong(24)) * blockBytes,
                unsigned(fields.getLong(32)) * blockBytes,
                unsigned(fields.getLong(40)),
                unsigned(fields.getLong(48)));
    }

    @Override
    public ClockState clockState() throws IOException {
        byte[] timex = new byte[TIMEX_BYTES];
        ByteBuffer fields = call(adjtimex, timex, (Object) timex);
        return new ClockState(
                fields.getInt(RETURNED),
                fields.getInt(40),
                fields.getLong(8),
                fields.getLong(16),
                fields.getLong(24),
                fields.getLong(32),
                fields.getLong(48),
                fields.getLong(88),
                fields.getLong(96),
                fields.getLong(104),
                fields.getInt(112),
                fields.getLong(120),
                fields.getLong(128),
                fields.getLong(136),
                fields.getLong(144),
                fields.getLong(152),
                fields.getInt(160));
    }

    /** Calls, and gives what the call wrote, with what it returned at {@link #RETURNED}. Arrays need no native memory. */
    private static ByteBuffer call(Function function, byte[] written, Object... arguments) throws IOException {
        try {
            int returned = function.invokeInt(arguments);
            return ByteBuffer.wrap(written).order(ByteOrder.nativeOrder()).putInt(RETURNED, returned);
        } catch (LastErrorException e) {
            throw new IOException(message(e), e);
        }
    }

    /** JNA's message is the number in brackets and then the C library's words. */
    private static String message(LastErrorException e) {
        String message = String.valueOf(e.getMessage());
        return message.substring(message.indexOf(']') + 1).strip();
    }

    private static double unsigned(long value) {
        return value >= 0 ? value : value + 0x1p64;
    }
}
