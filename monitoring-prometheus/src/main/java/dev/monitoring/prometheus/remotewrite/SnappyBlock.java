package dev.monitoring.prometheus.remotewrite;

/**
 * Reads the block format of Snappy. Stateless.
 *
 * @see <a href="https://github.com/google/snappy/blob/main/format_description.txt">Snappy, format description</a>
 */
final class SnappyBlock {
    // A block is the length of the text as a varint, then elements. The two lowest bits of an element's first byte
    // say what it is:
    //
    //   00  literal   the six bits above are its length - 1, or 60..63: the length - 1 follows in 1..4 bytes
    //   01  copy      three bits length - 4, three bits offset >> 8, then a byte of offset
    //   10  copy      six bits length - 1, then two bytes of offset
    //   11  copy      six bits length - 1, then four bytes of offset
    //
    // All integers are little endian. A copy may reach into what it writes itself and then repeats it.

    private static final int MAX_VARINT_BYTES = 5;

    private SnappyBlock() {}

    /**
     * The length of the text in a block, as the block says.
     *
     * @throws MalformedRequestException if the block does not begin with a length below 2 GiB
     */
    static int textLength(byte[] block, int blockLength) throws MalformedRequestException {
        long length = 0;
        for (int i = 0; i < Math.min(MAX_VARINT_BYTES, blockLength); i++) {
            length |= (block[i] & 0x7fL) << 7 * i;
            if (block[i] >= 0) {
                if (length > Integer.MAX_VALUE) {
                    break;
                }
                return (int) length;
            }
        }
        throw new MalformedRequestException(
                "the body is not a snappy block: it does not begin with a length; use snappy's block format, not its frames");
    }

    /**
     * Decompresses a block into {@code text}, which holds at least {@link #textLength} bytes.
     *
     * @throws MalformedRequestException if the block is damaged
     */
    static void decompress(byte[] block, int blockLength, byte[] text) throws MalformedRequestException {
        int length = textLength(block, blockLength);
        int at = 1;
        while (block[at - 1] < 0) {
            at++;
        }
        int to = 0;
        while (at < blockLength) {
            int tag = block[at++] & 0xff;
            if ((tag & 3) == 0) {
                int extra = Math.max(0, (tag >> 2) - 59);
                require(extra <= blockLength - at, at);
                int size = (extra == 0 ? tag >> 2 : littleEndian(block, at, extra)) + 1;
                at += extra;
                require(size > 0 && size <= blockLength - at && size <= length - to, at);
                System.arraycopy(block, at, text, to, size);
                at += size;
                to += size;
            } else {
                int extra = (tag & 3) == 3 ? 4 : tag & 3;
                require(extra <= blockLength - at, at);
                int size = extra == 1 ? (tag >> 2 & 7) + 4 : (tag >> 2) + 1;
                int offset = littleEndian(block, at, extra) | (extra == 1 ? (tag & 0xe0) << 3 : 0);
                at += extra;
                require(offset > 0 && offset <= to && size <= length - to, at);
                copy(text, to, offset, size);
                to += size;
            }
        }
        if (to != length) {
            throw new MalformedRequestException(
                    "the snappy block ends after " + to + " of the " + length + " bytes that it announces");
        }
    }

    private static void copy(byte[] text, int to, int offset, int size) {
        if (offset >= size) {
            System.arraycopy(text, to - offset, text, to, size);
            return;
        }
        for (int i = to; i < to + size; i++) {
            text[i] = text[i - offset];
        }
    }

    private static int littleEndian(byte[] block, int at, int bytes) {
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (block[at + i] & 0xff) << 8 * i;
        }
        return value;
    }

    private static void require(boolean holds, int at) throws MalformedRequestException {
        if (!holds) {
            throw new MalformedRequestException("the snappy block is damaged at byte " + at);
        }
    }
}
