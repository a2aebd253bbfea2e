package dev.monitoring.core.model;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.re2j.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepetitionsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x{1000}",
                "(x{10}){100}",
                "x{500}y{600}",
                "(a{30}|b{33}){30}",
                "[{9999}]",
                "\\{9999}",
                "\\Q(x{100}){100}\\E",
                "x{,9999}",
                "{",
                "x{2",
                "(((((a*)*)+)?)*)"
            })
    void letsWhatGoAllowsPass(String expression) {
        Repetitions.require(expression);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x{1001}",
                "x{5,1001}",
                "x{1001,}",
                "x{99999999999}",
                "(x{100}){11}",
                "((x{10}){10}){11}",
                "(?:a|(b{40})){30}",
                "([[:alpha:]{}]{40}){30}"
            })
    void refusesWhatWouldGrow(String expression) {
        assertThrows(PatternSyntaxException.class, () -> Repetitions.require(expression));
    }

    @Test
    void aMatcherSaysWhatIsAllowed() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> Matcher.of("job", Matcher.Operator.MATCHES, "(((x{100}){100}){100})"));

        assertTrue(String.valueOf(refusal.getMessage()).contains("products of nested counts, are at most 1000"));
    }
}
