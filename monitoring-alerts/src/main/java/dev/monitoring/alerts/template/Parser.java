package dev.monitoring.alerts.template;

import dev.monitoring.alerts.template.Operand.Chain;
import dev.monitoring.alerts.template.Pipeline.Command;
import dev.monitoring.alerts.template.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a template's tokens into a tree, accepting and refusing what Go does. Confined to one thread, used once.
 *
 * @see <a href="https://pkg.go.dev/text/template">text/template</a>
 */
final class Parser {
    /** What ends a body: {@code end}, {@code else}, or the end of the text. */
    private enum End {
        END,
        ELSE,
        TEXT
    }

    private static final int MAX_NAME_DISTANCE = 2;

    private final Source source;
    private final TemplateOptions options;
    private final List<Token> tokens;
    private final Map<String, Definition> definitions = new LinkedHashMap<>();

    private List<String> variables = new ArrayList<>();
    private int next;
    private int depth;
    private int loops;
    private End end = End.TEXT;

    private Parser(Source source, TemplateOptions options) {
        this.source = source;
        this.options = options;
        this.tokens = Lexer.tokens(source.text());
    }

    /** The templates that a text defines: itself, under its own name and last, and those within it. */
    static Map<String, Definition> parse(Source source, TemplateOptions options) throws TemplateException {
        int max = options.limits().maxTextLength();
        if (source.text().length() > max) {
            throw Fault.limit("the template has " + source.text().length() + " characters, more than the limit of "
                            + max + "; shorten it, or raise the limit")
                    .at(source, 0);
        }
        Parser parser = new Parser(source, options);
        try {
            parser.whole();
            return parser.definitions;
        } catch (Fault e) {
            throw e.at(source, parser.position());
        } catch (StackOverflowError e) {
            throw Fault.limit("the stack of this thread is too small for the template; nest it less")
                    .at(source, parser.position());
        } catch (RuntimeException e) {
            throw Fault.internal(source, parser.position(), e);
        }
    }

    private int position() {
        return tokens.get(Math.max(0, Math.min(next, tokens.size()) - 1)).offset();
    }

    // --- tokens ------------------------------------------------------------------------------------------------------

    private Token peek() {
        return tokens.get(next);
    }

    private Token take() throws Fault {
        Token token = tokens.get(next);
        // The last token stays, so that whoever asks on gets it again.
        next++;
        if (token.is(Kind.ERROR)) {
            throw Fault.syntax(token.text());
        }
        if (token.is(Kind.END_OF_TEXT)) {
            next--;
        }
        return token;
    }

    private Token takeAfterSpace() throws Fault {
        skipSpace();
        return take();
    }

    private Token peekAfterSpace() {
        skipSpace();
        return peek();
    }

    private void skipSpace() {
        while (peek().is(Kind.SPACE)) {
            next++;
        }
    }

    private Fault unexpected(Token token, String context) {
        return Fault.syntax("unexpected " + token.shown() + " in " + context);
    }

    private void expectRightDelimiter(String context) throws Fault {
        Token token = takeAfterSpace();
        if (!token.is(Kind.RIGHT_DELIMITER)) {
            throw unexpected(token, context);
        }
    }

    private void enter() throws Fault {
        depth++;
        if (depth > options.limits().maxDepth()) {
            throw Fault.limit("the template is nested deeper than "
                    + options.limits().maxDepth() + ", which is the limit; nest it less, or raise the limit");
        }
    }

    // --- bodies ------------------------------------------------------------------------------------------------------

    private void whole() throws Fault {
        variables.add("$");
        variables.addAll(options.prelude().keySet());
        List<Statement> body = new ArrayList<>();
        while (!peek().is(Kind.END_OF_TEXT)) {
            if (takesDefine()) {
                define();
                continue;
            }
            Statement statement = statement();
            if (statement == null) {
                throw Fault.syntax("unexpected {{" + (end == End.END ? "end" : "else") + "}}; nothing is open");
            }
            body.add(statement);
        }
        add(new Definition(source.name(), source, List.copyOf(body)));
    }

    private boolean takesDefine() {
        if (!peek().is(Kind.LEFT_DELIMITER)) {
            return false;
        }
        int word = next + 1;
        while (tokens.get(word).is(Kind.SPACE)) {
            word++;
        }
        if (!tokens.get(word).isKeyword("define")) {
            return false;
        }
        next = word + 1;
        return true;
    }

    private void define() throws Fault {
        String name = name(takeAfterSpace(), "define clause");
        expectRightDelimiter("define clause");
        add(new Definition(name, source, apart("define clause")));
    }

    /** A body that sees no variables of the template around it. */
    private List<Statement> apart(String context) throws Fault {
        List<String> outer = variables;
        int outerLoops = loops;
        variables = new ArrayList<>(List.of("$"));
        loops = 0;
        List<Statement> body = body();
        variables = outer;
        loops = outerLoops;
        if (end != End.END) {
            throw Fault.syntax("unexpected {{else}} in " + context);
        }
        return body;
    }

    private void add(Definition definition) throws Fault {
        Definition before = definitions.get(definition.name());
        if (before == null || before.isEmpty()) {
            definitions.put(definition.name(), definition);
        } else if (!definition.isEmpty()) {
            throw Fault.syntax(
                    "multiple definition of template " + Fault.quoted(definition.name()) + "; give each its own name");
        }
    }

    /** Statements up to an end or else, which {@link #end} then names. */
    private List<Statement> body() throws Fault {
        enter();
        List<Statement> body = new ArrayList<>();
        while (true) {
            if (peekAfterSpace().is(Kind.END_OF_TEXT)) {
                throw Fault.syntax("unexpected EOF; an {{end}} is missing");
            }
            Statement statement = statement();
            if (statement == null) {
                depth--;
                return List.copyOf(body);
            }
            body.add(statement);
        }
    }

    /** The next statement; null for an end or else. */
    private @Nullable Statement statement() throws Fault {
        Token token = takeAfterSpace();
        if (token.is(Kind.TEXT)) {
            return new Statement.Text(token.text());
        }
        if (!token.is(Kind.LEFT_DELIMITER)) {
            throw unexpected(token, "input");
        }
        Token word = peekAfterSpace();
        if (!word.is(Kind.KEYWORD) || word.text().equals("nil")) {
            return new Statement.Action(pipeline("command", Kind.RIGHT_DELIMITER));
        }
        take();
        switch (word.text()) {
            case "if", "with" -> {
                return condition(word.text());
            }
            case "range" -> {
                return loop(word.offset());
            }
            case "template" -> {
                return include(word);
            }
            case "block" -> {
                return block(word);
            }
            case "break", "continue" -> {
                return leave(word.text());
            }
            case "end" -> {
                expectRightDelimiter("end");
                end = End.END;
                return null;
            }
            case "else" -> {
                Token then = peekAfterSpace();
                if (!then.isKeyword("if") && !then.isKeyword("with")) {
                    expectRightDelimiter("else");
                }
                end = End.ELSE;
                return null;
            }
            default -> throw unexpected(word, "command");
        }
    }

    // --- control -----------------------------------------------------------------------------------------------------

    private Statement condition(String word) throws Fault {
        int visible = variables.size();
        Pipeline pipeline = pipeline(word, Kind.RIGHT_DELIMITER);
        List<Statement> body = body();
        List<Statement> otherwise = List.of();
        if (end == End.ELSE) {
            // {{else if x}} stands for {{else}}{{if x}} with one end for both.
            if (peekAfterSpace().isKeyword(word)) {
                take();
                enter();
                otherwise = List.of(condition(word));
                depth--;
            } else {
                otherwise = otherwise();
            }
        }
        forget(visible);
        return new Statement.Condition(word.equals("with"), pipeline, body, otherwise);
    }

    private List<Statement> otherwise() throws Fault {
        if (peekAfterSpace().is(Kind.KEYWORD)) {
            throw unexpected(take(), "else");
        }
        List<Statement> otherwise = body();
        if (end != End.END) {
            throw Fault.syntax("expected end; found {{else}}: one is enough");
        }
        return otherwise;
    }

    private void forget(int visible) {
        variables.subList(visible, variables.size()).clear();
    }

    private Statement loop(int offset) throws Fault {
        int visible = variables.size();
        Pipeline pipeline = pipeline("range", Kind.RIGHT_DELIMITER);
        loops++;
        List<Statement> body = body();
        loops--;
        List<Statement> otherwise = end == End.ELSE ? otherwise() : List.of();
        forget(visible);
        return new Statement.Loop(offset, pipeline, body, otherwise);
    }

    private Statement leave(String word) throws Fault {
        expectRightDelimiter("{{" + word + "}}");
        if (loops == 0) {
            throw Fault.syntax("{{" + word + "}} outside {{range}}");
        }
        return new Statement.Leave(word.equals("break") ? Statement.Flow.BREAK : Statement.Flow.CONTINUE);
    }

    private Statement include(Token word) throws Fault {
        String name = name(takeAfterSpace(), "template clause");
        if (peekAfterSpace().is(Kind.RIGHT_DELIMITER)) {
            take();
            return new Statement.Include(word.offset(), name, null);
        }
        return new Statement.Include(word.offset(), name, pipeline("template clause", Kind.RIGHT_DELIMITER));
    }

    private Statement block(Token word) throws Fault {
        String name = name(takeAfterSpace(), "block clause");
        Pipeline pipeline = pipeline("block clause", Kind.RIGHT_DELIMITER);
        add(new Definition(name, source, apart("block clause")));
        return new Statement.Include(word.offset(), name, pipeline);
    }

    private String name(Token token, String context) throws Fault {
        if (!token.is(Kind.STRING)) {
            throw Fault.syntax(
                    "unexpected " + token.shown() + " in " + context + "; write the template's name in quotes");
        }
        return GoText.unquote(token.text());
    }

    // --- pipelines ---------------------------------------------------------------------------------------------------

    private Pipeline pipeline(String context, Kind close) throws Fault {
        enter();
        int offset = peekAfterSpace().offset();
        List<String> declared = new ArrayList<>();
        boolean assigns = declarations(context, declared);
        List<Command> commands = new ArrayList<>();
        while (!peekAfterSpace().is(close)) {
            if (!startsOperand(peek())) {
                throw unexpected(take(), context);
            }
            Command command = command();
            if (!commands.isEmpty() && !command.word().isExecutable()) {
                throw Fault.syntax("non executable command in pipeline stage " + (commands.size() + 1)
                        + ": a value can only be piped into a function");
            }
            commands.add(command);
        }
        take();
        if (commands.isEmpty()) {
            throw Fault.syntax("missing value for " + context);
        }
        depth--;
        return new Pipeline(offset, List.copyOf(declared), assigns, List.copyOf(commands));
    }

    /** Reads {@code $x :=}, {@code $x =} and, for range, two variables; true if they are only assigned to. */
    private boolean declarations(String context, List<String> declared) throws Fault {
        while (peek().is(Kind.VARIABLE)) {
            int start = next;
            String name = take().text();
            Token after = peekAfterSpace();
            if (after.is(Kind.ASSIGN) || after.is(Kind.DECLARE)) {
                take();
                declared.add(name);
                variables.add(name);
                skipSpace();
                return after.is(Kind.ASSIGN);
            }
            if (!after.isCharacter(',')) {
                next = start;
                return false;
            }
            take();
            declared.add(name);
            variables.add(name);
            if (!context.equals("range") || declared.size() > 1) {
                throw Fault.syntax("too many declarations in " + context);
            }
            Token second = peekAfterSpace();
            if (!second.is(Kind.VARIABLE) && !second.is(Kind.RIGHT_DELIMITER) && !second.is(Kind.RIGHT_PARENTHESIS)) {
                throw Fault.syntax("range can only initialize variables; write {{range $i, $e := …}}");
            }
        }
        return false;
    }

    private static boolean startsOperand(Token token) {
        switch (token.kind()) {
            case BOOL, NUMBER, CHARACTER_CONSTANT, STRING, DOT, FIELD, VARIABLE, IDENTIFIER, LEFT_PARENTHESIS -> {
                return true;
            }
            default -> {
                return token.isKeyword("nil");
            }
        }
    }

    /** Words with blanks between, up to a pipe or the end of the pipeline. */
    private Command command() throws Fault {
        List<Operand> operands = new ArrayList<>();
        while (true) {
            if (startsOperand(peekAfterSpace())) {
                operands.add(operand());
            }
            Token token = peek();
            if (token.is(Kind.RIGHT_DELIMITER) || token.is(Kind.RIGHT_PARENTHESIS)) {
                break;
            }
            take();
            if (token.is(Kind.PIPE)) {
                break;
            }
            if (!token.is(Kind.SPACE)) {
                throw Fault.syntax("unexpected " + token.shown() + " in operand; put blanks between words");
            }
        }
        if (operands.isEmpty()) {
            throw Fault.syntax("empty command");
        }
        return new Command(operands.get(0), List.copyOf(operands.subList(1, operands.size())));
    }

    private Operand operand() throws Fault {
        Operand term = term();
        if (!peek().is(Kind.FIELD)) {
            return term;
        }
        List<String> names = new ArrayList<>();
        while (peek().is(Kind.FIELD)) {
            names.add(take().text().substring(1));
        }
        if (term instanceof Operand.Field field) {
            names.addAll(0, field.names());
            return new Operand.Field(field.offset(), List.copyOf(names));
        }
        if (term instanceof Operand.Variable variable) {
            return new Operand.Variable(variable.offset(), variable.name(), List.copyOf(names));
        }
        if (term.isExecutable()) {
            return new Chain(term.offset(), term, List.copyOf(names));
        }
        throw Fault.syntax("unexpected . after term " + Fault.quoted(term.text()));
    }

    private Operand term() throws Fault {
        Token token = take();
        int offset = token.offset();
        switch (token.kind()) {
            case IDENTIFIER -> {
                return new Operand.Call(offset, token.text(), function(token.text()));
            }
            case DOT -> {
                return new Operand.Dot(offset);
            }
            case KEYWORD -> {
                return new Operand.Nil(offset);
            }
            case VARIABLE -> {
                if (!variables.contains(token.text())) {
                    throw Fault.syntax("undefined variable " + Fault.quoted(token.text()) + "; there are "
                            + String.join(", ", variables));
                }
                return new Operand.Variable(offset, token.text(), List.of());
            }
            case FIELD -> {
                return new Operand.Field(offset, List.of(token.text().substring(1)));
            }
            case BOOL -> {
                return new Operand.Constant(
                        offset, token.text(), TemplateValue.of(token.text().equals("true")));
            }
            case CHARACTER_CONSTANT -> {
                return new Operand.Numeral(offset, NumberLiteral.ofCharacter(token.text()));
            }
            case NUMBER -> {
                return new Operand.Numeral(offset, NumberLiteral.of(token.text()));
            }
            case STRING -> {
                return new Operand.Constant(offset, token.text(), TemplateValue.of(GoText.unquote(token.text())));
            }
            default -> {
                return new Operand.Nested(offset, pipeline("parenthesized pipeline", Kind.RIGHT_PARENTHESIS));
            }
        }
    }

    private Function function(String name) throws Fault {
        Function own = options.dialect().functions().get(name);
        Function function = own == null ? Builtins.all().get(name) : own;
        if (function == null) {
            throw Fault.syntax("function " + Fault.quoted(name) + " not defined" + suggestion(name));
        }
        return function;
    }

    private String suggestion(String name) {
        List<String> near = new ArrayList<>();
        for (Map<String, Function> functions : List.of(options.dialect().functions(), Builtins.all())) {
            functions.keySet().stream()
                    .filter(known -> isNear(name, known))
                    .sorted()
                    .forEach(near::add);
        }
        return near.isEmpty()
                ? "; see the functions of templates"
                : "; did you mean " + String.join(" or ", near) + "?";
    }

    /** Whether a few changes of letters make the names equal, or their case alone differs. */
    private static boolean isNear(String name, String known) {
        if (Math.abs(name.length() - known.length()) > MAX_NAME_DISTANCE) {
            return false;
        }
        int[] distances = new int[known.length() + 1];
        for (int j = 0; j <= known.length(); j++) {
            distances[j] = j;
        }
        for (int i = 1; i <= name.length(); i++) {
            int diagonal = distances[0];
            distances[0] = i;
            for (int j = 1; j <= known.length(); j++) {
                boolean same = Character.toLowerCase(name.charAt(i - 1)) == Character.toLowerCase(known.charAt(j - 1));
                int changed = diagonal + (same ? 0 : 1);
                diagonal = distances[j];
                distances[j] = Math.min(changed, 1 + Math.min(distances[j], distances[j - 1]));
            }
        }
        return distances[known.length()] <= Math.min(MAX_NAME_DISTANCE, known.length() / 2);
    }
}
