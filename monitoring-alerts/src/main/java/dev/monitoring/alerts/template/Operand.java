package dev.monitoring.alerts.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a command: what stands alone, or is called, or is given to a call. Immutable. */
sealed interface Operand {
    /** The index of its first character in the template. */
    int offset();

    /** As it stands in the template, for messages. */
    String text();

    /** The value as the first word of a command, to which the others and the value before it are given. */
    TemplateValue evaluate(Run run, TemplateValue dot, Arguments arguments) throws Fault;

    /** The value as an argument. */
    default TemplateValue argument(Run run, TemplateValue dot, Parameter parameter) throws Fault {
        TemplateValue value = evaluate(run, dot, Arguments.NONE);
        run.at(offset());
        return parameter.accept(value);
    }

    /** Whether a value may be piped into it. */
    default boolean isExecutable() {
        return false;
    }

    /**
     * What a command is given.
     *
     * @param last the value piped into it, null where there is none
     */
    record Arguments(List<Operand> operands, @Nullable TemplateValue last) {
        static final Arguments NONE = new Arguments(List.of(), null);

        boolean isEmpty() {
            return operands.isEmpty() && last == null;
        }

        int count() {
            return operands.size() + (last == null ? 0 : 1);
        }

        void refuseFor(Operand word) throws Fault {
            if (!isEmpty()) {
                throw Fault.execution("can't give argument to non-function " + Fault.quoted(word.text())
                        + "; only functions and methods take some");
            }
        }
    }

    /** {@code .} */
    record Dot(int offset) implements Operand {
        @Override
        public String text() {
            return ".";
        }

        @Override
        public TemplateValue evaluate(Run run, TemplateValue dot, Arguments arguments) throws Fault {
            arguments.refuseFor(this);
            return dot;
        }
    }

    /** {@code nil}, which is an argument only. */
    record Nil(int offset) implements Operand {
        @Override
        public String text() {
            return "nil";
        }

        @Override
        public TemplateValue evaluate(Run run, TemplateValue dot, Arguments arguments) throws Fault {
            throw Fault.execution("nil is not a command; give it to a function, as eq .X nil");
        }

        @Override
        public TemplateValue argument(Run run, TemplateValue dot, Parameter parameter) throws Fault {
            run.at(offset);
            return parameter.accept(NilValue.NIL);
        }
    }

    /** A truth or a text. */
    record Constant(int offset, String text, TemplateValue value) implements Operand {
        @Override
        public TemplateValue evaluate(Run run, TemplateValue dot, Arguments arguments) throws Fault {
            arguments.refuseFor(this);
            return value;
        }
    }

    /** A number, whose type depends on who takes it. */
    record Numeral(int offset, NumberLiteral literal) implements Operand {
        @Override
        public String text() {
            return literal.text();
        }

        @Override
        public TemplateValue evaluate(Run run, TemplateValue dot, Arguments arguments) throws Fault {
            arguments.refuseFor(this);
            return literal.value();
        }

        @Override
        public TemplateValue argument(Run run, TemplateValue dot, Parameter parameter) throws Fault {
            run.at(offset);
            return parameter.accept(literal);
        }
    }

    /** {@code .A.B}: fields of the dot. */
    record Field(int offset, List<String> names) implements Operand {
        @Override
        public String text() {
            return "." + String.join(".", names);
        }

        @Override
        public TemplateValue evaluate(Run run, TemplateValue dot, Arguments arguments) throws Fault {
            run.at(offset);
            return run.fields(dot, dot, names, arguments);
        }

        @Override
        public boolean isExecutable() {
            return true;
        }
    }

    /** {@code $x.A.B}: a variable, or fields of it. */
    record Variable(int offset, String name, List<String> names) implements Operand {
        @Override
        public String text() {
            return names.isEmpty() ? name : name + "." + String.join(".", names);
        }

        @Override
        public TemplateValue evaluate(Run run, TemplateValue dot, Arguments arguments) throws Fault {
            run.at(offset);
            TemplateValue value = run.variable(name);
            if (names.isEmpty()) {
                arguments.refuseFor(this);
                return value;
            }
            return run.fields(value, dot, names, arguments);
        }

        @Override
        public boolean isExecutable() {
            return true;
        }
    }

    /** {@code (…).A.B}: fields of what something gives. */
    record Chain(int offset, Operand of, List<String> names) implements Operand {
        @Override
        public String text() {
            return of.text() + "." + String.join(".", names);
        }

        @Override
        public TemplateValue evaluate(Run run, TemplateValue dot, Arguments arguments) throws Fault {
            TemplateValue value = of.argument(run, dot, Parameter.ANY);
            run.at(offset);
            return run.fields(value, dot, names, arguments);
        }

        @Override
        public boolean isExecutable() {
            return true;
        }
    }

    /** The name of a function. */
    record Call(int offset, String name, Function function) implements Operand {
        @Override
        public String text() {
            return name;
        }

        @Override
        public TemplateValue evaluate(Run run, TemplateValue dot, Arguments arguments) throws Fault {
            run.at(offset);
            if (name.equals("and") || name.equals("or")) {
                return run.shortCircuit(function, name, dot, arguments);
            }
            return run.call(function, name, null, dot, arguments);
        }

        @Override
        public boolean isExecutable() {
            return true;
        }
    }

    /** A pipeline in parentheses. */
    record Nested(int offset, Pipeline pipeline) implements Operand {
        @Override
        public String text() {
            return "(…)";
        }

        @Override
        public TemplateValue evaluate(Run run, TemplateValue dot, Arguments arguments) throws Fault {
            arguments.refuseFor(this);
            run.enter();
            TemplateValue value = pipeline.evaluate(run, dot);
            run.leave();
            return value;
        }

        @Override
        public boolean isExecutable() {
            return true;
        }
    }
}
