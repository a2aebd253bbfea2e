package dev.monitoring.alerts.template;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of a template's body. Immutable. */
sealed interface Statement {
    /** How a body goes on behind a statement. */
    enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    Flow run(Run run, TemplateValue dot) throws Fault;

    /** Runs one after the other until one leaves. */
    static Flow runAll(List<Statement> statements, Run run, TemplateValue dot) throws Fault {
        for (Statement statement : statements) {
            Flow flow = statement.run(run, dot);
            if (flow != Flow.NEXT) {
                return flow;
            }
        }
        return Flow.NEXT;
    }

    /** Whether there is nothing but blanks. */
    static boolean areEmpty(List<Statement> statements) {
        return statements.stream()
                .allMatch(statement ->
                        statement instanceof Text text && text.text().isBlank());
    }

    /** What stands outside of actions. */
    record Text(String text) implements Statement {
        @Override
        public Flow run(Run run, TemplateValue dot) throws Fault {
            run.write(text);
            return Flow.NEXT;
        }
    }

    /** A pipeline whose value is printed, unless a variable takes it. */
    record Action(Pipeline pipeline) implements Statement {
        @Override
        public Flow run(Run run, TemplateValue dot) throws Fault {
            TemplateValue value = pipeline.evaluate(run, dot);
            if (pipeline.variables().isEmpty()) {
                run.print(value, pipeline.isConstant());
            }
            return Flow.NEXT;
        }
    }

    /** {@code if} and {@code with}, which differ in the dot within. */
    record Condition(boolean setsDot, Pipeline pipeline, List<Statement> body, List<Statement> otherwise)
            implements Statement {
        @Override
        public Flow run(Run run, TemplateValue dot) throws Fault {
            int mark = run.mark();
            run.enter();
            TemplateValue value = pipeline.evaluate(run, dot);
            Flow flow = value.isTrue() ? runAll(body, run, setsDot ? value : dot) : runAll(otherwise, run, dot);
            run.leave();
            run.release(mark);
            return flow;
        }
    }

    /** {@code range}. */
    record Loop(int offset, Pipeline pipeline, List<Statement> body, List<Statement> otherwise) implements Statement {
        @Override
        public Flow run(Run run, TemplateValue dot) throws Fault {
            int mark = run.mark();
            run.enter();
            TemplateValue value = pipeline.evaluate(run, dot);
            run.at(offset);
            Flow flow = iterate(run, value) ? Flow.NEXT : runAll(otherwise, run, dot);
            run.leave();
            run.release(mark);
            return flow;
        }

        /** Runs the body for each element; false if there is none. */
        private boolean iterate(Run run, TemplateValue value) throws Fault {
            if (value instanceof ListValue list) {
                long index = 0;
                for (TemplateValue element : list.values()) {
                    if (!once(run, TemplateValue.of(index++), element)) {
                        return true;
                    }
                }
                return !list.values().isEmpty();
            }
            if (value instanceof MapValue map) {
                for (Map.Entry<String, TemplateValue> entry : map.values().entrySet()) {
                    if (!once(run, TemplateValue.of(entry.getKey()), entry.getValue())) {
                        return true;
                    }
                }
                return map.isTrue();
            }
            if (value instanceof IntValue count) {
                if (pipeline.variables().size() > 1) {
                    throw Fault.execution("can't use " + count.value()
                            + " to iterate over more than one variable; a number counts one");
                }
                for (long i = 0; i < count.value(); i++) {
                    if (!once(run, NilValue.NIL, TemplateValue.of(i))) {
                        return true;
                    }
                }
                return count.value() > 0;
            }
            if (value.kind() == TemplateValue.Kind.NIL) {
                return false;
            }
            throw Fault.execution("range can't iterate over a value of type " + value.type()
                    + "; it takes lists, maps and whole numbers");
        }

        /** Runs the body once; false if it says to stop. */
        private boolean once(Run run, TemplateValue index, TemplateValue element) throws Fault {
            run.budget().step();
            int count = pipeline.variables().size();
            if (count > 1) {
                run.overwrite(2, pipeline.assigns() ? pipeline.variables().get(0) : null, index);
            }
            if (count > 0) {
                run.overwrite(1, pipeline.assigns() ? pipeline.variables().get(count - 1) : null, element);
            }
            int mark = run.mark();
            Flow flow = runAll(body, run, element);
            run.release(mark);
            return flow != Flow.BREAK;
        }
    }

    /** {@code break} and {@code continue}. */
    record Leave(Flow flow) implements Statement {
        @Override
        public Flow run(Run run, TemplateValue dot) {
            return flow;
        }
    }

    /** {@code template} and {@code block}. */
    record Include(int offset, String name, @Nullable Pipeline pipeline) implements Statement {
        @Override
        public Flow run(Run run, TemplateValue dot) throws Fault {
            run.at(offset);
            TemplateValue value = pipeline == null ? NilValue.NIL : pipeline.evaluate(run, dot);
            run.at(offset);
            run.include(name, value);
            return Flow.NEXT;
        }
    }
}
