package dev.monitoring.alerts.notify.webhook;

import java.time.Instant;

/** Times as Go's RFC3339Nano writes them in UTC: {@code 2024-01-02T03:04:05.6Z}, without zeros at the end. Stateless. */
final class GoTime {
    private GoTime() {}

    static String of(Instant time) {
        String text = time.toString();
        int point = text.indexOf('.');
        if (point < 0) {
            return text;
        }
        int end = text.length() - 1;
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return text.substring(0, end) + "Z";
    }
}
