package dev.monitoring.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Matcher.Operator;
import org.junit.jupiter.api.Test;

class MatcherTest {
    @Test
    void matchesTheWholeValue() {
        Matcher matcher = Matcher.of("path", Operator.MATCHES, "api|web.*");

        assertTrue(matcher.matches("api"));
        assertTrue(matcher.matches("web-2"));
        assertFalse(matcher.matches("my-api"));
        assertFalse(matcher.matches("api2"));
    }

    @Test
    void letsTheDotMatchLineFeeds() {
        assertTrue(Matcher.of("path", Operator.MATCHES, "a.b").matches("a\nb"));
    }

    @Test
    void takesAMissingLabelAsEmpty() {
        Labels labels = Labels.of("a", "1");

        assertTrue(Matcher.equal("b", "").matches(labels));
        assertTrue(Matcher.of("b", Operator.NOT_EQUAL, "x").matches(labels));
        assertTrue(Matcher.of("b", Operator.MATCHES, ".*").matches(labels));
        assertFalse(Matcher.of("b", Operator.MATCHES, ".+").matches(labels));
        assertFalse(Matcher.of("b", Operator.NOT_MATCHES, ".*").matches(labels));
    }

    @Test
    void saysWhyRe2RefusesAPattern() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Matcher.of("path", Operator.MATCHES, "a(?=b)"));

        assertTrue(refusal.getMessage().startsWith("regular expression \"a(?=b)\" of label path is not RE2: "));
    }

    @Test
    void staysLinearWhereBacktrackingWouldNot() {
        assertFalse(Matcher.of("path", Operator.MATCHES, "(.*a){12}").matches("a".repeat(11) + "b".repeat(2_000)));
    }

    @Test
    void printsAsPromqlWritesIt() {
        assertEquals(
                "path!~\"a.*\"", Matcher.of("path", Operator.NOT_MATCHES, "a.*").toString());
        assertEquals("\"my.path\"=\"x\"", Matcher.equal("my.path", "x").toString());
    }
}
