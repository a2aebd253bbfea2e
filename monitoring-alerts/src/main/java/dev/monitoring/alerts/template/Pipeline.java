package dev.monitoring.alerts.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Commands, each of which gets the value of the one before it, and the variables that take the last value. Immutable.
 *
 * @param assigns whether the variables are there already
 */
record Pipeline(int offset, List<String> variables, boolean assigns, List<Command> commands) {
    /** A word and what it is given. */
    record Command(Operand word, List<Operand> operands) {}

    /** Whether it is a text or truth alone, as it stands in the template. */
    boolean isConstant() {
        return commands.size() == 1 && commands.get(0).word() instanceof Operand.Constant;
    }

    TemplateValue evaluate(Run run, TemplateValue dot) throws Fault {
        TemplateValue value = value(run, dot);
        for (String variable : variables) {
            run.at(offset);
            if (assigns) {
                run.assign(variable, value);
            } else {
                run.declare(variable, value);
            }
        }
        return value;
    }

    private TemplateValue value(Run run, TemplateValue dot) throws Fault {
        @Nullable TemplateValue value = null;
        for (Command command : commands) {
            run.budget().step();
            run.at(command.word().offset());
            value = command.word().evaluate(run, dot, new Operand.Arguments(command.operands(), value));
        }
        return value == null ? NilValue.NIL : value;
    }
}
