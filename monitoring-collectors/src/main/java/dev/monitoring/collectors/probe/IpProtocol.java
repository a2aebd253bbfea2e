package dev.monitoring.collectors.probe;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;

/** A version of the internet protocol. */
enum IpProtocol {
    IP4(4),
    IP6(6);

    private final int number;

    IpProtocol(int number) {
        this.number = number;
    }

    /** The version of an address. */
    static IpProtocol of(InetAddress address) {
        return address instanceof Inet4Address ? IP4 : IP6;
    }

    /** 4 or 6. */
    int number() {
        return number;
    }

    /**
     * The first address of this version, or the first at all where another will do.
     *
     * @throws IOException if there is none
     */
    InetAddress choose(String host, InetAddress[] addresses, boolean fallback) throws IOException {
        for (InetAddress address : addresses) {
            if (of(address) == this) {
                return address;
            }
        }
        if (fallback && addresses.length > 0) {
            return addresses[0];
        }
        throw new IOException("host " + host + " has no address of version " + number
                + "; set preferred-ip-protocol to the other, or ip-protocol-fallback to true");
    }
}
