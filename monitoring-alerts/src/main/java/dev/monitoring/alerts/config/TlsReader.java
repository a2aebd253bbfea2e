package dev.monitoring.alerts.config;

import dev.monitoring.alerts.yaml.YamlMap;
import dev.monitoring.alerts.yaml.YamlValue;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.tls.TlsClient;
import dev.monitoring.core.tls.TlsKeys;
import dev.monitoring.core.tls.TlsSettings;
import java.nio.file.InvalidPathException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code tls_config} as Alertmanager and Prometheus have it. Stateless. */
public final class TlsReader {
    private static final String PREFIX = "tls_config";
    private static final TlsKeys KEYS = new TlsKeys("ca_file", "server_name", "cert_file", "key_file");
    private static final List<String> UNSUPPORTED = List.of("ca", "cert", "key", "min_version", "max_version");

    private TlsReader() {}

    /**
     * Our side of TLS as a map says; what is wrong with it is a fault there. Reads no file.
     *
     * @param map what stands under {@code tls_config}
     * @param secrets knows where relative files are
     */
    public static TlsClient read(YamlMap map, SecretReader secrets) {
        Map<String, Settings.Value> values = new HashMap<>();
        boolean certificate = file(map, "cert_file", "tls.cert-file", secrets, values);
        boolean key = file(map, "key_file", "tls.key-file", secrets, values);
        if (certificate && !key) {
            map.get("cert_file").ifPresent(v -> v.fault("a certificate alone proves nothing; set key_file too"));
            values.clear();
        }
        if (key && !certificate) {
            map.get("key_file")
                    .ifPresent(v -> v.fault("a key without its certificate is of no use; set cert_file too"));
            values.clear();
        }
        file(map, "ca_file", "tls.ca-file", secrets, values);
        map.text("server_name").ifPresent(name -> put(values, "tls.server-name", name));
        map.flag("insecure_skip_verify")
                .ifPresent(skip -> put(values, "tls.insecure-skip-verify", String.valueOf(skip)));
        for (String name : UNSUPPORTED) {
            map.get(name).ifPresent(value -> value.fault("is not supported; " + remedy(name)));
        }
        map.refuseOthers(PREFIX);
        return TlsSettings.read(Settings.of(values, PREFIX)).namedBy(KEYS);
    }

    private static String remedy(String key) {
        return key.endsWith("version") ? "Java's own choice holds, remove it" : "name a file with " + key + "_file";
    }

    private static boolean file(
            YamlMap map, String key, String setting, SecretReader secrets, Map<String, Settings.Value> values) {
        Optional<YamlValue> value = map.get(key);
        Optional<String> name = value.flatMap(YamlValue::text).filter(text -> !text.isBlank());
        if (name.isEmpty()) {
            return false;
        }
        try {
            put(values, setting, secrets.file(name.get()).toString());
            return true;
        } catch (InvalidPathException e) {
            value.get().fault("\"" + name.get() + "\" is not a path: " + e.getReason());
            return false;
        }
    }

    private static void put(Map<String, Settings.Value> values, String setting, String text) {
        values.put(PREFIX + "." + setting, new Settings.Value(text, Origin.CODE));
    }
}
