package dev.monitoring.prometheus.remotewrite;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads protobuf's wire format field by field. Confined to one thread; reusable. */
final class ProtobufCursor {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    private static final int FIXED32 = 5;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int MAX_VARINT_BYTES = 10;

    private byte[] bytes = new byte[0];
    private int at;
    private int end;
    private int field;
    private int wireType;

    void reset(byte[] newBytes, int from, int to) {
        bytes = newBytes;
        at = from;
        end = to;
    }

    int position() {
        return at;
    }

    /** Reads the next field's tag; false at the end of the message. */
    boolean next() throws MalformedRequestException {
        if (at >= end) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wireType = (int) tag & 7;
        if (field == 0 || tag >>> 32 != 0) {
            throw malformed("a field without a number");
        }
        return true;
    }

    int field() {
        return field;
    }

    /** Whether the field is the one with that number, in the encoding it must have. */
    boolean is(int wantedField, int wantedWireType) throws MalformedRequestException {
        if (field != wantedField) {
            return false;
        }
        if (wireType != wantedWireType) {
            throw malformed("field " + field + " in encoding " + wireType + " instead of " + wantedWireType);
        }
        return true;
    }

    long varint() throws MalformedRequestException {
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            if (at >= end) {
                throw malformed("a number that is cut off");
            }
            byte b = bytes[at++];
            value |= (b & 0x7fL) << 7 * i;
            if (b >= 0) {
                return value;
            }
        }
        throw malformed("a number of more than " + MAX_VARINT_BYTES + " bytes");
    }

    double fixed64() throws MalformedRequestException {
        if (end - at < 8) {
            throw malformed("a double that is cut off");
        }
        long bits = (long) LONGS.get(bytes, at);
        at += 8;
        return Double.longBitsToDouble(bits);
    }

    /** Reads the length of a field with bytes, which begin at {@link #position}; {@link #skipTo} passes over them. */
    int length() throws MalformedRequestException {
        long length = varint();
        if (length < 0 || length > end - at) {
            throw malformed("a field of " + length + " bytes where " + (end - at) + " are left");
        }
        return (int) length;
    }

    void skipTo(int position) {
        at = position;
    }

    /** Passes over a field that means nothing here. */
    void skip() throws MalformedRequestException {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> skipBytes(8);
            case FIXED32 -> skipBytes(4);
            case BYTES -> skipBytes(length());
            default -> throw malformed("encoding " + wireType + ", which is not used");
        }
    }

    private void skipBytes(int count) throws MalformedRequestException {
        if (count > end - at) {
            throw malformed("a field that is cut off");
        }
        at += count;
    }

    MalformedRequestException malformed(String what) {
        return new MalformedRequestException("the protobuf message has " + what + " at byte " + at);
    }
}
