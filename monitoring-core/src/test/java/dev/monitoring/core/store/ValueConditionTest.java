package dev.monitoring.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Matcher;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValueConditionTest {
    private static final List<String> VALUES =
            List.of("", "a", "b", "ab", "abc", "cab", "xaby", "a\nb", "a|b", "a.b", "é", "😀", "ab😀", "*", ".+");

    @Test
    void saysTheSameAsTheExpression() {
        List<String> expressions = List.of(
                "",
                "a",
                "ab",
                "a|b",
                "(a|b)",
                "(?:a|b|ab)",
                "a|",
                "|",
                "ab.*",
                "ab.+",
                ".*ab",
                ".+ab",
                ".*ab.*",
                ".+ab.+",
                ".*ab.+",
                ".*",
                ".+",
                ".*.*",
                ".+.+",
                "a.b",
                "a\\.b",
                "(a)|(b)",
                "[ab]",
                "a*",
                "(?i:A)",
                "é|😀",
                "a.*b",
                ".",
                "..",
                ".*a|b",
                "\\*",
                "^a$",
                "a|b.*");

        for (String expression : expressions) {
            Matcher matcher = Matcher.of("x", Matcher.Operator.MATCHES, expression);
            ValueCondition condition = ValueCondition.of(matcher);
            for (String value : VALUES) {
                assertEquals(
                        matcher.matches(value),
                        condition.expressionFits(value),
                        () -> "\"" + expression + "\" on \"" + value + "\"");
            }
        }
    }

    @Test
    void saysTheSameForANegativeMatcher() {
        Matcher matcher = Matcher.of("x", Matcher.Operator.NOT_MATCHES, "[ab]+");

        assertTrue(ValueCondition.of(matcher).expressionFits("ab"));
        assertFalse(ValueCondition.of(matcher).expressionFits("c"));
    }

    @Test
    void needsNoEngineForListsAndAffixes() {
        for (String expression : List.of("a|b", "(a|b)", "a\\.b|c", "ab.*", ".+ab", ".*ab.*", ".*", ".+", "plain")) {
            assertFalse(condition(expression).isExpression(), expression);
        }
        for (String expression : List.of("a[b]", "a.*b", "a\\db", ".+ab.+")) {
            assertTrue(condition(expression).isExpression(), expression);
        }
    }

    private static ValueCondition condition(String expression) {
        return ValueCondition.of(Matcher.of("x", Matcher.Operator.MATCHES, expression));
    }
}
