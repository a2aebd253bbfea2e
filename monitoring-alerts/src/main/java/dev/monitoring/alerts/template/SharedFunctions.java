package dev.monitoring.alerts.template;

import java.util.Map;

/** The functions that Prometheus and Alertmanager both have, alike. */
final class SharedFunctions {
    private static final Map<String, Function> ALL = functions();

    private SharedFunctions() {}

    /** Makes a text of a text. */
    @FunctionalInterface
    interface TextText {
        String of(String text) throws Fault;
    }

    static Function ofText(TextText function) {
        return Function.of(
                (run, values) -> {
                    String made = function.of(values.get(0).text());
                    run.budget().checkLength(made.length());
                    run.budget().made(made.length());
                    return TemplateValue.of(made);
                },
                Parameter.TEXT);
    }

    static Map<String, Function> all() {
        return ALL;
    }

    private static Map<String, Function> functions() {
        return Map.of(
                "toUpper",
                ofText(GoText::toUpper),
                "toLower",
                ofText(GoText::toLower),
                "safeHtml",
                Function.of(
                        (run, values) ->
                                TextValue.of(TextValue.HTML, values.get(0).text()),
                        Parameter.TEXT),
                "match",
                Function.of(
                        (run, values) ->
                                TemplateValue.of(SearchPattern.of(values.get(0).text(), run.budget())
                                        .isFoundIn(values.get(1).text())),
                        Parameter.TEXT,
                        Parameter.TEXT),
                "reReplaceAll",
                Function.of(
                        (run, values) -> TemplateValue.of(SearchPattern.of(
                                        values.get(0).text(), run.budget())
                                .replaceAll(values.get(2).text(), values.get(1).text())),
                        Parameter.TEXT,
                        Parameter.TEXT,
                        Parameter.TEXT),
                "humanizeDuration",
                Function.of(
                        (run, values) -> TemplateValue.of(Humanized.duration(Humanized.number(values.get(0)))),
                        Parameter.ANY));
    }
}
