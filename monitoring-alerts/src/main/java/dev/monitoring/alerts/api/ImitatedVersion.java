package dev.monitoring.alerts.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the API says of itself to programs that ask for Alertmanager's version. */
final class ImitatedVersion {
    /** Which version's API is imitated, and that it is none. */
    static final Map<String, String> FIELDS = fields();

    private ImitatedVersion() {}

    private static Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("branch", "monitoring");
        fields.put("buildDate", "");
        fields.put("buildUser", "monitoring");
        fields.put("goVersion", "none");
        fields.put("revision", "not Alertmanager, its API");
        fields.put("version", "0.25.0");
        return Collections.unmodifiableMap(fields);
    }
}
