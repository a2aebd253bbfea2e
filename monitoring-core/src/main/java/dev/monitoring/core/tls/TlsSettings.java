package dev.monitoring.core.tls;

import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The keys {@code tls.…} of a target. A collector puts {@link #all} into its target settings, and {@link #ENABLED} as well
 * where no address says whether to speak TLS. Immutable.
 */
public final class TlsSettings {
    /** For targets without a URL whose scheme would say so. */
    public static final Setting<Boolean> ENABLED =
            Setting.flag("tls.enabled", false, "Whether to speak TLS with the server.");

    private static final Setting<String> CA_FILE = Setting.text(
            "tls.ca-file", null, "A PEM file of the authorities to trust; by default those that Java trusts.");
    private static final Setting<String> CA = Setting.text(
            "tls.ca",
            null,
            "The authorities to trust as PEM text, -----BEGIN CERTIFICATE----- and so on; instead of a file.");
    private static final Setting<String> CERT = Setting.text(
            "tls.cert", null, "The certificate to show as PEM text, its chain behind it; instead of tls.cert-file.");
    private static final Setting<String> KEY =
            Setting.secret("tls.key", "The private key of tls.cert as PEM text; instead of tls.key-file.");
    private static final Setting<String> CERT_FILE =
            Setting.text("tls.cert-file", null, "A PEM file of the certificate to show, its chain behind it.");
    private static final Setting<String> KEY_FILE =
            Setting.text("tls.key-file", null, "A PEM file of the private key of tls.cert-file.");
    private static final Setting<String> KEY_PASSWORD =
            Setting.secret("tls.key-password", "Opens tls.key-file where it is encrypted.");
    private static final Setting<String> KEY_STORE = Setting.text(
            "tls.key-store",
            null,
            "A key store file, PKCS#12 or JKS, with the certificate to show and its key; instead of PEM files.");
    private static final Setting<String> KEY_STORE_PASSWORD =
            Setting.secret("tls.key-store-password", "Opens tls.key-store and the key in it.");
    private static final Setting<String> TRUST_STORE = Setting.text(
            "tls.trust-store", null, "A key store file with the authorities to trust; instead of tls.ca-file.");
    private static final Setting<String> TRUST_STORE_PASSWORD =
            Setting.secret("tls.trust-store-password", "Opens tls.trust-store.");
    private static final Setting<String> SERVER_NAME = Setting.text(
            "tls.server-name", null, "The name in the server's certificate; by default the host of the address.");
    private static final Setting<Boolean> INSECURE_SKIP_VERIFY = Setting.flag(
            "tls.insecure-skip-verify",
            false,
            "Whether to talk to whoever answers, with whatever certificate; for trying out only.");

    private static final List<Setting<?>> ALL = List.of(
            CA,
            CA_FILE,
            CERT,
            CERT_FILE,
            KEY,
            KEY_FILE,
            KEY_PASSWORD,
            KEY_STORE,
            KEY_STORE_PASSWORD,
            TRUST_STORE,
            TRUST_STORE_PASSWORD,
            SERVER_NAME,
            INSECURE_SKIP_VERIFY);

    private TlsSettings() {}

    /** All keys but {@link #ENABLED}, for a factory's target settings. */
    public static List<Setting<?>> all() {
        return ALL;
    }

    /** Whether a section sets any of the keys. */
    public static boolean isSet(Settings target) {
        return ALL.stream().anyMatch(target::isSet);
    }

    /**
     * What a target's section says. Reads no file; what is wrong with the section is recorded there as faults.
     *
     * @param target the section of one target
     */
    public static TlsClient read(Settings target) {
        Optional<PemSource> certificate = pem(target, CERT, CERT_FILE);
        Optional<PemSource> key = pem(target, KEY, KEY_FILE);
        Optional<Path> keyStore = path(target, KEY_STORE);
        if (certificate.isPresent() && key.isEmpty()) {
            target.fault(set(target, CERT, CERT_FILE), "a certificate alone proves nothing; set tls.key-file too");
        }
        if (key.isPresent() && certificate.isEmpty()) {
            target.fault(
                    set(target, KEY, KEY_FILE), "a key without its certificate is of no use; set tls.cert-file too");
        }
        if (keyStore.isPresent() && certificate.isPresent()) {
            target.fault(KEY_STORE, set(target, CERT, CERT_FILE).key() + " is set as well; keep one of the two");
        }
        Optional<PemSource> authorities = pem(target, CA, CA_FILE);
        Optional<Path> trustStore = path(target, TRUST_STORE);
        if (authorities.isPresent() && trustStore.isPresent()) {
            target.fault(TRUST_STORE, set(target, CA, CA_FILE).key() + " is set as well; keep one of the two");
        }
        return new TlsClient(new TlsFiles(
                authorities,
                trustStore.map(file -> new StoreFile(file, password(target, TRUST_STORE_PASSWORD))),
                certificate.flatMap(cert -> key.map(from -> new PemPair(cert, from, password(target, KEY_PASSWORD)))),
                keyStore.map(file -> new StoreFile(file, password(target, KEY_STORE_PASSWORD))),
                target.find(SERVER_NAME).filter(name -> !name.isBlank()),
                target.get(INSECURE_SKIP_VERIFY)));
    }

    private static Optional<PemSource> pem(Settings target, Setting<String> text, Setting<String> file) {
        Optional<PemSource> given =
                target.find(text).filter(pem -> !pem.isBlank()).map(pem -> new PemSource.InSetting(text.key(), pem));
        Optional<PemSource> read = path(target, file).map(PemSource.InFile::new);
        if (given.isPresent() && read.isPresent()) {
            target.fault(file, text.key() + " is set as well; keep one of the two");
        }
        return given.or(() -> read);
    }

    private static Setting<String> set(Settings target, Setting<String> text, Setting<String> file) {
        return target.isSet(text) ? text : file;
    }

    private static Optional<Path> path(Settings target, Setting<String> setting) {
        Optional<String> text = target.find(setting).filter(file -> !file.isBlank());
        try {
            return text.map(Path::of);
        } catch (InvalidPathException e) {
            target.fault(setting, "\"" + text.orElseThrow() + "\" is not a path: " + e.getReason());
            return Optional.empty();
        }
    }

    private static Optional<String> password(Settings target, Setting<String> setting) {
        return target.find(setting);
    }
}
