package dev.monitoring.collectors.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.testing.TestSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a probe's settings, and how one is named. */
@Timeout(120)
class ProbeSettingsTest extends ProbeScene {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "icmp://h; ICMP is not to be had: it needs raw sockets, which Java does not have",
                "h:80; the scheme \"h\" is none of http, https, tcp and tls",
                "dns://h; the scheme \"dns\" is none of http, https, tcp and tls",
                "tcp://h; the address has no port; use one from 1 to 65535",
                "tcp://h:1/x; a port has no path",
                "http://h:70000/; port 70000 is none",
                "http://u:p@h/; the address has a user or password in it",
                "http://0251.0376.0251.0376/; the address has no host that can be read",
                "http://h/#x; the address has a fragment",
                "http://h/ x; the address cannot be read",
            })
    void saysWhatIsWrongWithAnAddress(String url, String fault) {
        assertFault(fault, "url", url);
    }

    @Test
    void saysWhatIsWrongWithItsSettings() {
        String url = "http://h/";
        assertFault("url is not set, but is needed", "job", "x");
        assertFault("\"x\" is none of the choices; use one of blackbox_exporter/0.23", "url", url, "compat", "x");
        assertFault("raise monitoring.collectors.probe.timeout", "url", url, "timeout", "10s");
        assertFault("\"x\" is not an address", "url", url, "allow-addresses", "x");
        assertFault("\"2y\" is no status code", "url", url, "valid-status-codes", "2y");
        assertFault("HTTP/1.0 and HTTP/1.1, which are spoken", "url", url, "valid-http-versions", "HTTP/2.0");
        assertFault("is not a regular expression", "url", url, "fail-if-body-matches-regexp", "(");
        assertFault("\"CONNECT\" is no method", "url", url, "method", "connect");
        assertFault(
                "use basic-auth or bearer-token",
                "url",
                url,
                "headers[0].name",
                "Authorization",
                "headers[0].value",
                "Bearer canary");
        assertFault("regexp is not set", "url", url, "fail-if-header-matches[0].header", "X");
        assertFault("query-response is for tcp:// and tls://", "url", url, "query-response[0].send", "x");
        assertFault("is for http:// and https://; remove it", "url", "tcp://h:1", "method", "GET");
        assertFault("TLS is spoken already", "url", "tls://h:1", "query-response[0].starttls", "true");
        assertFault("tls is set, but", "url", "tcp://h:1", "tls.server-name", "x");
        assertFault(
                "is no label with a value",
                "url",
                "tcp://h:1",
                "query-response[0].expect",
                "x",
                "query-response[0].labels",
                "1a=b");
    }

    @Test
    void isNamedByItsAddress() {
        assertEquals(
                "probe/https://shop.example/health?full=1",
                TestSettings.collector(FACTORY, "url", "https://shop.example/health?full=1")
                        .target()
                        .toString());
    }

    private static void assertFault(String expected, Object... settings) {
        List<String> faults = TestSettings.faults(FACTORY, settings);
        assertTrue(faults.toString().contains(expected), faults::toString);
        assertFalse(faults.toString().contains("canary"));
    }
}
