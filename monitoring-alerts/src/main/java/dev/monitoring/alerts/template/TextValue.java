package dev.monitoring.alerts.template;

import java.nio.charset.StandardCharsets;

/** A text. */
final class TextValue extends TemplateValue {
    static final String STRING = "string";
    /** Text marked as harmless in HTML. */
    static final String HTML = "template.HTML";
    /** Text marked as a harmless address. */
    static final String URL = "template.URL";

    static final TextValue EMPTY = new TextValue(STRING, "");

    private final String type;
    private final String text;

    private TextValue(String type, String text) {
        this.type = type;
        this.text = text;
    }

    static TextValue of(String type, String text) {
        return new TextValue(type, text);
    }

    @Override
    String text() {
        return text;
    }

    @Override
    String type() {
        return type;
    }

    @Override
    Kind kind() {
        return Kind.TEXT;
    }

    @Override
    boolean isTrue() {
        return !text.isEmpty();
    }

    @Override
    void format(Printer printer, int verb, int depth) throws Fault {
        printer.text(this, text, verb);
    }

    @Override
    void toJson(JsonText json, int depth) throws Fault {
        json.text(text);
    }

    // Go's texts are bytes of UTF-8, and so these three count bytes.

    @Override
    TemplateValue at(TemplateValue index) throws Fault {
        byte[] bytes = GoText.bytes(text);
        return IntValue.of(IntValue.BYTE, bytes[checkedIndex(index, bytes.length)] & 0xff);
    }

    @Override
    long length() {
        return GoText.byteCount(text);
    }

    @Override
    TemplateValue part(int from, int to) {
        return of(type, new String(GoText.bytes(text), from, to - from, StandardCharsets.UTF_8));
    }
}
