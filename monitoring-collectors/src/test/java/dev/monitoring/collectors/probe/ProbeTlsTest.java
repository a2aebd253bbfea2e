package dev.monitoring.collectors.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.testing.RawServer;
import dev.monitoring.core.testing.TestAuthority;
import dev.monitoring.core.time.Clock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.net.ssl.SSLSocket;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a probe tells of TLS: certificates, trust, and conversations that begin it. */
@Timeout(120)
class ProbeTlsTest extends ProbeScene {
    @Test
    void tellsTheCertificateOfATrustedServer() throws Exception {
        TestAuthority authority = TestAuthority.named("Authority");
        TestAuthority.Identity identity = authority.issue("localhost", "127.0.0.1");
        WebServer server = keep(WebServer.start(identity.context().getServerSocketFactory()));
        double expiry = identity.certificate().getNotAfter().toInstant().getEpochSecond();

        RecordingSink run = good(
                "url",
                "https://127.0.0.1:" + server.port() + "/",
                "tls.ca-file",
                authority.write(folder.resolve("ca.pem")),
                "fail-if-not-ssl",
                true);

        assertEquals(1, run.value("probe_http_ssl"));
        assertEquals(expiry, run.value("probe_ssl_earliest_cert_expiry"));
        assertEquals(expiry, run.value("probe_ssl_last_chain_expiry_timestamp_seconds"));
        assertEquals(1, run.value("probe_tls_version_info", "version", "TLS 1.3"));
        assertEquals(1, run.samples("probe_tls_cipher_info").size());
        assertTrue(run.value("probe_http_duration_seconds", "phase", "tls") > 0);
        Labels info = run.samples("probe_ssl_last_chain_info").get(0).labels();
        assertEquals("CN=localhost", info.get("subject"));
        assertEquals("CN=Authority", info.get("issuer"));
        assertEquals("localhost", info.get("subjectalternative"));
        assertEquals(identity.certificate().getSerialNumber().toString(16), info.get("serialnumber"));
        assertTrue(String.valueOf(info.get("fingerprint_sha256")).matches("[0-9a-f]{64}"));
    }

    @Test
    void tellsTheCertificateAlsoWhereTheHandshakeFails() throws Exception {
        TestAuthority authority = TestAuthority.named("Authority");
        Path trusted = authority.write(folder.resolve("ca.pem"));
        Path others = TestAuthority.named("Other").write(folder.resolve("other.pem"));
        Instant now = Instant.ofEpochMilli(Clock.system().epochMillis()).truncatedTo(ChronoUnit.SECONDS);
        TestAuthority.Identity fine = authority.issue("localhost", "127.0.0.1");
        TestAuthority.Identity expired = authority.issue(
                TestAuthority.ellipticKeys(),
                now.minus(30, ChronoUnit.DAYS),
                now.minus(2, ChronoUnit.DAYS),
                "localhost",
                "127.0.0.1");
        TestAuthority.Identity elsewhere = authority.issue("other.example");

        refused(fine, others, "nobody who is trusted vouches");
        refused(expired, trusted, "has expired");
        refused(elsewhere, trusted, "is not for this host");
    }

    /** As Go prints it: parts of a kind together, the kinds in Go's order. */
    @Test
    void namesHoldersAsTheExporterDoes() {
        X500Principal holder = new X500Principal(
                "CN=shop.example, OU=B, OU=A, O=\"Acme, Inc\", L=Bonn, ST=NRW, C=DE, 2.5.4.5=#130137, 2.5.4.17=#13053533313131");

        assertEquals(
                "SERIALNUMBER=7,CN=shop.example,POSTALCODE=53111,ST=NRW,L=Bonn,OU=A+OU=B,O=Acme\\, Inc,C=DE",
                CertificateText.name(holder));
    }

    @Test
    void talksWithAServerLineByLineAndBeginsTls() throws Exception {
        TestAuthority authority = TestAuthority.named("Authority");
        TestAuthority.Identity identity = authority.issue("localhost", "127.0.0.1");
        RawServer server = keep(RawServer.start((socket, number) -> {
            socket.getOutputStream().write("220-wait\r\n220 mail-7 ready\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] said = socket.getInputStream().readNBytes("STARTTLS mail-7\n".length());
            boolean right = new String(said, StandardCharsets.US_ASCII).equals("STARTTLS mail-7\n");
            socket.getOutputStream().write((right ? "250 go\r\n" : "500 no\r\n").getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readNBytes("NOW\n".length());
            SSLSocket secure = (SSLSocket) identity.context()
                    .getSocketFactory()
                    .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
            secure.setUseClientMode(false);
            secure.getInputStream().readNBytes("EHLO\n".length());
            secure.getOutputStream().write("250 secret place\r\n".getBytes(StandardCharsets.US_ASCII));
            secure.getInputStream().read();
        }));

        RecordingSink run = good(
                "url",
                "tcp://127.0.0.1:" + server.port(),
                "tls.ca-file",
                authority.write(folder.resolve("ca.pem")),
                "query-response[0].expect",
                "^220 (?P<name>[a-z0-9-]+) (\\w+)$",
                "query-response[0].send",
                "STARTTLS $name",
                "query-response[0].labels",
                "server=${1},state=${2}",
                "query-response[1].expect",
                "^250 go$",
                "query-response[1].send",
                "NOW",
                "query-response[1].starttls",
                true,
                "query-response[2].send",
                "EHLO",
                "query-response[3].expect",
                "^250 secret");

        assertEquals(1, run.value("probe_expect_info", "server", "mail-7", "state", "ready"));
        assertEquals(1, run.value("probe_tls_version_info", "version", "TLS 1.3"));
        assertTrue(run.has("probe_ssl_earliest_cert_expiry"));
        assertFalse(run.has("probe_http_status_code"));
    }

    private void refused(TestAuthority.Identity identity, Path authorities, String reason) throws Exception {
        WebServer server = keep(WebServer.start(identity.context().getServerSocketFactory()));
        for (String scheme : List.of("https", "tls")) {
            RecordingSink run =
                    assertBad(reason, "url", scheme + "://127.0.0.1:" + server.port(), "tls.ca-file", authorities);

            assertEquals(
                    identity.certificate().getNotAfter().toInstant().getEpochSecond(),
                    run.value("probe_ssl_earliest_cert_expiry"));
            assertEquals(-62_135_596_800.0, run.value("probe_ssl_last_chain_expiry_timestamp_seconds"));
            assertEquals(1, run.samples("probe_ssl_last_chain_info").size());
            assertEquals(0, run.samples("probe_tls_version_info").size());
            assertEquals(0, scheme.equals("https") ? run.value("probe_http_ssl") : 0);
        }
    }
}
