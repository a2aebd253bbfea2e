package dev.monitoring.core.endpoint;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class AddressGuardTest {
    private static final AddressGuard STRICT = AddressGuard.allowing(List.of(), "allow-addresses");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.0.1",
                "169.254.170.2",
                "::ffff:169.254.169.254",
                "::ffff:a9fe:a9fe",
                "::169.254.169.254",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::a9fe:a9fe",
                "::ffff:0:a9fe:a9fe",
                "2002:a9fe:a9fe::1",
                "2001:0:1:2:3:4:5601:5601",
                "fe80::1",
                "febf::1",
                "fd00:ec2::254",
                "fd00:ec2::23",
                "fd20:ce::254",
                "100.100.100.200",
                "168.63.129.16",
                "192.0.0.192",
                "224.0.0.1",
                "239.255.255.255",
                "ff02::1",
                "255.255.255.255",
                "0.0.0.0",
                "0.1.2.3",
                "::",
                "::ffff:0.0.0.0"
            })
    void refuses(String address) throws Exception {
        IOException failure = assertThrows(IOException.class, () -> STRICT.require("h", address(address)));

        assertTrue(
                failure.getMessage().contains("is not connected to; add it to allow-addresses"), failure::getMessage);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "::1",
                "10.0.0.1",
                "192.168.1.1",
                "169.253.255.255",
                "169.255.0.0",
                "100.100.100.201",
                "8.8.8.8",
                "2001:4860:4860::8888",
                "fec0::1",
                "fd00:ec2::1",
                "64:ff9b::8.8.8.8",
                "2002:808:808::1",
                "::ffff:127.0.0.1"
            })
    void letsPass(String address) {
        assertDoesNotThrow(() -> STRICT.require("h", address(address)));
    }

    /** Some resolvers take these spellings for 169.254.169.254, others for no host at all. */
    @ParameterizedTest
    @ValueSource(strings = {"2852039166", "0251.0376.0251.0376", "0xa9fea9fe", "0xa9.0xfe.0xa9.0xfe", "169.254.43518"})
    void looksAtWhatASpellingMeans(String host) {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            return; // nowhere to connect to
        }
        for (InetAddress address : addresses) {
            assertThrows(IOException.class, () -> STRICT.require(host, address), address::toString);
        }
    }

    @Test
    void allowsWhatIsListedAndNothingElse() throws Exception {
        AddressGuard guard = AddressGuard.allowing(
                Stream.of("169.254.10.0/24", "fe80::/10")
                        .map(AddressBlock::parse)
                        .toList(),
                "allow-addresses");

        guard.require("h", address("169.254.10.7"));
        guard.require("h", address("::ffff:169.254.10.7"));
        guard.require("h", address("64:ff9b::169.254.10.7"));
        guard.require("h", address("fe80::5"));
        assertThrows(IOException.class, () -> guard.require("h", address("169.254.11.7")));
        assertThrows(IOException.class, () -> guard.require("h", address("ff02::1")));
    }

    @Test
    void readsBlocks() throws Exception {
        assertTrue(AddressBlock.parse("10.0.0.0/7").contains(address("11.255.0.1")));
        assertFalse(AddressBlock.parse("10.0.0.0/7").contains(address("12.0.0.1")));
        assertTrue(AddressBlock.parse("0.0.0.0/0").contains(address("12.0.0.1")));
        assertFalse(AddressBlock.parse("0.0.0.0/0").contains(address("::1")));
        for (String wrong :
                List.of("", "host", "1.2.3", "01.2.3.4", "1.2.3.4/33", "1.2.3.4/x", "1::2::3", "fe80::1%lo")) {
            IllegalArgumentException fault =
                    assertThrows(IllegalArgumentException.class, () -> AddressBlock.parse(wrong), wrong);
            assertTrue(String.valueOf(fault.getMessage()).contains("\"" + wrong + "\""), fault::getMessage);
        }
    }

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }
}
