package dev.monitoring.alerts.matcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{}|{}",
                "a=b|{a=\"b\"}",
                "{b=~x.+, a!=\"\",}|{a!=\"\",b=~\"x.+\"}",
                "a=\"x,y\"|{a=\"x,y\"}",
                "a=x\\y|{a=\"x\\\\y\"}",
                "a=\"\\\"\\n\\d\"|{a=\"\\\"\\n\\\\d\"}",
                "a=|{a=\"\"}",
                "a=[x-y]+|{a=\"[x-y]+\"}",
                "\"my label\"=x|{\"my label\"=\"x\"}",
                "ä.b=\"\\u00e4\\xc3\\xa4\\t\"|{ä.b=\"ää\t\"}",
            })
    void readsBothNotations(String text, String printed) {
        assertEquals(printed, Matchers.parse(text).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a|2|the text ends; here comes =, !=, =~ or !~",
                "{\"a\"=b|1|the brace is never closed",
                "\"a\"=b c=d|7|found c; after a matcher comes a comma",
                "\"a\"=b}|6|no brace was opened",
                "\"a\"=\"b|5|the quote is never closed",
                "\"a\"=\"\\q\"|6|escape that does not exist",
                "a=~\"(\"|4|is not RE2",
                "\"\"=b|1|the label name is empty",
                "\"a\" ~ b|5|found ~; here comes =",
                "{\"a\"=b} c|9|nothing comes after }",
            })
    void saysWhatIsWrongAndWhere(String text, int column, String part) {
        MatcherSyntaxException fault = assertThrows(MatcherSyntaxException.class, () -> Matchers.parse(text));

        assertTrue(String.valueOf(fault.getMessage()).contains(part), fault.getMessage());
        assertEquals(column, fault.column(), fault.getMessage());
    }

    @Test
    void countsAMissingLabelAsEmpty() {
        assertTrue(Matchers.parse("a=\"\", b!=x, c=~\"|y\"").matches(Labels.EMPTY));
        assertFalse(Matchers.parse("a!=\"\"").matches(Labels.EMPTY));
    }

    @Test
    void matchesTheWholeValueAndNoLineFeedByADot() {
        assertFalse(Matchers.parse("a=~b").matches(Labels.of("a", "ab")));
        assertFalse(Matchers.parse("a=~b.c").matches(Labels.of("a", "b\nc")));
    }

    @Test
    void refusesAnEndlessText() {
        assertThrows(MatcherSyntaxException.class, () -> Matchers.parse("a=" + "b".repeat(70_000)));
    }
}
