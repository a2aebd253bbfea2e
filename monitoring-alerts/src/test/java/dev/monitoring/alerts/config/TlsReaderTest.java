package dev.monitoring.alerts.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.alerts.yaml.YamlReader;
import dev.monitoring.alerts.yaml.YamlValue;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.tls.TlsClient;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TlsReaderTest {
    private final Faults faults = new Faults();

    private TlsClient read(String text) {
        return YamlReader.parse(text, "a.yml", faults)
                .flatMap(YamlValue::map)
                .map(map -> TlsReader.read(map, new SecretReader(name -> null, Path.of("/etc/alerts"))))
                .orElseThrow();
    }

    private List<String> told() {
        return faults.sorted().stream().map(Fault::toString).toList();
    }

    @Test
    void findsFilesFromTheFolderOfTheConfiguration() {
        TlsClient client = read("{ca_file: ca.pem, cert_file: /x/c.pem, key_file: k.pem, server_name: mail}");

        assertEquals(List.of(), told());
        assertEquals("ca_file", client.keys().authority(), "faults name the keys of the file");
        assertEquals("TlsClient[/etc/alerts/ca.pem, /x/c.pem, /etc/alerts/k.pem]", client.toString());
    }

    @Test
    void tellsWhatIsMissingAndWhatIsNotSupported() {
        read("""
                cert_file: c.pem
                min_version: TLS12
                ca: "-----BEGIN"
                sever_name: mail
                insecure_skip_verify: maybe
                """);

        assertEquals(
                List.of(
                        "a.yml:1:12: cert_file: a certificate alone proves nothing; set key_file too",
                        "a.yml:2:14: min_version: is not supported; Java's own choice holds, remove it",
                        "a.yml:3:5: ca: is not supported; name a file with ca_file",
                        "a.yml:4:1: \"sever_name\" is not a key of tls_config; did you mean \"server_name\"?",
                        "a.yml:5:23: insecure_skip_verify: \"maybe\" is neither true nor false; use one of them"),
                told());
    }
}
