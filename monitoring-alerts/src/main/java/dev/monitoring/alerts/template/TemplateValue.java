package dev.monitoring.alerts.template;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value that a template sees: text, number, truth, time, list, map, record, or nothing. Immutable and thread-safe.
 *
 * <p>Each value bears the name of the Go type that it has in Prometheus and Alertmanager, because templates show it: in
 * {@code printf "%T"}, in complaints such as <code>%!d(string=hi)</code>, and in which functions take the value. Text is
 * Unicode: where Go would cut a character apart, half of it becomes U+FFFD.
 */
public abstract sealed class TemplateValue
        permits BoolValue, FloatValue, IntValue, ListValue, MapValue, NilValue, RecordValue, TextValue, TimeValue {
    /** What kind of type it is, as far as the language cares. */
    enum Kind {
        NIL,
        BOOL,
        INT,
        UINT,
        FLOAT,
        TEXT,
        MAP,
        LIST,
        STRUCT
    }

    TemplateValue() {}

    /** Nothing. */
    public static TemplateValue nil() {
        return NilValue.NIL;
    }

    public static TemplateValue of(String text) {
        return text.isEmpty() ? TextValue.EMPTY : TextValue.of(TextValue.STRING, text);
    }

    public static TemplateValue of(long number) {
        return new IntValue(IntValue.INT, number);
    }

    public static TemplateValue of(double number) {
        return new FloatValue(number);
    }

    public static TemplateValue of(boolean truth) {
        return truth ? BoolValue.TRUE : BoolValue.FALSE;
    }

    /** A time, in UTC. */
    public static TemplateValue of(Instant time) {
        return TimeValue.utc(time);
    }

    /** A map of texts, such as labels; a missing key is the empty text, where missing keys are empty values. */
    public static TemplateValue of(Map<String, String> texts) {
        return MapValue.ofTexts(MapValue.TEXTS, texts);
    }

    /** A map of any values; a missing key is nothing. */
    public static TemplateValue map(Map<String, TemplateValue> values) {
        return MapValue.of(MapValue.ANYTHING, values);
    }

    /** A list of texts. */
    public static TemplateValue texts(List<String> texts) {
        return ListValue.ofTexts(texts);
    }

    /** A list of any values. */
    public static TemplateValue list(List<TemplateValue> values) {
        return ListValue.of(ListValue.ANYTHING, values);
    }

    /**
     * A record: named fields in their order. Another name in a template is an error, not a missing key.
     *
     * @param type its name in messages
     */
    public static TemplateValue record(String type, Map<String, TemplateValue> fields) {
        return new RecordValue(type, fields);
    }

    /** The name of its Go type. */
    abstract String type();

    abstract Kind kind();

    /** Whether {@code if} takes it for true: all but false, zero, nothing and what is empty. */
    abstract boolean isTrue();

    /** Writes it as {@code printf} does, where the verb does not ask for its type and it has no text of its own. */
    abstract void format(Printer printer, int verb, int depth) throws Fault;

    abstract void toJson(JsonText json, int depth) throws Fault;

    /** The field or key of that name, or null where neither can be there. */
    @Nullable
    TemplateValue field(String name, MissingKey missingKey) throws Fault {
        return null;
    }

    /** What {@code index} gives. */
    TemplateValue at(TemplateValue index) throws Fault {
        throw Fault.execution("can't index item of type " + type() + "; index takes lists, maps and texts");
    }

    /** What {@code len} gives. */
    long length() throws Fault {
        throw Fault.execution("len of type " + type() + "; len takes lists, maps and texts");
    }

    /** What {@code slice} gives, for indices that are in order. */
    TemplateValue part(int from, int to) throws Fault {
        throw Fault.execution("can't slice item of type " + type() + "; slice takes lists and texts");
    }

    /** Whether {@code eq} may look at it. */
    boolean isComparable() {
        return true;
    }

    /** What a pointer points to; the value itself, where it is none. */
    TemplateValue target() {
        return this;
    }

    /** The text that its type gives it, as Go's {@code String} methods do. */
    final @Nullable String ownText(Run run) throws Fault {
        Function method = Methods.of(type()).get(Methods.STRING);
        return method == null ? null : method.call(run, List.of(this)).text();
    }

    /** Its text; for values that are known to be texts. */
    String text() {
        throw new IllegalStateException(type() + " is no text");
    }

    /** A list index as Java has it. */
    static int checkedIndex(TemplateValue index, int size) throws Fault {
        if (!(index instanceof IntValue number)) {
            throw Fault.execution("cannot index slice/array with "
                    + (index.kind() == Kind.NIL ? "nil" : "type " + index.type()) + "; an index is a whole number");
        }
        if (number.value() < 0 || number.value() >= size) {
            throw Fault.execution("index out of range: " + number.value() + " of " + size);
        }
        return (int) number.value();
    }

    static List<TemplateValue> ofAll(List<String> texts) {
        List<TemplateValue> values = new ArrayList<>(texts.size());
        texts.forEach(text -> values.add(of(text)));
        return values;
    }
}
