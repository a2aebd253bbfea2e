package dev.monitoring.core.query.syntax;

/** The kinds of words and signs that a query is made of. */
enum TokenType {
    END_OF_INPUT(Style.BARE, "end of input"),
    IDENTIFIER(Style.NAMED, "identifier"),
    /** A name with a colon, which is no function and no label. */
    METRIC_IDENTIFIER(Style.NAMED, "metric identifier"),
    STRING(Style.NAMED, "string"),
    NUMBER(Style.NAMED, "number"),
    DURATION(Style.NAMED, "duration"),

    LEFT_PAREN(Style.QUOTED, ""),
    RIGHT_PAREN(Style.QUOTED, ""),
    LEFT_BRACE(Style.QUOTED, ""),
    RIGHT_BRACE(Style.QUOTED, ""),
    LEFT_BRACKET(Style.QUOTED, ""),
    RIGHT_BRACKET(Style.QUOTED, ""),
    COMMA(Style.QUOTED, ""),
    COLON(Style.QUOTED, ""),
    ASSIGN(Style.QUOTED, ""),

    /** One of {@link BinaryOperator}. */
    OPERATOR(Style.ANGLED, "op:"),
    MATCHES(Style.ANGLED, "op:"),
    NOT_MATCHES(Style.ANGLED, "op:"),
    AT(Style.ANGLED, "op:"),
    /** One of {@link AggregationOperator}. */
    AGGREGATOR(Style.ANGLED, "aggr:"),

    OFFSET(Style.ANGLED, ""),
    ANCHORED(Style.ANGLED, ""),
    SMOOTHED(Style.ANGLED, ""),
    BY(Style.ANGLED, ""),
    WITHOUT(Style.ANGLED, ""),
    ON(Style.ANGLED, ""),
    IGNORING(Style.ANGLED, ""),
    GROUP_LEFT(Style.ANGLED, ""),
    GROUP_RIGHT(Style.ANGLED, ""),
    BOOL(Style.ANGLED, ""),
    FILL(Style.ANGLED, ""),
    FILL_LEFT(Style.ANGLED, ""),
    FILL_RIGHT(Style.ANGLED, ""),

    START(Style.QUOTED, ""),
    END(Style.QUOTED, ""),
    STEP(Style.QUOTED, ""),
    RANGE(Style.QUOTED, ""),
    MIN_OF(Style.QUOTED, ""),
    MAX_OF(Style.QUOTED, "");

    /** How a token is shown in messages. */
    enum Style {
        BARE,
        QUOTED,
        NAMED,
        ANGLED
    }

    private final Style style;
    private final String title;

    TokenType(Style style, String title) {
        this.style = style;
        this.title = title;
    }

    Style style() {
        return style;
    }

    /** What stands with the token's text in messages. */
    String title() {
        return title;
    }
}
