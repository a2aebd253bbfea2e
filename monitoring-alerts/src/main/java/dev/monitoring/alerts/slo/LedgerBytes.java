package dev.monitoring.alerts.slo;

import dev.monitoring.core.model.Labels;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.zip.CRC32;

/**
 * The counts of an objective for one set of labels as bytes. Stateless.
 *
 * <pre>
 * bytes    := version (1 byte: 1 for all buckets, 2 for the latest ones)  body  CRC-32 of version and body (4 bytes)
 * body     := meaning (text)  labels (number)  (name (text)  value (text))…  alive (number)  fine ring  coarse ring
 * ring     := buckets (number)  bucket…
 * bucket   := distance to the bucket before (number; the first: to 0)  not observed (number)  count of the part  count of all
 * count    := a whole number below 2^52, as a number; or -1 as a number, and the double (8 bytes)
 * number   := 7 bits in each byte, the lowest first, the highest bit says that more follow; negative ones folded in (zigzag)
 * text     := bytes (number)  UTF-8
 * </pre>
 */
final class LedgerBytes {
    private static final int ALL = 1;
    private static final int LATEST = 2;
    private static final int CRC_BYTES = 4;
    private static final double WHOLE = 1L << 52;
    private static final int SEVEN_BITS = 0x7f;
    private static final int MORE = 0x80;
    private static final int MAX_LABELS = 100;
    private static final int MAX_TEXT_BYTES = 1 << 20;

    private LedgerBytes() {}

    /**
     * Counts with their labels.
     *
     * @param areLatest whether they are those of the latest buckets only
     */
    record Restored(Labels labels, CountLedger ledger, boolean areLatest) {}

    static byte[] write(String meaning, Labels labels, CountLedger ledger) {
        return write(ALL, meaning, labels, ledger, CountRing::forEach);
    }

    /** The counts of buckets that hold anything after a moment. */
    static byte[] writeSince(long sinceMillis, String meaning, Labels labels, CountLedger ledger) {
        return write(LATEST, meaning, labels, ledger, (ring, action) -> ring.forEachSince(sinceMillis, action));
    }

    private static byte[] write(
            int version,
            String meaning,
            Labels labels,
            CountLedger ledger,
            BiConsumer<CountRing, CountRing.Bucket> buckets) {
        Growing out = new Growing();
        out.one(version);
        out.text(meaning);
        out.number(labels.size());
        for (Labels.Label label : labels) {
            out.text(label.name());
            out.text(label.value());
        }
        out.number(ledger.aliveMillis());
        write(out, ledger.fine, buckets);
        write(out, ledger.coarse, buckets);
        CRC32 crc = new CRC32();
        crc.update(out.bytes, 0, out.size);
        int check = (int) crc.getValue();
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            out.one(check >>> shift);
        }
        return Arrays.copyOf(out.bytes, out.size);
    }

    private static void write(Growing out, CountRing ring, BiConsumer<CountRing, CountRing.Bucket> buckets) {
        int[] count = new int[1];
        buckets.accept(ring, (bucket, part, total, observed) -> count[0]++);
        out.number(count[0]);
        long[] before = new long[1];
        buckets.accept(ring, (bucket, part, total, observed) -> {
            out.number(bucket - before[0]);
            out.number(ring.widthMillis() - observed);
            out.count(part);
            out.count(total);
            before[0] = bucket;
        });
    }

    /** Bytes that are being written; streams of the JDK take a lock for each of them. */
    private static final class Growing {
        byte[] bytes = new byte[1 << 8];
        int size;

        void one(int value) {
            if (size == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * size);
            }
            bytes[size++] = (byte) value;
        }

        void number(long number) {
            long rest = number << 1 ^ number >> 63;
            while ((rest & ~SEVEN_BITS) != 0) {
                one((int) (rest & SEVEN_BITS) | MORE);
                rest >>>= 7;
            }
            one((int) rest);
        }

        void count(double count) {
            if (count >= 0 && count < WHOLE && count == Math.rint(count)) {
                number((long) count);
                return;
            }
            number(-1);
            long bits = Double.doubleToRawLongBits(count);
            for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
                one((int) (bits >>> shift));
            }
        }

        void text(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            number(utf8.length);
            for (byte value : utf8) {
                one(value);
            }
        }
    }

    /**
     * The counts that bytes hold.
     *
     * @param nowMillis what lies after it is left out: somebody has set the clock since
     * @throws IOException saying why they hold none that can be gone on with
     */
    static Restored read(byte[] bytes, Objective objective, long nowMillis) throws IOException {
        if (bytes.length <= CRC_BYTES || bytes[0] != ALL && bytes[0] != LATEST) {
            throw new IOException("they are of another version of this library");
        }
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, bytes.length - CRC_BYTES);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        in.skipNBytes(bytes.length - CRC_BYTES);
        if (in.readInt() != (int) crc.getValue()) {
            throw new IOException("they are damaged");
        }
        in = new DataInputStream(new ByteArrayInputStream(bytes, 1, bytes.length - CRC_BYTES - 1));
        String meaning = readText(in);
        if (!meaning.equals(objective.meaning())) {
            throw new IOException("what is counted, or over which windows, has changed since");
        }
        Labels.Builder labels = Labels.builder();
        long size = readNumber(in, 0, MAX_LABELS);
        for (long i = 0; i < size; i++) {
            labels.set(readText(in), readText(in));
        }
        CountLedger ledger =
                new CountLedger(objective.shape(), objective.indicator().partIsGood());
        ledger.restoredUntil(Math.min(nowMillis, readNumber(in, Long.MIN_VALUE, Long.MAX_VALUE)));
        read(in, ledger.fine, nowMillis);
        read(in, ledger.coarse, nowMillis);
        return new Restored(labels.build(), ledger, bytes[0] == LATEST);
    }

    private static void read(DataInputStream in, CountRing ring, long nowMillis) throws IOException {
        long buckets = readNumber(in, 0, ring.buckets());
        long bucket = 0;
        for (long i = 0; i < buckets; i++) {
            bucket += readNumber(in, i == 0 ? Long.MIN_VALUE : 1, Long.MAX_VALUE);
            int observed = (int) (ring.widthMillis() - readNumber(in, 0, ring.widthMillis()));
            double part = readCount(in);
            double total = readCount(in);
            if (bucket <= Math.floorDiv(nowMillis, ring.widthMillis())) {
                ring.restore(bucket, part, total, observed);
            }
        }
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(in.readNBytes((int) readNumber(in, 0, MAX_TEXT_BYTES)), StandardCharsets.UTF_8);
    }

    private static double readCount(DataInputStream in) throws IOException {
        long whole = readNumber(in, -1, Long.MAX_VALUE);
        double count = whole >= 0 ? whole : in.readDouble();
        if (!(count >= 0) || Double.isInfinite(count)) {
            throw new IOException("a count is " + count);
        }
        return count;
    }

    private static long readNumber(DataInputStream in, long min, long max) throws IOException {
        long folded = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = in.readUnsignedByte();
            folded |= (long) (next & SEVEN_BITS) << shift;
            if (next < MORE) {
                long number = folded >>> 1 ^ -(folded & 1);
                if (number < min || number > max) {
                    throw new IOException("the number " + number + " is outside " + min + " to " + max);
                }
                return number;
            }
        }
        throw new IOException("a number does not end");
    }
}
