package dev.monitoring.alerts.template;

import dev.monitoring.alerts.template.Operand.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One rendering: variables, output, where it is. Confined to the thread that renders. */
final class Run {
    /** A variable that holds what {@code $} holds, the data of the template. */
    private static final String DATA = "$";

    private record Variable(String name, TemplateValue value) {}

    private final Map<String, Definition> definitions;
    private final TemplateOptions options;
    private final RenderContext context;
    private final @Nullable UnaryOperator<String> escape;
    private final boolean html;
    private final Budget budget;

    private StringBuilder out = new StringBuilder();
    private List<Variable> variables = new ArrayList<>();
    private Source source;
    private int offset;
    private int depth;

    /**
     * A rendering.
     *
     * @param escape what becomes of texts that actions print; null where they are printed as they are
     * @param html whether the output is HTML
     */
    Run(
            Definition definition,
            Map<String, Definition> definitions,
            TemplateOptions options,
            RenderContext context,
            @Nullable UnaryOperator<String> escape,
            boolean html) {
        this.definitions = definitions;
        this.options = options;
        this.context = context;
        this.escape = escape;
        this.html = html;
        this.budget = new Budget(options.limits(), context.clock());
        this.source = definition.source();
    }

    /** Renders a template with data, and with the variables of the prelude. */
    String render(Definition definition, TemplateValue data) throws TemplateException {
        try {
            declare(DATA, data);
            for (Map.Entry<String, String> variable : options.prelude().entrySet()) {
                declare(variable.getKey(), fields(data, data, List.of(variable.getValue()), Arguments.NONE));
            }
            Statement.runAll(definition.body(), this, data);
            return out.toString();
        } catch (Fault e) {
            throw e.at(source, offset);
        } catch (StackOverflowError e) {
            // The depth is limited so that a common stack suffices; this thread's was nearly used up, or is very small.
            throw Fault.limit("the stack of this thread is too small for the template; nest it less")
                    .at(source, offset);
        } catch (RuntimeException e) {
            throw Fault.internal(source, offset, e);
        }
    }

    RenderContext context() {
        return context;
    }

    Budget budget() {
        return budget;
    }

    /** Notes where it is, for messages. */
    void at(int newOffset) {
        offset = newOffset;
    }

    void write(String text) throws Fault {
        budget.checkLength(out.length() + (long) text.length());
        out.append(text);
    }

    /**
     * Writes what an action yields.
     *
     * @param constant whether the template's author wrote the value down
     */
    void print(TemplateValue value, boolean constant) throws Fault {
        String text = Printer.value(value, this);
        boolean own = value.type().equals(TextValue.HTML) || constant && !html;
        write(escape == null || own ? text : escape.apply(text));
    }

    /** A text that is escaped for HTML already. */
    TemplateValue markedHtml(String text) {
        return html ? TextValue.of(TextValue.HTML, text) : TemplateValue.of(text);
    }

    /** Goes a level deeper; what throws on the way back ends the rendering, so only {@link #leave} on the plain way counts. */
    void enter() throws Fault {
        depth++;
        budget.checkDepth(depth);
    }

    void leave() {
        depth--;
    }

    // --- variables ---------------------------------------------------------------------------------------------------

    int mark() {
        return variables.size();
    }

    /** Forgets the variables declared since the mark. */
    void release(int mark) {
        variables.subList(mark, variables.size()).clear();
    }

    void declare(String name, TemplateValue value) throws Fault {
        budget.step();
        variables.add(new Variable(name, value));
    }

    void assign(String name, TemplateValue value) throws Fault {
        int index = find(name);
        variables.set(index, new Variable(name, value));
    }

    /** Sets the variable of that name, or, where that is null, the n-th from the end. */
    void overwrite(int fromEnd, @Nullable String name, TemplateValue value) throws Fault {
        if (name != null) {
            assign(name, value);
            return;
        }
        int index = variables.size() - fromEnd;
        variables.set(index, new Variable(variables.get(index).name(), value));
    }

    TemplateValue variable(String name) throws Fault {
        return variables.get(find(name)).value();
    }

    private int find(String name) throws Fault {
        for (int i = variables.size() - 1; i >= 0; i--) {
            if (variables.get(i).name().equals(name)) {
                return i;
            }
        }
        throw Fault.execution("undefined variable: " + name + "; declare it with " + name + " := before");
    }

    // --- fields and calls --------------------------------------------------------------------------------------------

    /** Follows the names from a value on; what a command is given goes to the last. */
    TemplateValue fields(TemplateValue start, TemplateValue dot, List<String> names, Arguments arguments) throws Fault {
        TemplateValue value = start;
        int last = names.size() - 1;
        for (int i = 0; i < last; i++) {
            value = field(value, dot, names.get(i), Arguments.NONE);
        }
        return field(value, dot, names.get(last), arguments);
    }

    private TemplateValue field(TemplateValue of, TemplateValue dot, String name, Arguments arguments) throws Fault {
        Function method = Methods.of(of.type()).get(name);
        if (method != null) {
            return call(method, name, of, dot, arguments);
        }
        TemplateValue value = of.field(name, options.missingKey());
        if (value == null) {
            throw Fault.execution("can't evaluate field " + name + " in type " + of.type() + offered(of));
        }
        if (!arguments.isEmpty()) {
            throw Fault.execution(name + " is not a method but has arguments; only methods and functions take some");
        }
        return value;
    }

    private static String offered(TemplateValue value) {
        List<String> names = new ArrayList<>(
                value instanceof RecordValue record ? record.fields().keySet() : List.of());
        names.addAll(Methods.of(value.type()).keySet());
        return names.isEmpty() ? "; it has no fields" : "; it has " + String.join(", ", names);
    }

    /** Calls a function, or a method of the receiver. */
    TemplateValue call(
            Function function, String name, @Nullable TemplateValue receiver, TemplateValue dot, Arguments arguments)
            throws Fault {
        int called = offset;
        function.checkCount(name, arguments.count());
        List<TemplateValue> values = new ArrayList<>();
        if (receiver != null) {
            values.add(receiver);
        }
        int index = 0;
        for (Operand operand : arguments.operands()) {
            values.add(operand.argument(this, dot, function.parameter(index++)));
        }
        at(called);
        if (arguments.last() != null) {
            values.add(function.parameter(index).accept(arguments.last()));
        }
        try {
            budget.step();
            return function.call(this, values);
        } catch (Fault e) {
            throw e.in(name);
        }
    }

    /** Calls {@code and} or {@code or}, which leave what stands behind the deciding argument alone. */
    TemplateValue shortCircuit(Function function, String name, TemplateValue dot, Arguments arguments) throws Fault {
        function.checkCount(name, arguments.count());
        TemplateValue value = NilValue.NIL;
        for (Operand operand : arguments.operands()) {
            value = operand.argument(this, dot, Parameter.ANY);
            if (value.isTrue() == name.equals("or")) {
                return value;
            }
        }
        return arguments.last() == null ? value : arguments.last();
    }

    // --- other templates ---------------------------------------------------------------------------------------------

    /** Renders the template of that name into the output. */
    void include(String name, TemplateValue data) throws Fault {
        Definition definition = definitions.get(name);
        if (definition == null) {
            throw Fault.execution(
                    "template " + Fault.quoted(name) + " not defined; defined are " + definitions.keySet());
        }
        List<Variable> outerVariables = variables;
        Source outerSource = source;
        enter();
        budget.step();
        variables = new ArrayList<>();
        source = definition.source();
        declare(DATA, data);
        Statement.runAll(definition.body(), this, data);
        source = outerSource;
        variables = outerVariables;
        leave();
    }

    /** Renders the template of that name into a text. */
    String included(String name, TemplateValue data) throws Fault {
        StringBuilder outer = out;
        int called = offset;
        out = new StringBuilder();
        include(name, data);
        String text = out.toString();
        out = outer;
        at(called);
        budget.made(text.length());
        return text;
    }
}
