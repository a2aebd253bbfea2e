package dev.monitoring.alerts.template;

import java.util.List;

/** What templates can call: a function, or a method of a value, which then is the first of its values. Immutable. */
final class Function {
    /** What it computes. Gets values that its parameters have accepted. */
    @FunctionalInterface
    interface Body {
        TemplateValue apply(Run run, List<TemplateValue> values) throws Fault;
    }

    private final List<Parameter> parameters;
    /** Takes the last parameter any number of times. */
    private final boolean variadic;

    private final Body body;

    private Function(List<Parameter> parameters, boolean variadic, Body body) {
        this.parameters = parameters;
        this.variadic = variadic;
        this.body = body;
    }

    static Function of(Body body, Parameter... parameters) {
        return new Function(List.of(parameters), false, body);
    }

    /** A function that takes the last of these any number of times, or never. */
    static Function variadic(Body body, Parameter... parameters) {
        return new Function(List.of(parameters), true, body);
    }

    void checkCount(String name, int count) throws Fault {
        int fixed = variadic ? parameters.size() - 1 : parameters.size();
        if (count < fixed || count > fixed && !variadic) {
            throw Fault.execution("wrong number of args for " + name + ": want " + (variadic ? "at least " : "") + fixed
                    + " got " + count);
        }
    }

    /** The parameter that takes the value at that place. */
    Parameter parameter(int index) {
        return parameters.get(Math.min(index, parameters.size() - 1));
    }

    TemplateValue call(Run run, List<TemplateValue> values) throws Fault {
        return body.apply(run, values);
    }
}
