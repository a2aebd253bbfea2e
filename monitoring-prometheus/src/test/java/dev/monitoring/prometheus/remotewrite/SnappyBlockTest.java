package dev.monitoring.prometheus.remotewrite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Blocks by the format description of snappy. */
class SnappyBlockTest {
    @Test
    void readsLiteralsOfEveryLength() throws Exception {
        Random random = new Random(1);
        for (int length : new int[] {0, 1, 59, 60, 61, 255, 256, 257, 65_535, 65_536, 65_537, 200_000}) {
            byte[] text = new byte[length];
            random.nextBytes(text);

            assertArrayEquals(text, decompress(WriteRequestBuilder.literals(text)));
            assertArrayEquals(text, decompress(compress(text)));
        }
        assertArrayEquals(new byte[] {7}, decompress(1, 60 << 2, 0, 7));
        assertArrayEquals(new byte[] {7}, decompress(1, 61 << 2, 0, 0, 7));
        assertArrayEquals(new byte[] {7}, decompress(1, 62 << 2, 0, 0, 0, 7));
        assertArrayEquals(new byte[] {7}, decompress(1, 63 << 2, 0, 0, 0, 0, 7));
        assertArrayEquals(new byte[] {7}, decompress(1, 0, 7));
    }

    @Test
    void readsCopiesOfEveryKind() throws Exception {
        byte[] expected = "abcdeabcde".getBytes(StandardCharsets.US_ASCII);

        assertArrayEquals(expected, decompress(10, 4 << 2, 'a', 'b', 'c', 'd', 'e', 1 << 2 | 1, 5));
        assertArrayEquals(expected, decompress(10, 4 << 2, 'a', 'b', 'c', 'd', 'e', 4 << 2 | 2, 5, 0));
        assertArrayEquals(expected, decompress(10, 4 << 2, 'a', 'b', 'c', 'd', 'e', 4 << 2 | 3, 5, 0, 0, 0));
    }

    @Test
    void repeatsWhatACopyWritesItself() throws Exception {
        byte[] repeated = decompress(11, 2 << 2, 'x', 'a', 'b', 4 << 2 | 1, 2);

        assertArrayEquals("xababababab".getBytes(StandardCharsets.US_ASCII), repeated);
    }

    @Test
    void readsWhatACompressorMakes() throws Exception {
        Random random = new Random(2);
        for (int i = 0; i < 200; i++) {
            byte[] text = new byte[random.nextInt(20_000)];
            for (int at = 0; at < text.length; at++) {
                text[at] = (byte) (random.nextInt(20) == 0 ? random.nextInt(256) : "label=value;".charAt(at % 12));
            }

            assertArrayEquals(text, decompress(compress(text)));
        }
    }

    @Test
    void refusesDamagedBlocks() {
        int[][] blocks = {
            {},
            {0x80},
            {0xff, 0xff, 0xff, 0xff, 0xff},
            {0xff, 0xff, 0xff, 0xff, 0x7f},
            {1},
            {1, 0},
            {1, 1 << 2, 'a', 'b'},
            {2, 0, 'a'},
            {1, 60 << 2},
            {1, 63 << 2, 0xff, 0xff, 0xff, 0xff, 'a'},
            {1, 62 << 2, 0xff, 0xff},
            {5, 0, 'a', 1, 0},
            {5, 0, 'a', 1, 2},
            {5, 1, 1},
            {4, 0, 'a', 1, 1},
            {9, 0, 'a', 2 << 2 | 2, 1},
            {9, 0, 'a', 2 << 2 | 3, 1, 0, 0},
            {9, 0, 'a', 4 << 2 | 3, 1, 0, 0, 0x80},
        };
        for (int[] block : blocks) {
            assertThrows(MalformedRequestException.class, () -> decompress(block), () -> Arrays.toString(block));
        }
    }

    @Test
    void saysWhereABlockIsDamaged() {
        MalformedRequestException fault =
                assertThrows(MalformedRequestException.class, () -> decompress(5, 0, 'a', 1, 2));

        assertEquals("the snappy block is damaged at byte 5", fault.getMessage());
    }

    @Test
    void neverFailsOtherwiseOnRandomBlocks() {
        long seed = 3;
        Random random = new Random(seed);
        byte[] text = new byte[1 << 16];
        for (int i = 0; i < 200_000; i++) {
            byte[] block = new byte[random.nextInt(40)];
            random.nextBytes(block);
            if (block.length > 0) {
                block[0] &= 0x7f;
            }
            try {
                SnappyBlock.decompress(block, block.length, text);
            } catch (MalformedRequestException expected) {
                assertEquals(true, String.valueOf(expected.getMessage()).contains("snappy"));
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", block " + Arrays.toString(block), e);
            }
        }
    }

    private static byte[] decompress(int... block) throws MalformedRequestException {
        byte[] bytes = new byte[block.length];
        for (int i = 0; i < block.length; i++) {
            bytes[i] = (byte) block[i];
        }
        return decompress(bytes);
    }

    private static byte[] decompress(byte[] block) throws MalformedRequestException {
        int length = SnappyBlock.textLength(block, block.length);
        byte[] text = new byte[Math.min(length, 1 << 20)];
        SnappyBlock.decompress(block, block.length, text);
        return text;
    }

    /** A greedy compressor: the last place where the next four bytes stood becomes a copy. */
    static byte[] compress(byte[] text) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(WriteRequestBuilder.varint(text.length));
        Map<Integer, Integer> seen = new HashMap<>();
        int literal = 0;
        int at = 0;
        while (at + 4 <= text.length) {
            int four = Arrays.hashCode(Arrays.copyOfRange(text, at, at + 4));
            Integer before = seen.put(four, at);
            int length = 0;
            while (before != null
                    && length < 64
                    && at + length < text.length
                    && text[before + length] == text[at + length]) {
                length++;
            }
            if (before == null || length < 4 || at - before > 65_535) {
                at++;
                continue;
            }
            literal(block, text, literal, at);
            int offset = at - before;
            if (length <= 11 && offset < 2_048) {
                block.write(offset >> 8 << 5 | length - 4 << 2 | 1);
                block.write(offset);
            } else {
                block.write(length - 1 << 2 | 2);
                block.write(offset);
                block.write(offset >> 8);
            }
            at += length;
            literal = at;
        }
        literal(block, text, literal, text.length);
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, byte[] text, int from, int to) {
        for (int at = from; at < to; at += 60) {
            int size = Math.min(60, to - at);
            block.write(size - 1 << 2);
            block.write(text, at, size);
        }
    }
}
