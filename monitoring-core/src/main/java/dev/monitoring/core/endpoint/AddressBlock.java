package dev.monitoring.core.endpoint;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses that begin with the same bits: {@code 169.254.0.0/16}, {@code fe80::/10}, {@code 10.1.2.3}. Immutable. */
public final class AddressBlock {
    private static final String STRICT_V4 = "(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}";

    private final String text;
    private final byte[] prefix;
    private final int bits;

    private AddressBlock(String text, byte[] prefix, int bits) {
        this.text = text;
        this.prefix = prefix;
        this.bits = bits;
    }

    /**
     * Reads an address, or one with the number of bits that count. Nobody is asked about it.
     *
     * @throws IllegalArgumentException saying what is wrong with the text, and what would be right
     */
    public static AddressBlock parse(String text) {
        String[] parts = text.strip().split("/", 2);
        if (!isLiteral(parts[0])) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not an address; write it as 169.254.169.254, 169.254.0.0/16 or fe80::/10");
        }
        byte[] bytes;
        try {
            bytes = InetAddress.getByName(parts[0]).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not an address; write one of version 6 as fe80::1", e);
        }
        int all = bytes.length * 8;
        if (parts.length == 1) {
            return new AddressBlock(text.strip(), bytes, all);
        }
        if (!parts[1].matches("\\d{1,3}") || Integer.parseInt(parts[1]) > all) {
            throw new IllegalArgumentException("\"" + text + "\" has a length that is none; use 0 to " + all);
        }
        return new AddressBlock(text.strip(), bytes, Integer.parseInt(parts[1]));
    }

    /** Whether a host is an address as such, in the usual spelling, so that no name service is needed for it. */
    public static boolean isLiteral(String host) {
        return host.matches(STRICT_V4) || host.indexOf(':') >= 0 && host.matches("[0-9a-fA-F:.]+");
    }

    /** Whether an address is one of these. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += 8) {
            int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit));
            if (((bytes[bit / 8] ^ prefix[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return text;
    }
}
