package dev.monitoring.alerts.notify.http;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Takes secrets out of texts of others, which like to repeat what they were told. Immutable. */
final class Redaction {
    /** Shorter texts are no secrets, and stand in many words. */
    private static final int MIN_LENGTH = 4;

    private final List<String> secrets;

    private Redaction(List<String> secrets) {
        this.secrets = secrets;
    }

    static Redaction of(Collection<String> secrets) {
        return new Redaction(secrets.stream()
                .filter(secret -> secret.length() >= MIN_LENGTH)
                .distinct()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList());
    }

    String redact(String text) {
        String redacted = text;
        for (String secret : secrets) {
            redacted = redacted.replace(secret, "***");
        }
        return redacted;
    }
}
