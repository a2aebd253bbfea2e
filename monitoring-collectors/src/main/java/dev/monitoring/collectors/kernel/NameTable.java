package dev.monitoring.collectors.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Values by name, where names are looked up as the bytes of a file, without making text of them. Confined to one thread.
 *
 * <p>Open addressing with linear probing, at most half full. Names are added and never removed one by one: devices come and
 * go, so an owner calls {@link #trim} once per run, which forgets all names when most of them were not seen any more.
 *
 * @param <T> the type of the values
 */
public final class NameTable<T> {
    private static final int INITIAL_CAPACITY = 32;
    private static final int SLACK = 64;

    private byte[][] keys = new byte[INITIAL_CAPACITY][];
    private @Nullable Object[] values = new Object[INITIAL_CAPACITY];
    private int size;

    /** A table without names. */
    public NameTable() {}

    /** The number of names. */
    public int size() {
        return size;
    }

    @SuppressWarnings("unchecked")
    @Nullable
    T get(byte[] bytes, int start, int end) {
        return (T) values[slot(bytes, start, end)];
    }

    /** Makes the table hold {@code value} for {@code name}, which is ASCII. */
    public void put(String name, T value) {
        byte[] bytes = KernelText.ascii(name);
        put(bytes, 0, bytes.length, value);
    }

    void put(byte[] bytes, int start, int end, T value) {
        if (2 * (size + 1) > keys.length) {
            grow();
        }
        int slot = slot(bytes, start, end);
        if (values[slot] == null) {
            keys[slot] = Arrays.copyOfRange(bytes, start, end);
            size++;
        }
        values[slot] = value;
    }

    /** Forgets everything if far more names are known than {@code seen} in the last run. */
    public void trim(int seen) {
        if (size > 2 * seen + SLACK) {
            keys = new byte[INITIAL_CAPACITY][];
            values = new Object[INITIAL_CAPACITY];
            size = 0;
        }
    }

    private int slot(byte[] bytes, int start, int end) {
        int hash = end - start;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + bytes[i];
        }
        int mask = keys.length - 1;
        int slot = (hash ^ hash >>> 15) & mask;
        while (values[slot] != null && !Arrays.equals(keys[slot], 0, keys[slot].length, bytes, start, end)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        byte[][] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        keys = new byte[2 * oldKeys.length][];
        values = new Object[2 * oldKeys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            Object value = oldValues[i];
            if (value != null) {
                int slot = slot(oldKeys[i], 0, oldKeys[i].length);
                keys[slot] = oldKeys[i];
                values[slot] = value;
            }
        }
    }
}
