package dev.monitoring.collectors.probe;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.X509TrustManager;

/** The way from a server's certificate to an authority that is trusted. Holds no state. */
final class VerifiedChain {
    private VerifiedChain() {}

    /** The certificates on the way, both ends included; empty where there is no way. */
    static List<X509Certificate> of(List<X509Certificate> shown, X509TrustManager trust) {
        X509Certificate own = shown.get(0);
        Set<TrustAnchor> anchors = new HashSet<>();
        for (X509Certificate issuer : trust.getAcceptedIssuers()) {
            if (issuer.equals(own)) {
                return List.of(own);
            }
            anchors.add(new TrustAnchor(issuer, null));
        }
        if (anchors.isEmpty()) {
            return List.of();
        }
        try {
            X509CertSelector wanted = new X509CertSelector();
            wanted.setCertificate(own);
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, wanted);
            parameters.setRevocationEnabled(false);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(shown)));
            PKIXCertPathBuilderResult built = (PKIXCertPathBuilderResult)
                    CertPathBuilder.getInstance("PKIX").build(parameters);
            List<X509Certificate> way = new ArrayList<>();
            for (Certificate certificate : built.getCertPath().getCertificates()) {
                way.add((X509Certificate) certificate);
            }
            way.add(built.getTrustAnchor().getTrustedCert());
            return way;
        } catch (GeneralSecurityException e) {
            return List.of(); // trusted by rules of its own: there is no chain to tell of
        }
    }
}
