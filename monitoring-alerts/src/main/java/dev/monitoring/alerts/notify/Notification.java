package dev.monitoring.alerts.notify;

import dev.monitoring.alerts.template.NotificationData;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a receiver is to be told: a group of alerts as of a moment. Immutable.
 *
 * @param groupKey names the group, also in later notifications: {@code {}/{team="db"}:{alertname="Lag"}}
 * @param data what templates see; alerts that the receiver does not want to hear of are left out
 * @param timeMillis when the group was due, in epoch milliseconds
 */
public record Notification(String groupKey, NotificationData data, long timeMillis) {
    /** Whether none of the alerts fires any more. */
    public boolean isResolved() {
        return data.status().equals("resolved");
    }

    /** What services recognise the group by: 64 hexadecimal digits, SHA-256 of the group key, as Alertmanager makes it. */
    public String deduplicationKey() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(groupKey.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
