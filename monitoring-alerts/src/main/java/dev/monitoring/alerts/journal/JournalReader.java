package dev.monitoring.alerts.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the bytes of a journal's file, whatever they are. Used once. */
final class JournalReader {
    private static final int MAX_FAULTS = 32;

    private final byte[] file;
    private final JournalLimits limits;
    private final long nowMillis;
    private final Map<Frame.Key, Entry> entries = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private long lostBytes;
    private boolean corrupt;

    /**
     * What was read.
     *
     * @param entries the entries in the order in which they first came
     * @param corrupt whether the file is worth a look by a person; one whose last record was not written to its end is not
     */
    record Reading(Map<Frame.Key, Entry> entries, JournalOpening opening, boolean corrupt) {}

    JournalReader(byte[] file, JournalLimits limits, long nowMillis) {
        this.file = file;
        this.limits = limits;
        this.nowMillis = nowMillis;
    }

    Reading read() {
        if (file.length < Frame.HEADER_BYTES && isBeginning()) {
            lose(0, file.length, "the header was not written to its end");
        } else if (!Frame.hasHeader(file)) {
            corrupt = true;
            lose(0, file.length, "this is no journal of a version that is known");
        } else {
            records();
        }
        int all = entries.size();
        entries.values().removeIf(entry -> entry.isExpired(nowMillis));
        refuseBeyondLimits();
        return new Reading(
                entries, new JournalOpening(entries.size(), all - entries.size(), lostBytes, faults), corrupt);
    }

    private boolean isBeginning() {
        return Arrays.equals(file, Arrays.copyOf(Frame.header(), file.length));
    }

    private void records() {
        int offset = Frame.HEADER_BYTES;
        while (offset < file.length) {
            if (file.length - offset < Frame.RECORD_BYTES || isZero(offset)) {
                lose(offset, file.length, "the last record was not written to its end");
                return;
            }
            int length = Frame.bodyLength(file, offset);
            if (length < 0) {
                corrupt = true;
                lose(offset, file.length, "a record has a damaged head; what follows it cannot be found");
                return;
            }
            if (length > file.length - offset - Frame.RECORD_BYTES) {
                lose(offset, file.length, "the last record was not written to its end");
                return;
            }
            int end = offset + Frame.RECORD_BYTES + length;
            if (Frame.isWhole(file, offset, length)) {
                apply(offset, end);
            } else {
                corrupt = true;
                lose(offset, end, "a record is damaged");
            }
            offset = end;
        }
    }

    /** Some file systems leave zeros where a machine stopped before the bytes of a longer file came. */
    private boolean isZero(int offset) {
        for (int i = offset; i < file.length; i++) {
            if (file[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private void apply(int offset, int end) {
        byte[] record = Arrays.copyOfRange(file, offset, end);
        try {
            Frame.Body body = Frame.body(record);
            if (body.isThere()) {
                entries.put(body.key(), Entry.of(record, body));
            } else {
                entries.remove(body.key());
            }
        } catch (RuntimeException e) {
            corrupt = true;
            lose(offset, end, e.getMessage() + ", which this version does not know");
        }
    }

    private void refuseBeyondLimits() {
        long bytes = 0;
        int count = 0;
        int refused = 0;
        for (var left = entries.values().iterator(); left.hasNext(); ) {
            Entry entry = left.next();
            if (count < limits.maxEntries()
                    && entry.bytes() <= limits.maxEntryBytes()
                    && bytes + entry.bytes() <= limits.maxLiveBytes()) {
                count++;
                bytes += entry.bytes();
            } else {
                left.remove();
                refused++;
            }
        }
        if (refused > 0) {
            corrupt = true;
            fault(refused + " entries are beyond the limits of " + limits.maxEntries() + " entries, "
                    + limits.maxEntryBytes() + " bytes each and " + limits.maxLiveBytes() + " bytes in all");
        }
    }

    private void lose(int from, int to, String why) {
        lostBytes += to - from;
        fault("bytes " + from + " to " + to + " are left out: " + why);
    }

    private void fault(String text) {
        if (faults.size() < MAX_FAULTS) {
            faults.add(text);
        }
    }
}
