package dev.monitoring.core.query.syntax;

import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.model.Spelling;
import dev.monitoring.core.query.syntax.TokenStream.Context;
import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads PromQL. Confined to one thread and one text; the way in are the static methods, which are thread-safe.
 *
 * <p>Whatever the text, the answer is a tree or a {@link QueryException}. Messages are worded as in Prometheus.
 */
public final class PromqlParser {
    // Design note. Expressions are read by precedence climbing: an operand, then as many operators as bind at least as
    // tightly as the caller asks, each with a right side that binds tighter. Chains of left-associative operators are
    // read in the loop and not by recursion, so they may be as long as the text; everything that does recurse counts
    // its depth. Signs bind like multiplication: -1^2 is -(1^2), -1*2 is (-1)*2. Modifiers and brackets bind tightest;
    // they belong to the operand just read.

    private static final Context AGGREGATION = new Context("aggregation", "");
    private static final Context AT = new Context("@", "timestamp");
    private static final String END_EXPECTED = "an operator or the end of the query";

    /** What functions of Prometheus 2 are called now. */
    private static final Map<String, String> RENAMED = Map.of("holt_winters", "double_exponential_smoothing");

    private static final Context RANGE_START =
            new Context("subquery or range selector", "number, duration, step(), or range()");
    private static final Context RANGE_END = new Context("subquery or range", "\":\" or \"]\"");
    private static final Context STEP_START =
            new Context("subquery selector", "number, duration, step(), range(), or \"]\"");
    private static final Context STEP_END = new Context("subquery selector", "\"]\"");

    private final TokenStream tokens;
    private final SelectorParser selectors;
    private final DurationParser durations;
    private final TypeRules rules = new TypeRules();

    private PromqlParser(String text, ParserOptions options) {
        this.tokens = new TokenStream(text, options);
        this.selectors = new SelectorParser(tokens);
        this.durations = new DurationParser(tokens);
    }

    /**
     * Reads a query.
     *
     * @throws QueryException if it is not PromQL, saying where and why
     */
    public static Expr parse(String query, ParserOptions options) {
        PromqlParser parser = new PromqlParser(query, options);
        if (parser.tokens.at(TokenType.END_OF_INPUT)) {
            throw parser.tokens.fault(parser.tokens.position(0, 0), "no expression found in input");
        }
        Expr expr = parser.expression();
        if (!parser.tokens.at(TokenType.END_OF_INPUT)) {
            throw parser.tokens.unexpected(END_EXPECTED);
        }
        parser.rules.throwFirst();
        return expr;
    }

    /**
     * Reads a selector of series without modifiers, such as the {@code match[]} parameter of the Prometheus API. It may
     * fit everything; see {@link #fitsEverything}.
     *
     * @return the conditions, the one for a name outside the braces last
     * @throws QueryException if it is not a selector, saying where and why
     */
    public static List<Matcher> parseSelector(String selector) {
        PromqlParser parser = new PromqlParser(selector, ParserOptions.STABLE);
        VectorSelector parsed = parser.selectors.selector();
        if (!parser.tokens.at(TokenType.END_OF_INPUT)) {
            throw parser.tokens.unexpected(END_EXPECTED);
        }
        return parsed.matchers();
    }

    /** Whether every condition holds for a series without labels too, so that all series fit or might. */
    public static boolean fitsEverything(List<Matcher> matchers) {
        return matchers.stream().allMatch(matcher -> matcher.matches(""));
    }

    private Expr expression() {
        return expression(0);
    }

    private Expr expression(int minPrecedence) {
        Expr left = operand();
        while (tokens.at(TokenType.OPERATOR)) {
            BinaryOperator operator = operator(tokens.peek());
            if (operator.precedence() < minPrecedence) {
                return left;
            }
            Token sign = tokens.next();
            boolean returnsBool = tokens.accept(TokenType.BOOL);
            VectorMatching matching = matching();
            Expr right = rightOperand(operator, sign);
            VectorMatching checked = rules.check(left, operator, returnsBool, matching, right, tokens.position(sign));
            Position position =
                    tokens.position(left.position().start(), right.position().end());
            left = Binary.of(left, operator, returnsBool, checked, right, position);
        }
        return left;
    }

    private Expr rightOperand(BinaryOperator operator, Token sign) {
        if (!operator.isRightAssociative()) {
            return expression(operator.precedence() + 1);
        }
        tokens.descend(sign.start());
        Expr right = expression(operator.precedence());
        tokens.ascend();
        return right;
    }

    private static BinaryOperator operator(Token token) {
        String sign = token.text().toLowerCase(Locale.ROOT);
        for (BinaryOperator operator : BinaryOperator.values()) {
            if (operator.sign().equals(sign)) {
                return operator;
            }
        }
        throw new IllegalStateException("the lexer calls " + token + " an operator");
    }

    private VectorMatching matching() {
        boolean on = tokens.at(TokenType.ON);
        List<String> labels = List.of();
        List<String> include = List.of();
        VectorMatching.Cardinality cardinality = VectorMatching.Cardinality.ONE_TO_ONE;
        if (tokens.accept(TokenType.ON) || tokens.accept(TokenType.IGNORING)) {
            labels = selectors.labels();
            boolean left = tokens.at(TokenType.GROUP_LEFT);
            if (tokens.accept(TokenType.GROUP_LEFT) || tokens.accept(TokenType.GROUP_RIGHT)) {
                cardinality = left ? VectorMatching.Cardinality.MANY_TO_ONE : VectorMatching.Cardinality.ONE_TO_MANY;
                include = tokens.at(TokenType.LEFT_PAREN) ? selectors.labels() : List.of();
            }
        }
        Double fillLeft = null;
        Double fillRight = null;
        if (tokens.at(TokenType.FILL)) {
            fillLeft = fill();
            fillRight = fillLeft;
        } else {
            boolean leftFirst = tokens.at(TokenType.FILL_LEFT);
            fillLeft = leftFirst ? fill() : null;
            fillRight = tokens.at(TokenType.FILL_RIGHT) ? fill() : null;
            fillLeft = !leftFirst && tokens.at(TokenType.FILL_LEFT) ? Double.valueOf(fill()) : fillLeft;
        }
        return new VectorMatching(cardinality, on, labels, include, fillLeft, fillRight);
    }

    private double fill() {
        Token word = tokens.next();
        tokens.expect(TokenType.LEFT_PAREN, "\"(\"");
        double value = signedNumber();
        tokens.expect(TokenType.RIGHT_PAREN, "\")\"");
        if (!tokens.options().experimental()) {
            throw tokens.fault(
                    tokens.from(word.start()), experimental("binop fill modifiers are experimental and not enabled"));
        }
        return value;
    }

    private static String experimental(String message) {
        return message + "; set " + ParserOptions.EXPERIMENTAL_KEY + " to true to use it";
    }

    /** A number or duration with at most one sign. */
    private double signedNumber() {
        Token sign = tokens.peek();
        boolean negates = sign.text().equals("-");
        if (negates || sign.text().equals("+")) {
            tokens.next();
        }
        if (!tokens.at(TokenType.NUMBER) && !tokens.at(TokenType.DURATION)) {
            throw tokens.unexpected("a number");
        }
        double value = number(tokens.next());
        return negates ? -value : value;
    }

    private double number(Token token) {
        try {
            return token.type() == TokenType.DURATION ? Literals.duration(token.text()) : Literals.number(token.text());
        } catch (IllegalArgumentException e) {
            throw tokens.fault(tokens.position(token), String.valueOf(e.getMessage()));
        }
    }

    private Expr operand() {
        Token first = tokens.peek();
        boolean negates = first.text().equals("-");
        if (!negates && !first.text().equals("+")) {
            return withModifiers(primary());
        }
        tokens.next();
        tokens.descend(first.start());
        Expr operand = expression(BinaryOperator.POWER.precedence());
        tokens.ascend();
        Position position = tokens.position(first.start(), operand.position().end());
        if (operand instanceof NumberLiteral literal) {
            return new NumberLiteral(negates ? -literal.value() : literal.value(), literal.isDuration(), position);
        }
        Unary unary = new Unary(negates, operand, position);
        rules.check(unary);
        return unary;
    }

    private Expr primary() {
        Token first = tokens.peek();
        return switch (first.type()) {
            case NUMBER, DURATION -> {
                tokens.next();
                yield new NumberLiteral(number(first), first.type() == TokenType.DURATION, tokens.position(first));
            }
            case STRING -> {
                tokens.next();
                yield new StringLiteral(Literals.unquote(first.text()), tokens.position(first));
            }
            case LEFT_PAREN -> paren();
            case LEFT_BRACE -> selectors.selector();
            default -> named();
        };
    }

    private Expr paren() {
        Token open = tokens.next();
        tokens.descend(open.start());
        Expr inner = expression();
        tokens.expect(TokenType.RIGHT_PAREN, "an operator or \")\"");
        tokens.ascend();
        return new Paren(inner, tokens.from(open.start()));
    }

    /** What begins with a word: an aggregation, a call or a selector, depending on what comes next. */
    private Expr named() {
        Token word = tokens.peek();
        if (!SelectorParser.isMetricName(word)) {
            throw tokens.unexpected("a selector, a number, a string, a function or \"(\"");
        }
        Token next = tokens.peekSecond();
        boolean isParen = next.type() == TokenType.LEFT_PAREN;
        boolean isClause = next.type() == TokenType.BY || next.type() == TokenType.WITHOUT;
        if (word.type() == TokenType.AGGREGATOR && (isParen || isClause)) {
            return aggregation();
        }
        return isParen && isFunctionName(word) ? call() : selectors.selector();
    }

    private static boolean isFunctionName(Token word) {
        return switch (word.type()) {
            case IDENTIFIER, START, END, STEP, RANGE, MIN_OF, MAX_OF -> true;
            default -> false;
        };
    }

    private Expr call() {
        Token word = tokens.next();
        List<Expr> arguments = arguments(word);
        // Names of functions are written in lower case; those that are keywords too may be written in any.
        String name =
                word.type() == TokenType.IDENTIFIER ? word.text() : word.text().toLowerCase(Locale.ROOT);
        FunctionSignature function = Functions.find(name)
                .orElseThrow(() -> tokens.fault(
                        tokens.position(word),
                        "unknown function with name " + Printer.quote(name)
                                + nearest(name)
                                        .map(known -> "; did you mean " + Printer.quote(known) + "?")
                                        .orElse("")));
        if (function.isExperimental() && !tokens.options().experimental()) {
            throw tokens.fault(
                    tokens.position(word), experimental("function " + Printer.quote(name) + " is not enabled"));
        }
        Call call = new Call(function, arguments, tokens.from(word.start()));
        rules.check(call);
        return call;
    }

    private static Optional<String> nearest(String name) {
        if (RENAMED.containsKey(name)) {
            return Optional.ofNullable(RENAMED.get(name));
        }
        return Spelling.nearest(
                name,
                Stream.concat(
                                Functions.all().stream().map(FunctionSignature::name),
                                Arrays.stream(AggregationOperator.values()).map(AggregationOperator::word))
                        .toList());
    }

    private List<Expr> arguments(Token word) {
        tokens.expect(TokenType.LEFT_PAREN, "\"(\"");
        tokens.descend(word.start());
        List<Expr> arguments = new ArrayList<>();
        while (!tokens.at(TokenType.RIGHT_PAREN)) {
            arguments.add(expression());
            if (!tokens.at(TokenType.COMMA)) {
                break;
            }
            Token comma = tokens.next();
            if (tokens.at(TokenType.RIGHT_PAREN)) {
                throw tokens.fault(tokens.position(comma), "trailing commas not allowed in function call args");
            }
        }
        tokens.expect(TokenType.RIGHT_PAREN, "an operator, \",\" or \")\"");
        tokens.ascend();
        return arguments;
    }

    private Expr aggregation() {
        Token word = tokens.next();
        Context outer = tokens.enter(AGGREGATION);
        boolean clauseFirst = !tokens.at(TokenType.LEFT_PAREN);
        Grouping grouping = clauseFirst ? grouping() : Grouping.NONE;
        List<Expr> arguments = arguments(word);
        if (!clauseFirst && (tokens.at(TokenType.BY) || tokens.at(TokenType.WITHOUT))) {
            grouping = grouping();
        }
        tokens.restore(outer);
        Position position = tokens.from(word.start());
        AggregationOperator operator = AggregationOperator.valueOf(word.text().toUpperCase(Locale.ROOT));
        int expected = operator.parameterType().isPresent() ? 2 : 1;
        if (arguments.isEmpty()) {
            throw tokens.fault(position, "no arguments for aggregate expression provided");
        }
        if (operator.isExperimental() && !tokens.options().experimental()) {
            throw tokens.fault(
                    position,
                    operator.word() + "() is experimental and must be enabled with"
                            + " --enable-feature=promql-experimental-functions; here set "
                            + ParserOptions.EXPERIMENTAL_KEY + " to true");
        }
        if (arguments.size() != expected) {
            throw tokens.fault(
                    position,
                    "wrong number of arguments for aggregate expression provided, expected " + expected + ", got "
                            + arguments.size());
        }
        Expr parameter = expected == 2 ? arguments.get(0) : null;
        Aggregation aggregation = new Aggregation(
                operator, grouping.without(), grouping.labels(), parameter, arguments.get(expected - 1), position);
        rules.check(aggregation);
        return aggregation;
    }

    private record Grouping(boolean without, List<String> labels) {
        static final Grouping NONE = new Grouping(false, List.of());
    }

    private Grouping grouping() {
        boolean without = tokens.next().type() == TokenType.WITHOUT;
        return new Grouping(without, selectors.labels());
    }

    // Modifiers and brackets.

    private Expr withModifiers(Expr bare) {
        Expr expr = bare;
        while (true) {
            switch (tokens.peek().type()) {
                case OFFSET -> expr = offset(expr);
                case AT -> expr = at(expr);
                case ANCHORED -> expr = extension(expr, VectorSelector.Extension.ANCHORED);
                case SMOOTHED -> expr = extension(expr, VectorSelector.Extension.SMOOTHED);
                case LEFT_BRACKET -> expr = range(expr);
                default -> {
                    if (expr instanceof VectorSelector selector) {
                        rules.check(selector);
                    } else if (expr instanceof MatrixSelector matrix) {
                        rules.check(matrix.selector());
                    }
                    return expr;
                }
            }
        }
    }

    private Expr offset(Expr expr) {
        tokens.next();
        DurationExpr offset = durations.offset();
        Modifiers modifiers = modifiers(expr, "offset modifier");
        if (modifiers.offset() != null) {
            throw tokens.fault(expr.position(), "offset may not be set multiple times");
        }
        boolean isZero = offset instanceof DurationExpr.Literal literal && literal.seconds() == 0;
        return modified(expr, new Modifiers(modifiers.at(), isZero ? null : offset));
    }

    private Expr at(Expr expr) {
        tokens.next();
        Context outer = tokens.enter(AT);
        At at = moment(expr);
        tokens.restore(outer);
        Modifiers modifiers = modifiers(expr, "@ modifier");
        if (modifiers.at() != null) {
            throw tokens.fault(expr.position(), "@ <timestamp> may not be set multiple times");
        }
        return modified(expr, new Modifiers(at, modifiers.offset()));
    }

    private At moment(Expr expr) {
        if (tokens.at(TokenType.START) || tokens.at(TokenType.END)) {
            boolean isStart = tokens.next().type() == TokenType.START;
            tokens.expect(TokenType.LEFT_PAREN, "\"(\"");
            tokens.expect(TokenType.RIGHT_PAREN, "\")\"");
            return isStart ? At.START : At.END;
        }
        double seconds = signedNumber();
        // Also false for NaN.
        if (!(Math.abs(seconds) < 0x1p63)) {
            String shown = Double.isFinite(seconds)
                    ? String.format(Locale.ROOT, "%f", seconds)
                    : Double.isNaN(seconds) ? "NaN" : seconds > 0 ? "+Inf" : "-Inf";
            throw tokens.fault(expr.position(), "timestamp out of bounds for @ modifier: " + shown);
        }
        return At.timestamp(Math.round(seconds * 1e3));
    }

    /** What both kinds of modifiers say of an expression. */
    private record Modifiers(@Nullable At at, @Nullable DurationExpr offset) {}

    private Modifiers modifiers(Expr expr, String what) {
        if (expr instanceof VectorSelector selector) {
            return new Modifiers(selector.at(), selector.offset());
        }
        if (expr instanceof MatrixSelector matrix) {
            return new Modifiers(matrix.selector().at(), matrix.selector().offset());
        }
        if (expr instanceof Subquery subquery) {
            return new Modifiers(subquery.at(), subquery.offset());
        }
        throw tokens.fault(
                expr.position(),
                what + " must be preceded by an instant vector selector or range vector selector or a subquery");
    }

    private Expr modified(Expr expr, Modifiers modifiers) {
        Position position = tokens.from(expr.position().start());
        At at = modifiers.at();
        DurationExpr offset = modifiers.offset();
        if (expr instanceof VectorSelector selector) {
            return new VectorSelector(selector.name(), selector.matchers(), at, offset, selector.extension(), position);
        }
        if (expr instanceof MatrixSelector matrix) {
            VectorSelector inner = matrix.selector();
            return new MatrixSelector(
                    new VectorSelector(inner.name(), inner.matchers(), at, offset, inner.extension(), inner.position()),
                    matrix.range(),
                    position);
        }
        Subquery subquery = (Subquery) expr;
        return new Subquery(subquery.inner(), subquery.range(), subquery.step(), at, offset, position);
    }

    private Expr extension(Expr expr, VectorSelector.Extension extension) {
        tokens.next();
        if (!tokens.options().experimental()) {
            throw tokens.fault(
                    expr.position(), experimental(extension.word() + " modifier is experimental and not enabled"));
        }
        if (expr instanceof Subquery) {
            throw tokens.fault(expr.position(), extension.word() + " modifier is not supported for subqueries");
        }
        VectorSelector selector = expr instanceof MatrixSelector matrix ? matrix.selector() : null;
        selector = expr instanceof VectorSelector vector ? vector : selector;
        if (selector == null) {
            throw tokens.fault(
                    expr.position(),
                    extension.word()
                            + " modifier must be preceded by an instant vector selector or range vector selector");
        }
        if (selector.extension() != VectorSelector.Extension.NONE && selector.extension() != extension) {
            throw tokens.fault(expr.position(), "anchored and smoothed modifiers cannot be used together");
        }
        Position position = tokens.from(expr.position().start());
        Position own = expr instanceof MatrixSelector ? selector.position() : position;
        VectorSelector extended = new VectorSelector(
                selector.name(), selector.matchers(), selector.at(), selector.offset(), extension, own);
        return expr instanceof MatrixSelector matrix
                ? new MatrixSelector(extended, matrix.range(), position)
                : extended;
    }

    private Expr range(Expr expr) {
        Token open = tokens.next();
        DurationExpr range = durations.positive(RANGE_START);
        if (tokens.accept(TokenType.RIGHT_BRACKET)) {
            return matrix(expr, range, tokens.from(open.start()));
        }
        if (!tokens.accept(TokenType.COLON)) {
            throw tokens.unexpected(RANGE_END);
        }
        DurationExpr step = null;
        if (!tokens.at(TokenType.RIGHT_BRACKET)) {
            step = durations.positive(STEP_START);
            if (!tokens.at(TokenType.RIGHT_BRACKET)) {
                throw tokens.unexpected(STEP_END);
            }
        }
        tokens.next();
        Position position = tokens.from(expr.position().start());
        if (expr.type() != ValueType.VECTOR) {
            // Told at once, because subqueries of subqueries could otherwise nest as deep as the text is long.
            throw tokens.fault(
                    position,
                    "subquery is only allowed on instant vector, got "
                            + expr.type().id() + " instead");
        }
        if (expr instanceof VectorSelector selector) {
            rules.check(selector);
        }
        return new Subquery(expr, range, step, null, null, position);
    }

    private Expr matrix(Expr expr, DurationExpr range, Position brackets) {
        if (!(expr instanceof VectorSelector selector)) {
            throw tokens.fault(brackets, "ranges only allowed for vector selectors; write a subquery such as [5m:1m]");
        }
        if (selector.offset() != null) {
            throw tokens.fault(brackets, "no offset modifiers allowed before range");
        }
        if (selector.at() != null) {
            throw tokens.fault(brackets, "no @ modifiers allowed before range");
        }
        return new MatrixSelector(selector, range, tokens.from(expr.position().start()));
    }
}
