package dev.monitoring.collectors.probe;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts whom another trusts, and remembers the certificates it was shown before that one is asked, so that those of a server
 * which is not trusted are known as well. Confined to the thread of one handshake.
 */
final class ChainWitness extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager trust;
    private List<X509Certificate> chain = List.of();

    ChainWitness(X509ExtendedTrustManager trust) {
        this.trust = trust;
    }

    /** What the server showed, its own certificate first; empty before it did. */
    List<X509Certificate> chain() {
        return chain;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String authType) throws CertificateException {
        chain = List.of(shown);
        trust.checkServerTrusted(shown, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String authType, Socket socket)
            throws CertificateException {
        chain = List.of(shown);
        trust.checkServerTrusted(shown, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String authType, SSLEngine engine)
            throws CertificateException {
        chain = List.of(shown);
        trust.checkServerTrusted(shown, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String authType) throws CertificateException {
        throw new CertificateException("a probe has no clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("a probe has no clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("a probe has no clients");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trust.getAcceptedIssuers();
    }
}
