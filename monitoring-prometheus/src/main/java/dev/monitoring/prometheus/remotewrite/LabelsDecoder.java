package dev.monitoring.prometheus.remotewrite;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Names;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** Turns the label fields of a series into labels, and refuses those that can be none. Confined to one thread. */
final class LabelsDecoder {
    // message Label { string name = 1; string value = 2; }
    private static final int NAME = 1;
    private static final int VALUE = 2;
    private static final int MAX_SHOWN_CHARS = 100;

    private final ReceiverLimits limits;
    private final ProtobufCursor fields = new ProtobufCursor();
    private final ProtobufCursor label = new ProtobufCursor();
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();

    LabelsDecoder(ReceiverLimits limits) {
        this.limits = limits;
    }

    /**
     * The labels between two indices, sorted or not. Labels with an empty value count as absent.
     *
     * @throws MalformedRequestException if they have no metric name, a name twice or none, or are too many or too long
     */
    Labels decode(byte[] bytes, int from, int to) throws MalformedRequestException {
        Labels.Builder labels = Labels.builder();
        fields.reset(bytes, from, to);
        int count = 0;
        while (fields.next()) {
            int end = fields.length() + fields.position();
            if (++count > limits.labels()) {
                throw new MalformedRequestException("a series has more than " + limits.labels() + " labels: "
                        + labels.build().metricName() + "…; send fewer");
            }
            decodeLabel(bytes, fields.position(), end, labels);
            fields.skipTo(end);
        }
        Labels decoded = labels.build();
        if (decoded.metricName().isEmpty()) {
            throw new MalformedRequestException(
                    "series " + shown(decoded.toString()) + " has no metric name; give it the label __name__");
        }
        return decoded;
    }

    private void decodeLabel(byte[] bytes, int from, int to, Labels.Builder labels) throws MalformedRequestException {
        String name = "";
        String value = "";
        label.reset(bytes, from, to);
        while (label.next()) {
            if (label.is(NAME, ProtobufCursor.BYTES)) {
                name = text(bytes, label.length(), label, limits.labelNameBytes(), "a label name");
            } else if (label.is(VALUE, ProtobufCursor.BYTES)) {
                value = text(bytes, label.length(), label, limits.labelValueBytes(), "the value of a label");
            } else {
                label.skip();
            }
        }
        try {
            labels.add(name, value);
        } catch (IllegalArgumentException e) {
            throw new MalformedRequestException(shown(String.valueOf(e.getMessage())));
        }
    }

    /** Reads the field at the cursor as text. */
    String text(byte[] bytes, int length, ProtobufCursor cursor, int maxBytes, String what)
            throws MalformedRequestException {
        int from = cursor.position();
        if (length > maxBytes) {
            throw new MalformedRequestException(
                    what + " has " + length + " bytes, more than " + maxBytes + "; shorten it at the sender");
        }
        cursor.skipTo(from + length);
        for (int i = from; i < from + length; i++) {
            if (bytes[i] < 0) {
                return utf8Text(bytes, from, length, what);
            }
        }
        return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }

    private String utf8Text(byte[] bytes, int from, int length, String what) throws MalformedRequestException {
        try {
            return utf8.decode(ByteBuffer.wrap(bytes, from, length)).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedRequestException(what + " is not valid UTF-8: "
                    + shown(Names.quote(new String(bytes, from, length, StandardCharsets.UTF_8))));
        }
    }

    /** Text for a message: printable, and not long. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(MAX_SHOWN_CHARS).forEach(c -> {
            if (Character.isISOControl(c)) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return text.length() > MAX_SHOWN_CHARS ? shown.append('…').toString() : shown.toString();
    }
}
