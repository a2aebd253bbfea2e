package dev.monitoring.core.query.syntax;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.query.syntax.TokenStream.Context;
import java.util.ArrayList;
import java.util.List;

/** Reads what stands in braces behind a metric name, and lists of label names. Confined to one thread. */
final class SelectorParser {
    private static final Context MATCHER_START = new Context("label matching", "identifier or \"}\"");
    private static final Context MATCHER_OPERATOR = new Context("label matching", "label matching operator");
    private static final Context MATCHER_VALUE = new Context("label matching", "string");
    private static final Context MATCHER_END = new Context("label matching", "\",\" or \"}\"");
    private static final Context GROUPING_START = new Context("grouping opts", "\"(\"");
    private static final Context GROUPING_LABEL = new Context("grouping opts", "label");
    private static final Context GROUPING_END = new Context("grouping opts", "\",\" or \")\"");

    private final TokenStream tokens;

    SelectorParser(TokenStream tokens) {
        this.tokens = tokens;
    }

    /** A selector without modifiers: a name, conditions in braces, or both. */
    VectorSelector selector() {
        int start = tokens.peek().start();
        String name = "";
        if (!tokens.at(TokenType.LEFT_BRACE)) {
            if (!isMetricName(tokens.peek())) {
                throw tokens.unexpected("a selector");
            }
            name = tokens.next().text();
        }
        List<Matcher> matchers = tokens.at(TokenType.LEFT_BRACE) ? matchers() : new ArrayList<>();
        if (!name.isEmpty()) {
            matchers.add(Matcher.equal(Labels.METRIC_NAME, name));
        }
        return new VectorSelector(name, matchers, null, null, VectorSelector.Extension.NONE, tokens.from(start));
    }

    /** Whether a metric may be called that; most keywords may be used. */
    static boolean isMetricName(Token token) {
        return switch (token.type()) {
            case IDENTIFIER,
                    METRIC_IDENTIFIER,
                    AGGREGATOR,
                    BY,
                    WITHOUT,
                    OFFSET,
                    ANCHORED,
                    SMOOTHED,
                    START,
                    END,
                    STEP,
                    RANGE,
                    MIN_OF,
                    MAX_OF -> true;
            case OPERATOR -> isWord(token) && !token.text().equalsIgnoreCase(BinaryOperator.ATAN2.sign());
            default -> false;
        };
    }

    private static boolean isWord(Token token) {
        return Character.isLetter(token.text().charAt(0));
    }

    private List<Matcher> matchers() {
        tokens.next();
        List<Matcher> matchers = new ArrayList<>();
        while (!tokens.at(TokenType.RIGHT_BRACE)) {
            matchers.add(matcher());
            if (!tokens.accept(TokenType.COMMA) && !tokens.at(TokenType.RIGHT_BRACE)) {
                throw tokens.unexpected(MATCHER_END);
            }
        }
        tokens.next();
        return matchers;
    }

    private Matcher matcher() {
        Token label = tokens.peek();
        boolean isQuoted = label.type() == TokenType.STRING;
        if (!isQuoted && label.type() != TokenType.IDENTIFIER) {
            throw tokens.unexpected(MATCHER_START);
        }
        tokens.next();
        String name = isQuoted ? Literals.unquote(label.text()) : label.text();
        if (isQuoted && (tokens.at(TokenType.COMMA) || tokens.at(TokenType.RIGHT_BRACE))) {
            return matcher(label, Labels.METRIC_NAME, Matcher.Operator.EQUAL, name);
        }
        Matcher.Operator operator = operator(isQuoted);
        if (!tokens.at(TokenType.STRING)) {
            throw tokens.unexpected(MATCHER_VALUE);
        }
        return matcher(label, name, operator, Literals.unquote(tokens.next().text()));
    }

    private Matcher.Operator operator(boolean isQuoted) {
        Token token = tokens.peek();
        Matcher.Operator operator = switch (token.type()) {
            case ASSIGN -> Matcher.Operator.EQUAL;
            case OPERATOR -> Matcher.Operator.NOT_EQUAL;
            case MATCHES -> Matcher.Operator.MATCHES;
            case NOT_MATCHES -> Matcher.Operator.NOT_MATCHES;
            default -> throw tokens.unexpected(isQuoted ? MATCHER_END : MATCHER_OPERATOR);
        };
        tokens.next();
        return operator;
    }

    private Matcher matcher(Token label, String name, Matcher.Operator operator, String value) {
        try {
            return Matcher.of(name, operator, value);
        } catch (IllegalArgumentException e) {
            throw tokens.fault(tokens.from(label.start()), String.valueOf(e.getMessage()));
        }
    }

    /** A list of label names in parentheses, as behind {@code by}. A comma at its end is fine. */
    List<String> labels() {
        if (!tokens.at(TokenType.LEFT_PAREN)) {
            throw tokens.unexpected(GROUPING_START);
        }
        tokens.next();
        List<String> labels = new ArrayList<>();
        while (!tokens.at(TokenType.RIGHT_PAREN)) {
            labels.add(label());
            if (!tokens.accept(TokenType.COMMA) && !tokens.at(TokenType.RIGHT_PAREN)) {
                throw tokens.unexpected(GROUPING_END);
            }
        }
        tokens.next();
        return labels;
    }

    private String label() {
        Token token = tokens.peek();
        if (token.type() == TokenType.STRING) {
            tokens.next();
            String name = Literals.unquote(token.text());
            if (name.isEmpty()) {
                throw tokens.fault(tokens.position(token), "invalid label name for grouping: \"\"");
            }
            return name;
        }
        if (!isLabelName(token)) {
            throw tokens.unexpected(GROUPING_LABEL);
        }
        return tokens.next().text();
    }

    /** Whether a label may be called that without quotes; all keywords may but inf and nan. */
    private static boolean isLabelName(Token token) {
        return switch (token.type()) {
            case ON, IGNORING, GROUP_LEFT, GROUP_RIGHT, BOOL, FILL, FILL_LEFT, FILL_RIGHT -> true;
            case OPERATOR -> isWord(token);
            default -> isMetricName(token);
        };
    }
}
