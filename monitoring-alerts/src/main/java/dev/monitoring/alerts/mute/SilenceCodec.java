package dev.monitoring.alerts.mute;

import dev.monitoring.alerts.journal.EntryReader;
import dev.monitoring.alerts.journal.EntryWriter;
import dev.monitoring.alerts.matcher.LabelMatcher;
import dev.monitoring.alerts.matcher.Matchers;
import dev.monitoring.core.model.Matcher.Operator;
import java.util.ArrayList;
import java.util.List;

/**
 * A silence as the value of an entry whose key is its id: version 1, start, end, last change, creator, comment, the number of
 * matchers, and of each its name, sign and value. Stateless.
 */
final class SilenceCodec {
    static final String KIND = "silence";

    private static final int VERSION = 1;

    private SilenceCodec() {}

    static byte[] write(Silence silence) {
        EntryWriter writer = new EntryWriter()
                .number(VERSION)
                .number(silence.startsAtMillis())
                .number(silence.endsAtMillis())
                .number(silence.updatedAtMillis())
                .text(silence.createdBy())
                .text(silence.comment())
                .number(silence.matchers().list().size());
        for (LabelMatcher matcher : silence.matchers().list()) {
            writer.text(matcher.name()).text(matcher.operator().sign()).text(matcher.value());
        }
        return writer.bytes();
    }

    /**
     * The silence with an id.
     *
     * @throws IllegalArgumentException if the value is none
     */
    static Silence read(String id, EntryReader reader) {
        reader.version(VERSION);
        long starts = reader.number();
        long ends = reader.number();
        long updated = reader.number();
        String createdBy = reader.text();
        String comment = reader.text();
        List<LabelMatcher> matchers = new ArrayList<>();
        for (int left = reader.count(); left > 0; left--) {
            matchers.add(LabelMatcher.of(reader.text(), operator(reader.text()), reader.text()));
        }
        return new Silence(id, new Matchers(matchers), starts, ends, createdBy, comment, updated);
    }

    private static Operator operator(String sign) {
        for (Operator operator : Operator.values()) {
            if (operator.sign().equals(sign)) {
                return operator;
            }
        }
        throw new IllegalArgumentException("\"" + sign + "\" is no operator");
    }
}
