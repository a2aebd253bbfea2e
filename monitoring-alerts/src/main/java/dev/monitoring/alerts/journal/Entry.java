package dev.monitoring.alerts.journal;

import java.util.Arrays;

/** An entry as it stands in the file. Immutable. */
final class Entry {
    private final byte[] record;
    private final int valueOffset;
    private final long expiresAtMillis;

    private Entry(byte[] record, int valueOffset, long expiresAtMillis) {
        this.record = record;
        this.valueOffset = valueOffset;
        this.expiresAtMillis = expiresAtMillis;
    }

    static Entry of(Frame.Key key, byte[] value, long expiresAtMillis) {
        byte[] record = Frame.put(key, value, expiresAtMillis);
        return new Entry(record, record.length - value.length, expiresAtMillis);
    }

    /** An entry from a file. */
    static Entry of(byte[] record, Frame.Body body) {
        return new Entry(record, body.valueOffset(), body.expiresAtMillis());
    }

    byte[] record() {
        return record;
    }

    int bytes() {
        return record.length;
    }

    byte[] value() {
        return Arrays.copyOfRange(record, valueOffset, record.length);
    }

    boolean isExpired(long nowMillis) {
        return expiresAtMillis < nowMillis;
    }

    boolean isSame(Entry other) {
        return Arrays.equals(record, other.record);
    }
}
