package dev.monitoring.core.textformat;

/** What becomes of metric and label names beyond {@code [a-zA-Z0-9_:]}, which the newer formats write in quotes. */
public enum NameScheme {
    /** Names stay as they are, any UTF-8. */
    UTF8,
    /** Each character that old Prometheus servers do not know becomes an underscore, so that every name is legal. */
    UNDERSCORES;

    String metricName(String name) {
        return this == UTF8 ? name : escape(name, true);
    }

    String labelName(String name) {
        return this == UTF8 ? name : escape(name, false);
    }

    private static String escape(String name, boolean colon) {
        StringBuilder escaped = new StringBuilder(name.length());
        name.codePoints().forEach(c -> {
            boolean digit = c >= '0' && c <= '9';
            boolean legal = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || colon && c == ':';
            escaped.append(legal || digit && escaped.length() > 0 ? (char) c : '_');
        });
        return escaped.toString();
    }
}
