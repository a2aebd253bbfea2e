package dev.monitoring.spring.connection;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * What a JDBC URL says about TLS, as keys of a collector's target. The collector either speaks TLS or does not: the modes in
 * which the server may choose become plain connections. Where the URL wants the authority to be looked at, the host's name is
 * looked at too.
 *
 * @see <a href="https://jdbc.postgresql.org/documentation/ssl/">Configuring the client</a>
 */
final class PostgresTls {
    private PostgresTls() {}

    static void put(Properties url, Map<String, String> values) throws BeanReader.Unreadable {
        boolean flag = url.containsKey("ssl") && !url.getProperty("ssl").equals("false");
        String mode = url.getProperty("sslmode", flag ? "verify-full" : "prefer");
        if (mode.equals("disable") || mode.equals("allow") || mode.equals("prefer")) {
            return;
        }
        if (url.containsKey("sslfactory") && !url.getProperty("sslfactory").endsWith("LibPQFactory")) {
            throw new BeanReader.Unreadable("its URL names an sslfactory of its own");
        }
        values.put("tls.enabled", "true");
        String authority = url.getProperty("sslrootcert", "");
        boolean verifies = mode.startsWith("verify") || !authority.isEmpty();
        if (!verifies) {
            values.put("tls.insecure-skip-verify", "true"); // as the driver does with sslmode=require
        } else {
            Path usual = Path.of(System.getProperty("user.home", ""), ".postgresql", "root.crt");
            if (!authority.isEmpty()) {
                values.put("tls.ca-file", authority);
            } else if (Files.isReadable(usual)) {
                values.put("tls.ca-file", usual.toString());
            }
        }
        String certificate = url.getProperty("sslcert", "");
        String key = url.getProperty("sslkey", "");
        if (certificate.isEmpty() && key.isEmpty()) {
            return;
        }
        if (key.endsWith(".pk8") || key.endsWith(".p12") || key.isEmpty() || certificate.isEmpty()) {
            throw new BeanReader.Unreadable("its sslkey is not a PEM file beside an sslcert");
        }
        values.put("tls.cert-file", certificate);
        values.put("tls.key-file", key);
        if (url.containsKey("sslpassword")) {
            values.put("tls.key-password", url.getProperty("sslpassword"));
        }
    }
}
