package dev.monitoring.core.query.syntax;

import dev.monitoring.core.query.syntax.TokenStream.Context;
import org.jspecify.annotations.Nullable;

/** Reads lengths of time, as they stand in brackets and behind {@code offset}. Confined to one thread. */
final class DurationParser {
    private static final Context OFFSET = new Context("offset", "number, duration, step(), or range()");

    private final TokenStream tokens;

    DurationParser(TokenStream tokens) {
        this.tokens = tokens;
    }

    /** A range or step in brackets: arithmetic of every kind, and greater than zero where that can be seen. */
    DurationExpr positive(Context context) {
        Context outer = tokens.enter(context);
        DurationExpr duration = arithmetic(0);
        tokens.restore(outer);
        if (duration instanceof DurationExpr.Literal literal) {
            if (literal.seconds() <= 0) {
                throw tokens.fault(literal.position(), "duration must be greater than 0");
            }
            return canonical(literal);
        }
        return duration;
    }

    /** What stands behind {@code offset}: one operand with its sign, no arithmetic but in parentheses. */
    DurationExpr offset() {
        Context outer = tokens.enter(OFFSET);
        DurationExpr duration = signed(false);
        tokens.restore(outer);
        return duration instanceof DurationExpr.Literal literal ? canonical(literal) : duration;
    }

    /** A length that stands alone prints as a duration, however it was written. */
    private static DurationExpr.Literal canonical(DurationExpr.Literal literal) {
        return new DurationExpr.Literal(literal.seconds(), true, literal.position());
    }

    private DurationExpr arithmetic(int minPrecedence) {
        int start = tokens.peek().start();
        DurationExpr left = signed(true);
        int chained = 0;
        while (tokens.at(TokenType.OPERATOR)) {
            BinaryOperator operator = operator(tokens.peek());
            if (operator == null || operator.precedence() < minPrecedence) {
                break;
            }
            Token sign = tokens.next();
            // Unlike expressions, durations may be walked by recursion in every direction.
            tokens.descend(sign.start());
            chained++;
            DurationExpr right = arithmetic(operator.precedence() + (operator.isRightAssociative() ? 0 : 1));
            if (right instanceof DurationExpr.Literal literal && literal.seconds() == 0) {
                refuseZero(operator, sign);
            }
            left = new DurationExpr.Arithmetic(left, operator, right, tokens.from(start));
        }
        for (int i = 0; i < chained; i++) {
            tokens.ascend();
        }
        return left;
    }

    private void refuseZero(BinaryOperator operator, Token sign) {
        if (operator == BinaryOperator.DIVIDE) {
            throw tokens.fault(tokens.position(sign), "division by zero");
        }
        if (operator == BinaryOperator.MODULO) {
            throw tokens.fault(tokens.position(sign), "modulo by zero");
        }
    }

    private static @Nullable BinaryOperator operator(Token token) {
        return switch (token.text()) {
            case "+" -> BinaryOperator.ADD;
            case "-" -> BinaryOperator.SUBTRACT;
            case "*" -> BinaryOperator.MULTIPLY;
            case "/" -> BinaryOperator.DIVIDE;
            case "%" -> BinaryOperator.MODULO;
            case "^" -> BinaryOperator.POWER;
            default -> null;
        };
    }

    /** An operand with the signs before it, which bind like multiplication: -2^2 is -(2^2), but not behind offset. */
    private DurationExpr signed(boolean inArithmetic) {
        Token first = tokens.peek();
        boolean isSign = first.text().equals("-") || first.text().equals("+");
        if (!isSign) {
            return primary();
        }
        tokens.next();
        tokens.descend(first.start());
        DurationExpr operand = inArithmetic ? arithmetic(BinaryOperator.POWER.precedence()) : signed(false);
        tokens.ascend();
        boolean negates = first.text().equals("-");
        if (operand instanceof DurationExpr.Literal literal) {
            double seconds = negates ? -literal.seconds() : literal.seconds();
            return new DurationExpr.Literal(seconds, literal.isDuration(), tokens.from(first.start()));
        }
        return negates ? new DurationExpr.Negation(operand, tokens.from(first.start())) : operand;
    }

    private DurationExpr primary() {
        Token first = tokens.peek();
        return switch (first.type()) {
            case NUMBER, DURATION -> literal();
            case STEP, RANGE -> ofQuery();
            case MIN_OF, MAX_OF -> extreme();
            case LEFT_PAREN -> parens();
            default -> throw tokens.unexpected("a number or duration");
        };
    }

    private DurationExpr.Literal literal() {
        Token token = tokens.next();
        boolean isDuration = token.type() == TokenType.DURATION;
        double seconds;
        try {
            seconds = isDuration ? Literals.duration(token.text()) : Literals.number(token.text());
        } catch (IllegalArgumentException e) {
            throw tokens.fault(tokens.position(token), String.valueOf(e.getMessage()));
        }
        if (!(Math.abs(seconds) < Long.MAX_VALUE / 1e9)) {
            throw tokens.fault(tokens.position(token), "duration out of range");
        }
        return new DurationExpr.Literal(seconds, isDuration, tokens.position(token));
    }

    private DurationExpr ofQuery() {
        Token word = tokens.next();
        tokens.expect(TokenType.LEFT_PAREN, "\"(\"");
        tokens.expect(TokenType.RIGHT_PAREN, "\")\"");
        return word.type() == TokenType.STEP
                ? new DurationExpr.Step(tokens.from(word.start()))
                : new DurationExpr.Range(tokens.from(word.start()));
    }

    private DurationExpr extreme() {
        Token word = tokens.next();
        tokens.descend(word.start());
        tokens.expect(TokenType.LEFT_PAREN, "\"(\"");
        DurationExpr left = arithmetic(0);
        tokens.expect(TokenType.COMMA, "\",\"");
        DurationExpr right = arithmetic(0);
        tokens.expect(TokenType.RIGHT_PAREN, "\")\"");
        tokens.ascend();
        return new DurationExpr.Extreme(word.type() == TokenType.MAX_OF, left, right, tokens.from(word.start()));
    }

    private DurationExpr parens() {
        Token open = tokens.next();
        tokens.descend(open.start());
        DurationExpr inner = arithmetic(0);
        tokens.expect(TokenType.RIGHT_PAREN, "\")\"");
        tokens.ascend();
        return new DurationExpr.Parens(inner, tokens.from(open.start()));
    }
}
