package dev.monitoring.alerts.alert;

import dev.monitoring.core.model.Labels;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;

/**
 * An alert as of an evaluation of its rule: who it is, what it says, and where it is in its life. Immutable. Two alerts with
 * the same labels are the same alert.
 *
 * @param labels its identity, {@link #NAME} among them
 * @param annotations what it says to people, by name; texts may be empty
 * @param value what the rule's expression yielded last, while its condition held
 * @param state where it is in its life
 */
public record Alert(Labels labels, Map<String, String> annotations, double value, AlertState state) {
    /** The label that holds the name of the rule. */
    public static final String NAME = "alertname";

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final byte SEPARATOR = (byte) 0xff;

    public Alert {
        annotations = Annotations.of(annotations);
    }

    public Alert withState(AlertState newState) {
        return newState == state ? this : new Alert(labels, annotations, value, newState);
    }

    /** The name of the rule, or the empty text. */
    public String name() {
        return labels.valueOrEmpty(NAME);
    }

    /** What Alertmanager calls this alert: 16 hexadecimal digits, made of the labels alone. */
    public String fingerprint() {
        return fingerprint(labels);
    }

    /**
     * What Alertmanager calls a set of labels: FNV-1a of 64 bits over the names and values in ascending order, a byte 0xff
     * after each.
     */
    public static String fingerprint(Labels labels) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < labels.size(); i++) {
            hash = hash(hash, labels.name(i));
            hash = hash(hash, labels.value(i));
        }
        return HexFormat.of().toHexDigits(hash);
    }

    private static long hash(long start, String text) {
        long hash = start;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b & 0xff) * FNV_PRIME;
        }
        return (hash ^ SEPARATOR & 0xff) * FNV_PRIME;
    }
}
