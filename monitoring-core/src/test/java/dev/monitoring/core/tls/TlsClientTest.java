package dev.monitoring.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.testing.RawServer;
import dev.monitoring.core.testing.TestAuthority;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509KeyManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsClientTest {
    /** Written by: openssl ecparam -name prime256v1 -genkey -noout. */
    private static final String OLD_CURVE_KEY = """
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEIAA1NHRpuDO+PW3EvePNyjPP7OtMDqoG1F2XDcj7Mrw2oAoGCCqGSM49
            AwEHoUQDQgAEJKSuhkKVzE5vOW71qPgYIiIGD5fh+RiQ4DLGXg7Vz/yqNwic70zA
            T+xWBXH/nKJeXv2GXexjHOabASmVrBqvNA==
            -----END EC PRIVATE KEY-----
            """;

    /** The same, by: openssl pkcs8 -topk8 -v2 aes-256-cbc -passout pass:canary. */
    private static final String ENCRYPTED_KEY = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAg2ZDN27/2KkgICCAAw
            DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEBv2JG8i+gpY2P02m4lv7cAEgZBZ
            A3nTD/GzVueLhWZosAe+m59L6wl+/UL1+k4pe9z50y8JT544ZG60WwBgskp96m8D
            rGdPULrtvJ4smxE5dwRpYQQtO/uF4lGnfWXTavz2YjCicQ8mnazwhTnpOGRQ0IBS
            IrCZjfnylHpb7q0aOYXoYMDZJPLxuPNwyy6hNOCBJvvViSia6cqoOv68RvIbJ4s=
            -----END ENCRYPTED PRIVATE KEY-----
            """;

    /** The public half, by: openssl ec -pubout. */
    private static final String PUBLIC_KEY = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJKSuhkKVzE5vOW71qPgYIiIG"
            + "D5fh+RiQ4DLGXg7Vz/yqNwic70zAT+xWBXH/nKJeXv2GXexjHOabASmVrBqvNA==";

    private static TestAuthority authority;
    private static TestAuthority.Identity server;
    private static TestAuthority.Identity client;

    @TempDir
    Path directory;

    @BeforeAll
    static void issue() throws Exception {
        authority = TestAuthority.named("Test Authority");
        server = authority.issue("localhost", "*.example.org", "127.0.0.1");
        client = authority.issue("somebody");
    }

    @Test
    void trustsTheAuthoritiesInAFile() throws Exception {
        TlsClient tls = tls("tls.ca-file", authority.write(directory.resolve("ca.pem")));

        handshake(tls, "localhost");

        assertThrows(IOException.class, () -> handshake(TlsClient.ofJava(), "localhost"));
        assertThrows(IOException.class, () -> handshake(tls, "elsewhere"), "the name was not looked at");
    }

    @Test
    void trustsAndShowsWhatStandsInTheSettingsThemselves() throws Exception {
        String ca = Files.readString(authority.write(directory.resolve("given-ca.pem")));
        String cert = Files.readString(client.writeCertificate(directory.resolve("given-cert.pem")));
        String key = Files.readString(client.writeKey(directory.resolve("given-key.pem")));

        TlsClient tls = tls("tls.ca", ca, "tls.cert", cert, "tls.key", key);

        handshake(tls, "localhost");
        assertEquals(client.certificate(), shown(tls));
        IOException fault = assertThrows(
                IOException.class,
                () -> tls("tls.cert", cert, "tls.key", "no key").context());
        assertTrue(
                fault.getMessage().startsWith("setting tls.key holds no private key in PEM form"), fault::getMessage);
    }

    @Test
    void trustsTheAuthoritiesInAStore() throws Exception {
        var store = java.security.KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("a", authority.certificate());
        Path file = directory.resolve("trust.p12");
        try (var out = Files.newOutputStream(file)) {
            store.store(out, "canary".toCharArray());
        }

        handshake(tls("tls.trust-store", file, "tls.trust-store-password", "canary"), "localhost");

        IOException wrong = assertThrows(
                IOException.class,
                () -> tls("tls.trust-store", file, "tls.trust-store-password", "canaryX")
                        .context());
        assertTrue(wrong.getMessage().contains("password"), wrong.getMessage());
        assertFalse(wrong.toString().contains("canaryX"));
    }

    @Test
    void checksTheNameThatTheSettingsGive() throws Exception {
        Path ca = authority.write(directory.resolve("ca.pem"));

        handshake(tls("tls.ca-file", ca, "tls.server-name", "db.example.org"), "elsewhere");

        TlsClient other = tls("tls.ca-file", ca, "tls.server-name", "db.example.com");
        IOException wrong = assertThrows(IOException.class, () -> handshake(other, "localhost"));
        assertTrue(wrong.getMessage().contains("db.example.com"), wrong.getMessage());
    }

    @Test
    void acceptsAnythingWhenToldTo() throws Exception {
        handshake(tls("tls.insecure-skip-verify", "true"), "elsewhere");
    }

    @Test
    void showsItsCertificateFromPemFiles() throws Exception {
        TlsClient tls = tls(
                "tls.cert-file", client.writeCertificate(directory.resolve("cert.pem")),
                "tls.key-file", client.writeKey(directory.resolve("key.pem")));

        assertEquals(client.certificate(), shown(tls));
    }

    @Test
    void showsItsCertificateFromAStore() throws Exception {
        TlsClient tls = tls(
                "tls.key-store",
                client.writeKeyStore(directory.resolve("key.p12"), "canary"),
                "tls.key-store-password",
                "canary");

        assertEquals(client.certificate(), shown(tls));
    }

    @Test
    void readsEachFormOfPrivateKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair rsa = generator.generateKeyPair();
        byte[] pkcs8 = rsa.getPrivate().getEncoded();
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length); // behind version, algorithm and the string's head
        PublicKey curve = KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(PUBLIC_KEY)));

        assertEquals(rsa.getPrivate(), read(TestAuthority.pem("PRIVATE KEY", pkcs8), "", rsa.getPublic()));
        assertEquals(rsa.getPrivate(), read(TestAuthority.pem("RSA PRIVATE KEY", pkcs1), "", rsa.getPublic()));
        assertTrue(KeyMatch.belongs(read(OLD_CURVE_KEY, "", curve), curve));
        assertTrue(KeyMatch.belongs(read(ENCRYPTED_KEY, "canary", curve), curve));
        assertFalse(
                KeyMatch.belongs(read(OLD_CURVE_KEY, "", curve), client.keys().getPublic()));
        IOException wrong = assertThrows(IOException.class, () -> read(ENCRYPTED_KEY, "other", curve));
        assertTrue(wrong.getMessage().contains("tls.key-password"), wrong.getMessage());
        IOException none = assertThrows(IOException.class, () -> read(ENCRYPTED_KEY, "", curve));
        assertTrue(none.getMessage().contains("set tls.key-password"), none.getMessage());
    }

    private static PrivateKey read(String pem, String password, PublicKey publicKey) throws IOException {
        return Pem.privateKey(
                new PemSource.InSetting("tls.key", pem),
                Optional.of(password).filter(text -> !text.isEmpty()),
                publicKey);
    }

    @Test
    void readsFilesAnewWhenTheyChange() throws Exception {
        Path ca = authority.write(directory.resolve("ca.pem"));
        TlsClient tls = tls("tls.ca-file", ca);
        TlsContext first = tls.context();
        assertSame(first, tls.context());

        TestAuthority.named("Another").write(ca);
        Files.setLastModifiedTime(
                ca,
                FileTime.from(Instant.ofEpochMilli(Clock.system().epochMillis()).plus(Duration.ofSeconds(5))));

        assertNotSame(first, tls.context());
        assertThrows(IOException.class, () -> handshake(tls, "localhost"));
    }

    @Test
    void saysWhichFileIsWrongAndWhatToDo() throws Exception {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing here");
        Path cert = client.writeCertificate(directory.resolve("cert.pem"));
        Path otherKey = server.writeKey(directory.resolve("other-key.pem"));
        Path broken = Files.writeString(
                directory.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Path old = Files.writeString(
                directory.resolve("old.pem"),
                OLD_CURVE_KEY.replace(
                        "KEY-----\nM", "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nM"));

        assertFault("does not exist; correct the path", "tls.ca-file", directory.resolve("absent.pem"));
        assertFault("holds no certificate in PEM form", "tls.ca-file", empty);
        assertFault("holds a certificate that cannot be read", "tls.ca-file", broken);
        assertFault("holds another key than", "tls.cert-file", cert, "tls.key-file", otherKey);
        assertFault("holds no private key in PEM form", "tls.cert-file", cert, "tls.key-file", empty);
        assertFault("OpenSSL's old encryption", "tls.cert-file", cert, "tls.key-file", old);
        assertFault("neither PKCS#12 nor JKS", "tls.key-store", empty);
    }

    @Test
    void findsWhatIsWrongWithTheSettings() {
        Settings settings =
                settings("tls.cert-file", "/a", "tls.key-store", "/b", "tls.ca-file", "/c", "tls.trust-store", "/d");

        TlsSettings.read(settings);

        List<String> faults = settings.faults().stream().map(String::valueOf).toList();
        assertEquals(3, faults.size(), faults::toString);
        assertTrue(faults.get(0).contains("t.tls.cert-file: a certificate alone proves nothing"), faults::toString);
    }

    private void assertFault(String message, Object... keysAndValues) {
        IOException fault =
                assertThrows(IOException.class, () -> tls(keysAndValues).context());
        assertTrue(fault.getMessage().contains(message), fault.getMessage());
        assertTrue(fault.getMessage().contains(directory.toString()), fault.getMessage());
    }

    private static X509Certificate shown(TlsClient tls) throws IOException {
        X509KeyManager keys = (X509KeyManager) tls.context().keyManagers().get(0);
        String alias = keys.chooseClientAlias(new String[] {"EC"}, null, null);
        return keys.getCertificateChain(alias)[0];
    }

    private static void handshake(TlsClient tls, String host) throws Exception {
        SSLContext context = server.context();
        CompletableFuture<String> served = new CompletableFuture<>();
        try (RawServer raw = RawServer.start(context.getServerSocketFactory(), (socket, number) -> {
                    ((SSLSocket) socket).startHandshake();
                    served.complete("done");
                    socket.getInputStream().read();
                });
                Socket plain = new Socket(InetAddress.getLoopbackAddress(), raw.port());
                SSLSocket secure = tls.context().over(plain, host, raw.port())) {
            secure.startHandshake();
            served.get(20, TimeUnit.SECONDS);
        }
    }

    private static TlsClient tls(Object... keysAndValues) {
        Settings settings = settings(keysAndValues);
        TlsClient tls = TlsSettings.read(settings);
        assertEquals(List.of(), settings.faults());
        return tls;
    }

    private static Settings settings(Object... keysAndValues) {
        Map<String, Settings.Value> values = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put("t." + keysAndValues[i], new Settings.Value(keysAndValues[i + 1].toString(), Origin.CODE));
        }
        return Settings.of(values, "t");
    }
}
