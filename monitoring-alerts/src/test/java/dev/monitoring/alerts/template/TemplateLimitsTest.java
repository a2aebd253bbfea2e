package dev.monitoring.alerts.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.template.TemplateException.Reason;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each limit holds, says which it is, and is an error of the template rather than of the host. */
class TemplateLimitsTest {
    private final ManualClock clock = ManualClock.atEpochMillis(0);

    private TemplateException refused(String template, TemplateOptions options) {
        return assertThrows(TemplateException.class, () -> render(template, options));
    }

    private String render(String template, TemplateOptions options) throws TemplateException {
        return Template.parse("t", template, options)
                .render(TemplateValue.of(Map.of("long", "x".repeat(1000))), RenderContext.of(clock));
    }

    private static TemplateOptions with(TemplateLimits limits) {
        return TemplateOptions.alertmanager().withLimits(limits);
    }

    private void assertLimit(String part, TemplateException refused) {
        assertEquals(Reason.LIMIT, refused.reason(), refused.getMessage());
        assertTrue(refused.getMessage().contains(part), refused.getMessage());
    }

    @Test
    void boundsTheLengthOfTheTemplate() throws TemplateException {
        TemplateOptions options = with(TemplateLimits.defaults().withMaxTextLength(10));

        assertEquals("0123456789", render("0123456789", options));
        assertLimit("11 characters, more than the limit of 10", refused("0123456789x", options));
    }

    @Test
    void boundsTheLengthOfTheOutput() throws TemplateException {
        TemplateOptions options = with(TemplateLimits.defaults().withMaxOutputLength(1000));

        assertEquals(1000, render("{{ .long }}", options).length());
        assertLimit("longer than 1000 characters", refused("{{ .long }}!", options));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ printf \"%2000d\" 1 }}",
                "{{ printf \"%02000d\" 1 }}",
                "{{ printf \"%.2000d\" 1 }}",
                "{{ printf \"%.2000f\" 1.5 }}",
                "{{ printf \"%+02000.1f\" 1.5 }}",
                "{{ printf \"%*s\" 2000 \"\" }}",
                "{{ printf \"%-2000s\" \"\" }}",
                "{{ printf \"%x\" .long }}",
                "{{ printf \"%.2000U\" 5 }}",
                "{{ $l := list 1 }}{{ range 40 }}{{ $l = list $l $l }}{{ end }}{{ print $l }}",
                "{{ $x := print .long .long }}",
                "{{ len (print .long .long) }}",
                "{{ html \"<\" .long }}",
                "{{ join .long (stringSlice \"a\" \"b\" \"c\") }}",
                "{{ reReplaceAll \"x\" \"yyy\" .long }}",
                "{{ toJson (list .long .long) }}",
                "{{ base64encode .long }}",
                "{{ range .long | stringSlice }}{{ . }}{{ . }}{{ end }}"
            })
    void boundsTextsMadeOnTheWay(String template) {
        TemplateOptions options = with(TemplateLimits.defaults().withMaxOutputLength(1000));

        assertLimit("longer than 1000 characters", refused(template, options));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ range 1000000000000 }}{{ end }}",
                "{{ range 1000 }}{{ range 1000 }}{{ range 1000 }}{{ end }}{{ end }}{{ end }}",
                "{{ range 1000000000 }}{{ $x := 1 }}{{ end }}",
                "{{ define \"x\" }}{{ template \"y\" }}{{ template \"y\" }}{{ end }}{{ define \"y\" }}{{ range 90000 }}{{ end }}{{ end }}"
                        + "{{ template \"x\" }}{{ template \"x\" }}",
                "{{ $l := list 1 }}{{ range 100000 }}{{ $l = append $l 1 2 3 4 5 }}{{ end }}",
                "{{ $l := list }}{{ range 100000 }}{{ $l = append $l (print $.long $.long) }}{{ end }}"
            })
    void boundsTheNumberOfSteps(String template) {
        assertLimit("steps, which is the limit", refused(template, TemplateOptions.alertmanager()));
    }

    @Test
    void boundsTime() {
        ManualClock slow = ManualClock.atEpochMillis(0);
        RenderContext context = RenderContext.of(slow).withQuery(expression -> {
            slow.advance(Duration.ofSeconds(6));
            return List.of();
        });

        TemplateException refused = assertThrows(
                TemplateException.class,
                () -> Template.parse("t", "{{ query \"up\" }}never", TemplateOptions.rules())
                        .render(RuleFixture.data(0).toValue(), context));

        assertLimit("longer than 5000ms", refused);
    }

    @Test
    void boundsTheRecursionOfTemplates() {
        assertLimit(
                "nested deeper than 100",
                refused(
                        "{{ define \"x\" }}{{ template \"x\" . }}{{ end }}{{ template \"x\" . }}",
                        with(TemplateLimits.defaults())));
    }

    @Test
    void boundsTheRecursionThroughFunctions() {
        TemplateException refused = assertThrows(
                TemplateException.class,
                () -> Template.parse(
                                "t",
                                "{{ define \"x\" }}{{ tmpl \"x\" . }}{{ end }}{{ tmpl \"x\" . }}",
                                TemplateOptions.prometheus())
                        .render(TemplateValue.nil(), RenderContext.of(clock)));

        assertLimit("nested deeper than 100", refused);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 10_000, 100_000})
    void boundsNesting(int depth) {
        TemplateOptions options = TemplateOptions.alertmanager();

        assertLimit("nested deeper", refused("{{" + "(".repeat(depth) + "1" + ")".repeat(depth) + "}}", options));
        assertLimit("nested deeper", refused("{{if 1}}".repeat(depth / 10 + 100), options));
        assertLimit(
                "nested deeper", refused("{{if 0}}" + "{{else if 1}}".repeat(depth / 10 + 100) + "{{end}}", options));
        assertLimit("nested deeper", refused("{{range 1}}".repeat(101) + "{{end}}".repeat(101), options));
    }

    @Test
    void boundsListsInLists() {
        assertLimit(
                "nested deeper than 100",
                refused(
                        "{{ $l := list 1 }}{{ range 200 }}{{ $l = list $l }}{{ end }}{{ $l }}",
                        TemplateOptions.alertmanager()));
        assertLimit(
                "nested deeper than 100",
                refused(
                        "{{ $l := list 1 }}{{ range 200 }}{{ $l = dict \"a\" $l }}{{ end }}{{ toJson $l }}",
                        TemplateOptions.alertmanager()));
    }

    @Test
    void boundsTheLengthOfRegularExpressions() throws TemplateException {
        assertEquals("true", render("{{ match \"" + "x".repeat(1000) + "\" .long }}", TemplateOptions.alertmanager()));
        assertLimit(
                "longer than 1000 characters",
                refused("{{ match \"" + "x".repeat(1001) + "\" .long }}", TemplateOptions.alertmanager()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((x{100}){100}){100}",
                "(?:(?:(?:(?:x{30}){30}){30}){30}){30}",
                "(((x{1000}){1000}){1000}){1000}"
            })
    void refusesRegularExpressionsThatWouldUnfoldWithoutEnd(String pattern) {
        TemplateException refused = refused("{{ match \"" + pattern + "\" .long }}", TemplateOptions.alertmanager());

        assertEquals(Reason.EXECUTION, refused.reason());
        assertTrue(refused.getMessage().contains("invalid repeat count"), refused.getMessage());
    }

    @Test
    void boundsTheCostOfASearch() {
        String template =
                "{{ $x := .long }}{{ range 7 }}{{ $x = print $x $x }}{{ end }}{{ match \"(?:xx?){200}y\" $x }}";

        assertLimit("costs more than", refused(template, TemplateOptions.alertmanager()));
    }

    @Test
    void survivesThreadsWithSmallStacks() throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        // Once before, so that no class is loaded where there is no room for that.
        renderDeepTemplates();
        Thread small = new Thread(null, this::renderDeepTemplates, "small stack", 64 << 10);
        small.setUncaughtExceptionHandler((thread, e) -> thrown.set(e));

        small.start();
        small.join();

        assertNull(thrown.get());
    }

    private void renderDeepTemplates() {
        String nested = "{{if 1}}".repeat(90) + "{{ (((((1))))) }}" + "{{end}}".repeat(90);
        String recursive = "{{ define \"x\" }}{{ if 1 }}{{ print ((1)) }}{{ template \"x\" . }}{{ end }}{{ end }}"
                + "{{ template \"x\" . }}";
        int refused = 0;
        for (String template : List.of(nested, recursive)) {
            try {
                render(template, TemplateOptions.alertmanager());
            } catch (TemplateException e) {
                refused++;
            }
        }
        assertTrue(refused > 0, "the recursion never ends");
    }

    @Test
    void refusesLimitsThatAreNone() {
        assertThrows(
                IllegalArgumentException.class, () -> TemplateLimits.defaults().withMaxSteps(0));
        assertThrows(
                IllegalArgumentException.class, () -> TemplateLimits.defaults().withTimeout(Duration.ZERO));
        assertThrows(
                IllegalArgumentException.class, () -> TemplateLimits.defaults().withMaxDepth(-1));
    }
}
