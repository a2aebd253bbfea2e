package dev.monitoring.alerts.template;

/** Nothing: {@code nil}, and what is not there. */
final class NilValue extends TemplateValue {
    static final NilValue NIL = new NilValue();

    private NilValue() {}

    @Override
    String type() {
        return "<nil>";
    }

    @Override
    Kind kind() {
        return Kind.NIL;
    }

    @Override
    boolean isTrue() {
        return false;
    }

    @Override
    void format(Printer printer, int verb, int depth) throws Fault {
        printer.nil(verb, depth);
    }

    @Override
    void toJson(JsonText json, int depth) throws Fault {
        json.raw("null");
    }

    @Override
    TemplateValue field(String name, MissingKey missingKey) throws Fault {
        if (missingKey == MissingKey.ERROR) {
            throw Fault.execution("nil data; no entry for key " + Fault.quoted(name));
        }
        return this;
    }

    @Override
    TemplateValue at(TemplateValue index) throws Fault {
        throw Fault.execution("index of nil; test with if or with before");
    }

    @Override
    long length() throws Fault {
        throw Fault.execution("len of nil; test with if or with before");
    }

    @Override
    TemplateValue part(int from, int to) throws Fault {
        throw Fault.execution("slice of untyped nil; test with if or with before");
    }
}
