package dev.monitoring.core.tls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a target's settings say about TLS. Immutable.
 *
 * @param authorities PEM text of those to trust
 * @param trustStore a key store of those to trust
 * @param pair the certificate to show
 * @param keyStore a key store with the certificate to show
 * @param serverName the name the server's certificate must have, if not the host's
 * @param trustsAll whether any certificate will do
 */
record TlsFiles(
        Optional<PemSource> authorities,
        Optional<StoreFile> trustStore,
        Optional<PemPair> pair,
        Optional<StoreFile> keyStore,
        Optional<String> serverName,
        boolean trustsAll) {
    static final TlsFiles NONE = new TlsFiles(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

    /** All files that are read. */
    List<Path> all() {
        List<Path> files = new ArrayList<>();
        authorities.flatMap(PemSource::file).ifPresent(files::add);
        trustStore.ifPresent(store -> files.add(store.file()));
        pair.ifPresent(pem -> {
            pem.certificate().file().ifPresent(files::add);
            pem.key().file().ifPresent(files::add);
        });
        keyStore.ifPresent(store -> files.add(store.file()));
        return files;
    }
}
