package dev.monitoring.core.endpoint;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps from addresses that nobody wants to be asked in another's name: the link's own, those at which clouds hand out
 * credentials, groups, and the unspecified ones, which lead to this machine. Other addresses of private networks and of this
 * machine pass. Immutable.
 *
 * <h2>Design note: what is looked at</h2>
 *
 * Not the host as it is spelled, for {@code 0xa9fea9fe}, {@code 0251.0376.0251.0376} and a name in somebody's zone may all
 * mean 169.254.169.254, but the address that came of it, and just the object that is connected to afterwards: the name is
 * never looked up again in between. An address of version 6 that carries one of version 4 is looked at as both. Redirects
 * come here with each hop.
 *
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA's special addresses of version 4</a>
 * @see <a href="https://www.iana.org/assignments/iana-ipv6-special-registry">IANA's special addresses of version 6</a>
 */
public final class AddressGuard {
    private record Kind(AddressBlock block, String name) {}

    private static final List<Kind> REFUSED = List.of(
            kind("169.254.0.0/16", "a link-local address, where clouds keep their metadata"),
            kind("fe80::/10", "a link-local address"),
            kind("fd00:ec2::254", "the metadata address of AWS"),
            kind("fd00:ec2::23", "the credentials address of AWS EKS"),
            kind("fd20:ce::254", "the metadata address of Google Cloud"),
            kind("100.100.100.200", "the metadata address of Alibaba Cloud"),
            kind("168.63.129.16", "the platform address of Azure"),
            kind("192.0.0.192", "the metadata address of Oracle Cloud"),
            kind("224.0.0.0/4", "a multicast address"),
            kind("ff00::/8", "a multicast address"),
            kind("255.255.255.255", "the broadcast address"),
            kind("0.0.0.0/8", "an unspecified address"),
            kind("::", "the unspecified address"));

    private static final AddressBlock LOCAL = AddressBlock.parse("::1");
    private static final AddressBlock COMPATIBLE = AddressBlock.parse("::/96"); // RFC 4291, 2.5.5.1
    private static final AddressBlock SIX_TO_FOUR = AddressBlock.parse("2002::/16"); // RFC 3056
    private static final AddressBlock TEREDO = AddressBlock.parse("2001::/32"); // RFC 4380, the address inverted
    private static final AddressBlock TRANSLATED = AddressBlock.parse("64:ff9b::/96"); // RFC 6052
    private static final AddressBlock TRANSLATED_HERE = AddressBlock.parse("64:ff9b:1::/48"); // RFC 8215, at its end
    private static final AddressBlock STATELESS = AddressBlock.parse("::ffff:0:0:0/96"); // RFC 2765

    private static final AddressGuard STRICT = new AddressGuard(List.of(), "name another host");

    private final List<AddressBlock> allowed;
    private final String remedy;

    private AddressGuard(List<AddressBlock> allowed, String remedy) {
        this.allowed = List.copyOf(allowed);
        this.remedy = remedy;
    }

    private static Kind kind(String block, String name) {
        return new Kind(AddressBlock.parse(block), name);
    }

    /** A guard that makes no exceptions. */
    public static AddressGuard strict() {
        return STRICT;
    }

    /**
     * A guard that lets these through besides the ordinary addresses.
     *
     * @param setting where users name them, for messages: {@code allow-addresses}
     */
    public static AddressGuard allowing(List<AddressBlock> allowed, String setting) {
        return new AddressGuard(allowed, "add it to " + setting + " if that is meant");
    }

    /**
     * Lets an address pass.
     *
     * @param host the host it was found for
     * @throws IOException naming the address, its kind and what to do, if it is one of those refused
     */
    public void require(String host, InetAddress address) throws IOException {
        for (InetAddress meant : meanings(address)) {
            for (Kind kind : REFUSED) {
                if (kind.block.contains(meant) && !isAllowed(meant) && !isAllowed(address)) {
                    String shown = address.getHostAddress();
                    throw new IOException("host " + host + " is at " + shown
                            + (meant.equals(address) ? "" : ", which stands for " + meant.getHostAddress()) + ", "
                            + kind.name + ", and is not connected to; " + remedy);
                }
            }
        }
    }

    private boolean isAllowed(InetAddress address) {
        return allowed.stream().anyMatch(block -> block.contains(address));
    }

    /** An address, and those of version 4 that it carries. */
    private static List<InetAddress> meanings(InetAddress address) throws UnknownHostException {
        List<InetAddress> all = new ArrayList<>(List.of(address));
        if (!(address instanceof Inet6Address)) {
            return all;
        }
        byte[] bytes = address.getAddress();
        boolean mapped = bytes[10] == -1 && bytes[11] == -1 && Arrays.equals(bytes, 0, 10, new byte[10], 0, 10);
        boolean compatible = COMPATIBLE.contains(address) && !LOCAL.contains(address) && !address.isAnyLocalAddress();
        if (mapped
                || compatible
                || TRANSLATED.contains(address)
                || TRANSLATED_HERE.contains(address)
                || STATELESS.contains(address)) {
            all.add(InetAddress.getByAddress(Arrays.copyOfRange(bytes, 12, 16)));
        }
        if (SIX_TO_FOUR.contains(address)) {
            all.add(InetAddress.getByAddress(Arrays.copyOfRange(bytes, 2, 6)));
        }
        if (TEREDO.contains(address)) {
            byte[] inverted = Arrays.copyOfRange(bytes, 12, 16);
            for (int i = 0; i < inverted.length; i++) {
                inverted[i] = (byte) ~inverted[i];
            }
            all.add(InetAddress.getByAddress(inverted));
        }
        return all;
    }
}
