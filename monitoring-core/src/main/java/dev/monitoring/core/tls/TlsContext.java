package dev.monitoring.core.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Keys and trust, loaded. Immutable and thread-safe.
 *
 * <p>For clients that take an {@link SSLContext} or its parts: where {@link #serverName} is present, the trust manager itself
 * checks that the certificate has that name, and the client need not; else the client must be told to check the host's name
 * ({@link #prepare} does so), unless {@link #verifies} is false.
 */
public final class TlsContext {
    private final SSLContext sslContext;
    private final List<KeyManager> keyManagers;
    private final X509ExtendedTrustManager trustManager;
    private final Optional<String> serverName;
    private final boolean verifies;

    private TlsContext(TlsFiles files, List<KeyManager> keyManagers, X509ExtendedTrustManager trustManager)
            throws GeneralSecurityException {
        this.keyManagers = List.copyOf(keyManagers);
        this.trustManager = trustManager;
        this.serverName = files.serverName();
        this.verifies = !files.trustsAll();
        this.sslContext = newContext(trustManager);
    }

    static TlsContext load(TlsFiles files) throws IOException {
        List<KeyManager> keys = TlsLoader.keyManagers(files);
        X509ExtendedTrustManager trust = TlsLoader.trustManager(files);
        try {
            return new TlsContext(files, keys, trust);
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java has no TLS: " + e.getMessage(), e);
        }
    }

    /** A context with these keys and this trust. */
    public SSLContext sslContext() {
        return sslContext;
    }

    /** A context with these keys and another trust, for those who look at certificates themselves. */
    public SSLContext newContext(TrustManager trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                keyManagers.isEmpty() ? null : keyManagers.toArray(new KeyManager[0]),
                new TrustManager[] {trust},
                null);
        return context;
    }

    /** Those that hold the certificate to show; empty where there is none. */
    public List<KeyManager> keyManagers() {
        return keyManagers;
    }

    /** Says whom to trust. */
    public X509ExtendedTrustManager trustManager() {
        return trustManager;
    }

    /** The name that the server's certificate must have, where it is not that of the host. */
    public Optional<String> serverName() {
        return serverName;
    }

    /** Whether the server's certificate is looked at. */
    public boolean verifies() {
        return verifies;
    }

    /** Sets the name to ask the server for, and that its certificate must have it. */
    public void prepare(SSLParameters parameters, String host) {
        String name = serverName.orElse(host);
        if (!isAddress(name)) {
            try {
                parameters.setServerNames(List.of(new SNIHostName(name)));
            } catch (IllegalArgumentException e) {
                // A name with an underscore cannot be asked for; the server then shows its default certificate.
            }
        }
        if (verifies) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
    }

    /**
     * TLS over a connected socket. The handshake is the caller's to start; closing the result closes {@code socket}.
     *
     * @param host the host as it stands in the address
     */
    public SSLSocket over(Socket socket, String host, int port) throws IOException {
        return over(sslContext, socket, host, port);
    }

    /** The same with a context of {@link #newContext}. */
    public SSLSocket over(SSLContext context, Socket socket, String host, int port) throws IOException {
        SSLSocket secure =
                (SSLSocket) context.getSocketFactory().createSocket(socket, serverName.orElse(host), port, true);
        SSLParameters parameters = secure.getSSLParameters();
        prepare(parameters, host);
        secure.setSSLParameters(parameters);
        return secure;
    }

    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    }
}
