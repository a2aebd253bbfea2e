package dev.monitoring.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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

    private static Stream<String> deepOnes() {
        return Stream.of(
                "(".repeat(250) + ")".repeat(250),
                "(?i:".repeat(3_000) + ")".repeat(3_000),
                "[a-z]?".repeat(2_000),
                "x{0,1}".repeat(2_000),
                "(x{0,1}y?){400}",
                "(a|b*)".repeat(1_000),
                "()".repeat(600),
                "\\b".repeat(1_500),
                "^".repeat(1_500),
                "a.|b.|".repeat(800));
    }

    @ParameterizedTest
    @MethodSource("deepOnes")
    void refusesWhatWouldGoTooDeep(String expression) {
        assertThrows(PatternSyntaxException.class, () -> Repetitions.require(expression));
    }

    private static Stream<String> deepestAllowed() {
        return Stream.of(
                "(".repeat(100) + "x" + ")".repeat(100),
                "[a-z]?".repeat(999),
                "x{0,1}".repeat(999),
                "(a|b*)".repeat(240),
                "()".repeat(499),
                "(x?){330}",
                "(".repeat(99) + "x{0,999}" + ")".repeat(99),
                "\\b".repeat(999),
                "x{0,999}".repeat(50),
                "a.|b.|".repeat(450));
    }

    /** With a good part of the stack that a thread has as a rule still free. */
    @ParameterizedTest
    @MethodSource("deepestAllowed")
    void whatPassesNeedsNoDeepStack(String expression) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Runnable work = () -> {
            Repetitions.require(expression);
            Pattern pattern = Pattern.compile("^(?s:" + expression + ")$");
            pattern.matches("x".repeat(100));
            pattern.matches("");
        };
        Thread thread = new Thread(null, work, "small-stack", 896 << 10);
        thread.setUncaughtExceptionHandler((unused, thrown) -> failure.set(thrown));
        thread.start();
        thread.join();

        assertNull(failure.get());
    }

    @Test
    void listsOfValuesMayBeLong() {
        String values = IntStream.range(0, 20_000).mapToObj(i -> i + "\\.host").collect(Collectors.joining("|"));

        Matcher matcher = Matcher.of("instance", Matcher.Operator.MATCHES, "(" + values + ")");

        assertTrue(matcher.matches("19999.host"));
        assertFalse(matcher.matches("19999xhost"));
        assertEquals(20_000, matcher.listedValues().size());
    }

    @Test
    void aMatcherSaysWhatIsAllowed() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> Matcher.of("job", Matcher.Operator.MATCHES, "(((x{100}){100}){100})"));

        assertTrue(String.valueOf(refusal.getMessage()).contains("products of nested counts, are at most 1000"));
    }
}
