package dev.monitoring.alerts.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The bytes of a journal's file. Stateless.
 *
 * <h2>Format, version 1</h2>
 *
 * All numbers are big-endian, all texts UTF-8. The file is a header and then records, without gaps, up to its end. A later
 * record of a kind and key takes the place of an earlier one.
 *
 * <pre>
 * header   0  8  magic "MonJrnl" and a line feed, so that a file mangled as text is recognized
 *          8  4  version, 1
 *         12  4  CRC-32C of bytes 0 to 11
 *
 * record   0  4  length of the body, b
 *          4  4  CRC-32C of the body
 *          8  4  CRC-32C of bytes 0 to 7
 *         12  b  body
 *
 * body     0  1  1 = the entry is, 2 = the entry is no more
 *          1  8  until when it counts, in epoch milliseconds; the greatest long for ever
 *          9  1  length of the kind, k
 *         10  k  kind
 *       10+k  2  length of the key, y
 *       12+k  y  key
 *     12+k+y  …  value, up to the end of the body
 * </pre>
 *
 * The length has a checksum of its own. Where that holds and the body's does not, the body alone is lost and reading goes on
 * behind it; where it does not hold, nobody knows where the next record begins, and the rest is cut.
 */
final class Frame {
    static final int HEADER_BYTES = 16;
    static final int RECORD_BYTES = 12;
    static final long FOR_EVER = Long.MAX_VALUE;

    static final int MAX_KIND_BYTES = 0xff;
    static final int MAX_KEY_BYTES = 0xffff;

    private static final byte[] MAGIC = "MonJrnl\n".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final byte IS = 1;
    private static final byte IS_NO_MORE = 2;
    private static final int BODY_BYTES = 12;

    /** Whose entry, within its journal. */
    record Key(String kind, String key) {}

    /**
     * What a body says.
     *
     * @param isThere whether there is such an entry from now on
     * @param valueOffset where its value begins, counted from the beginning of the record
     */
    record Body(Key key, boolean isThere, long expiresAtMillis, int valueOffset) {}

    private Frame() {}

    static byte[] header() {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putInt(VERSION);
        return header.putInt(checksum(header.array(), 0, header.position())).array();
    }

    /** Whether a file begins with the header that this version writes. */
    static boolean hasHeader(byte[] file) {
        byte[] header = header();
        return file.length >= HEADER_BYTES && Arrays.equals(file, 0, HEADER_BYTES, header, 0, HEADER_BYTES);
    }

    /** The whole record of an entry. */
    static byte[] put(Key key, byte[] value, long expiresAtMillis) {
        return record(key, IS, value, expiresAtMillis);
    }

    /** The whole record of an entry's end. */
    static byte[] remove(Key key) {
        return record(key, IS_NO_MORE, new byte[0], FOR_EVER);
    }

    private static byte[] record(Key key, byte what, byte[] value, long expiresAtMillis) {
        byte[] kind = key.kind().getBytes(StandardCharsets.UTF_8);
        byte[] name = key.key().getBytes(StandardCharsets.UTF_8);
        if (kind.length > MAX_KIND_BYTES || name.length > MAX_KEY_BYTES) {
            throw new IllegalArgumentException("a kind of " + kind.length + " bytes and a key of " + name.length
                    + "; kinds have at most " + MAX_KIND_BYTES + " and keys " + MAX_KEY_BYTES);
        }
        int length = Math.addExact(BODY_BYTES + kind.length + name.length, value.length);
        ByteBuffer record = ByteBuffer.allocate(Math.addExact(RECORD_BYTES, length));
        record.position(RECORD_BYTES);
        record.put(what).putLong(expiresAtMillis);
        record.put((byte) kind.length)
                .put(kind)
                .putShort((short) name.length)
                .put(name)
                .put(value);
        record.putInt(0, length).putInt(4, checksum(record.array(), RECORD_BYTES, length));
        return record.putInt(8, checksum(record.array(), 0, 8)).array();
    }

    /** The length of the body of the record at an offset, at which at least {@link #RECORD_BYTES} bytes are; -1 if damaged. */
    static int bodyLength(byte[] file, int offset) {
        ByteBuffer record = ByteBuffer.wrap(file, offset, RECORD_BYTES);
        int length = record.getInt();
        record.getInt();
        return record.getInt() == checksum(file, offset, 8) && length >= BODY_BYTES ? length : -1;
    }

    /** Whether the body of the record at an offset is as it was written. */
    static boolean isWhole(byte[] file, int offset, int bodyLength) {
        return ByteBuffer.wrap(file).getInt(offset + 4) == checksum(file, offset + RECORD_BYTES, bodyLength);
    }

    /**
     * What the body of a whole record says.
     *
     * @throws IllegalArgumentException if it says what this version does not know
     */
    static Body body(byte[] record) {
        ByteBuffer body = ByteBuffer.wrap(record, RECORD_BYTES, record.length - RECORD_BYTES);
        byte what = body.get();
        if (what != IS && what != IS_NO_MORE) {
            throw new IllegalArgumentException("a record of the unknown sort " + what);
        }
        long expiresAtMillis = body.getLong();
        int kindLength = body.get() & 0xff;
        String kind = text(body, kindLength);
        int keyLength = body.remaining() < 2 ? Integer.MAX_VALUE : body.getShort() & 0xffff;
        String key = text(body, keyLength);
        return new Body(new Key(kind, key), what == IS, expiresAtMillis, body.position());
    }

    private static String text(ByteBuffer body, int length) {
        if (length > body.remaining()) {
            throw new IllegalArgumentException("a text that is longer than its record");
        }
        byte[] utf8 = new byte[length];
        body.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static int checksum(byte[] bytes, int offset, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, offset, length);
        return (int) checksum.getValue();
    }
}
