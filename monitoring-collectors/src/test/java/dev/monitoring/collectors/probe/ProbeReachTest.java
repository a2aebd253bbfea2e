package dev.monitoring.collectors.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.endpoint.AddressGuard;
import dev.monitoring.core.endpoint.Credentials;
import dev.monitoring.core.endpoint.HostLookup;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.tls.TlsClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which address a probe connects to, and which it does not. */
@Timeout(120)
class ProbeReachTest extends ProbeScene {
    @Test
    void followsRedirectsAndTellsAnotherHostNoSecrets() throws Exception {
        WebServer other = keep(WebServer.start());
        WebServer server = keep(WebServer.start())
                .redirect("/a", 302, "/b")
                .redirect("/b", 307, "http://127.0.0.1:" + other.port() + "/");

        RecordingSink run = good(
                "url",
                server.url("/a"),
                "bearer-token",
                "canary",
                "headers[0].name",
                "X-Token",
                "headers[0].value",
                "canary");

        assertEquals(2, run.value("probe_http_redirects"));
        assertTrue(server.requests().get(0).contains("Bearer canary"));
        assertTrue(server.requests().get(1).contains("Bearer canary"));
        assertEquals(1, other.requests().size());
        assertFalse(other.requests().get(0).contains("canary"), other.requests()::toString);
    }

    @Test
    void followsOnlySoManyRedirects() throws Exception {
        WebServer server = keep(WebServer.start()).redirect("/loop", 302, "/loop");

        RecordingSink run = run(collector("url", server.url("/loop"), "max-redirects", 3), LONG);

        assertEquals(0, run.value("probe_success"));
        assertEquals(302, run.value("probe_http_status_code"));
        assertEquals(4, run.value("probe_http_redirects"));
        assertEquals(4, server.requests().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data/",
                "http://[::ffff:169.254.169.254]/",
                "http://[::ffff:a9fe:a9fe]/",
                "http://[64:ff9b::a9fe:a9fe]/",
                "http://[fd00:ec2::254]/",
                "http://[fe80::1]/",
                "http://100.100.100.200/",
                "http://2852039166/",
                "http://0251.0376.0251.0376/",
                "http://0xa9fea9fe/",
                "http://0.0.0.0:PORT/",
                "http://[::]:PORT/",
                "//0.0.0.0:PORT/",
                "http://user@0.0.0.0:PORT/",
                "file:///etc/passwd",
                "gopher://127.0.0.1:PORT/",
                "http://127.0.0.1:0/",
                "http://127.0.0.1:65536/",
                "http://a b/",
            })
    void isNotLedAstrayByARedirect(String location) throws Exception {
        WebServer server = keep(WebServer.start());
        server.redirect("/go", 302, location.replace("PORT", String.valueOf(server.port())));

        RecordingSink run = run(collector("url", server.url("/go")), LONG);

        assertEquals(0, run.value("probe_success"));
        assertEquals(0, run.value("probe_http_status_code"));
        assertEquals(1, run.value("probe_http_redirects"));
        assertEquals(1, server.accepted());
        String reason = run.missing().values().toString();
        assertTrue(
                reason.contains("is not connected to")
                        || reason.contains("leads to no place of HTTP")
                        || reason.contains("leads to what is no address")
                        || reason.contains("the name service"), // to some resolvers a spelling is a name
                reason);
    }

    @Test
    void connectsToAnAddressOfASpecialKindOnlyWhereThatIsAllowed() throws Exception {
        WebServer server = keep(WebServer.start());
        String url = "http://0.0.0.0:" + server.port() + "/";

        assertBad("add it to allow-addresses", "url", url);
        assertBad("add it to allow-addresses", "url", url, "allow-addresses", "169.254.0.0/16");
        assertEquals(0, server.accepted());
        good("url", url, "allow-addresses", "169.254.0.0/16,0.0.0.0");
    }

    @Test
    void connectsToTheVeryAddressThatItLookedAt() throws Exception {
        WebServer server = keep(WebServer.start()).redirect("/again", 302, "/");
        AtomicInteger lookups = new AtomicInteger();
        HostLookup rebinding = new HostLookup(host -> new InetAddress[] {
            InetAddress.getByName(lookups.getAndIncrement() == 0 ? "127.0.0.1" : "169.254.169.254")
        });
        RecordingSink run = run(prober(rebinding, "http://rebind.example:" + server.port() + "/"), LONG);
        assertEquals(1, run.value("probe_success"), run.missing()::toString);
        assertEquals(1, lookups.get());

        lookups.set(0);
        run = run(prober(rebinding, "http://rebind.example:" + server.port() + "/again"), LONG);

        assertEquals(0, run.value("probe_success"));
        assertEquals(2, lookups.get());
        assertTrue(
                run.missing().values().toString().contains("host rebind.example is at 169.254.169.254, a link-local"),
                run.missing()::toString);
    }

    @Test
    void prefersAVersionOfTheInternetProtocol() throws Exception {
        byte[] localhost6 = new byte[16];
        localhost6[15] = 1;
        InetAddress[] both = {InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), InetAddress.getByAddress(localhost6)
        };

        assertEquals(both[0], IpProtocol.IP4.choose("h", both, false));
        assertEquals(both[1], IpProtocol.IP6.choose("h", both, false));
        assertEquals(both[0], IpProtocol.IP6.choose("h", new InetAddress[] {both[0]}, true));
        IOException failure =
                assertThrows(IOException.class, () -> IpProtocol.IP6.choose("h", new InetAddress[] {both[0]}, false));
        assertTrue(String.valueOf(failure.getMessage()).contains("no address of version 6"));
    }

    @Test
    void waitsNoLongerForTheNameServiceThanItMay() throws Exception {
        WebServer server = keep(WebServer.start());
        CountDownLatch answer = new CountDownLatch(1);
        AtomicInteger lookups = new AtomicInteger();
        HostLookup hanging = new HostLookup(host -> {
            lookups.incrementAndGet();
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        });
        MetricCollector collector = prober(hanging, "http://slow.example:" + server.port() + "/");

        RecordingSink run = run(collector, SHORT);
        assertEquals(0, run.value("probe_success"));
        assertEquals(0, run.value("probe_ip_protocol"));
        assertTrue(run.missing().toString().contains("the name service does not answer"), run.missing()::toString);

        run = run(collector, SHORT);
        assertTrue(run.missing().toString().contains("still owes an earlier answer"), run.missing()::toString);
        assertEquals(1, lookups.get());

        answer.countDown();
        AtomicReference<Double> success = new AtomicReference<>(0.0);
        Await.until("a good probe", () -> {
            success.set(quietly(collector).value("probe_success"));
            return success.get() == 1;
        });
    }

    @Test
    void tellsWhyAHostIsNotFound() throws Exception {
        HostLookup empty = new HostLookup(host -> {
            throw new UnknownHostException(host);
        });

        RecordingSink run = run(prober(empty, "http://nowhere.example/"), LONG);

        assertEquals(0, run.value("probe_success"));
        assertTrue(
                run.missing().toString().contains("host nowhere.example has no address; correct its name"),
                run.missing()::toString);
    }

    private static MetricCollector prober(HostLookup lookup, String url) {
        Clock clock = Clock.system();
        Dialer dialer = new Dialer(clock, lookup, AddressGuard.strict(), IpProtocol.IP4, true, TlsClient.ofJava());
        HttpRequest request = new HttpRequest(URI.create(url), "GET", Map.of(), "", Credentials.none(), false);
        HttpRules rules = new HttpRules(
                List.of(new StatusRange(200, 299)), List.of(), List.of(), List.of(), List.of(), false, false);
        return new ProbeCollector(
                clock, new HttpProber(dialer, request, rules, 10, 1 << 20), Compat.EXPORTER_0_28, Optional.empty());
    }

    private static RecordingSink quietly(MetricCollector collector) {
        try {
            return run(collector, LONG);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
