package dev.monitoring.alerts.template;

import java.util.List;
import java.util.Random;

/**
 * Writes templates at random: sensible ones, and ones that go wrong in the ways people's do. Leaves out what Go 1.19 does not
 * know, what differs from run to run, and the deviations that {@link TemplateValue} and the package name.
 */
final class TemplateGenerator {
    private static final List<String> TEXTS = List.of(
            "\"\"",
            "\"a\"",
            "\"hello World\"",
            "\"héllo ☃ 😀\"",
            "\"a<b>&'\\\"c\\\"\"",
            "`raw\\n`",
            "\"line\\nbreak\\t\\x41\"",
            "\"web-1.example:9100\"",
            "\"10.0.0.1:80\"",
            "\"[::1]:80\"",
            "\"12.5\"",
            "\"1e3\"",
            "\"0x10\"",
            "\"up == 1\"",
            "\"foo_bar foo-bar it's\"",
            "\"\\u00e9\\u0007\"",
            "\"{{ $labels }}\"");
    private static final List<String> NUMBERS = List.of(
            "0",
            "1",
            "-1",
            "7",
            "42",
            "1000",
            "1000000",
            "0x1f",
            "0b101",
            "0o17",
            "017",
            "1_000",
            "'a'",
            "'\\n'",
            "'☃'",
            "+3",
            "9223372036854775807",
            "-9223372036854775808");
    private static final List<String> FRACTIONS = List.of(
            "0.0",
            "1.0",
            "0.5",
            "-2.5",
            "1e6",
            "1e-7",
            "123456.789",
            "1234567.0",
            "1e21",
            "1e100",
            "0x1p-2",
            "3.14159",
            "-0.0",
            "2.5e-5",
            "7.25",
            "1.005",
            ".5",
            "5.",
            "99999.5",
            "0.00001234",
            "86400.0",
            "3661.5",
            "1435065584.128",
            "9007199254740993.0",
            "1e300",
            "5e-324");
    private static final List<String> DATA = List.of(
            "$value",
            ".Value",
            "$labels",
            ".Labels",
            "$externalLabels",
            ".ExternalLabels",
            "$externalURL",
            ".ExternalURL",
            "$labels.job",
            "$labels.instance",
            "$labels.missing",
            ".Labels.text",
            "$labels.html",
            "$.Labels.job",
            "nil",
            "true",
            "false",
            "(args 1 \"x\" 2.5)",
            "(args)",
            "(index $labels \"job\")",
            "(len $labels)",
            "(query \"v\" | sortByLabel \"n\" | first)",
            "(query \"none\")",
            "(query \"v\" | sortByLabel \"n\" | first).Labels",
            "(query \"v\" | sortByLabel \"n\" | first).Value",
            "(toTime 1234567890.25)",
            "(toTime $value)",
            "(parseDuration \"1h30m\")",
            "(safeHtml \"<b>\")",
            "(index \"abc\" 1)",
            "(slice \"abcdef\" 1 3)",
            "(printf \"%d\" 5)",
            "(print 1 2 \"x\" 3)",
            "(args nil).arg0",
            "(toTime 0.0).Month",
            "(toTime 0.0).Weekday",
            "(toTime 0.0).Unix",
            "(eq 1 1)",
            "(not 1)",
            "(args $labels 1)");
    private static final List<String> NOTIFICATION = List.of(
            ".Status",
            ".Receiver",
            ".ExternalURL",
            ".CommonLabels.b",
            ".CommonLabels.missing",
            ".GroupLabels.Names",
            ".CommonLabels.Values",
            "(len .Alerts)",
            "(len .Alerts.Firing)",
            "(index .Alerts 0).Labels.a",
            "(index .Alerts 0).StartsAt",
            "(index .Alerts 1).EndsAt.Month",
            "(stringSlice \"x\" \"y z\")",
            "(.CommonLabels.Remove (stringSlice \"b\")).Names",
            "(index .CommonLabels.SortedPairs 0)",
            "(index .CommonLabels.SortedPairs 0).Name",
            "(index .Alerts 1).Annotations.summary",
            "nil",
            "true",
            "$.Status",
            "((index .Alerts 1).EndsAt.Sub (index .Alerts 2).EndsAt)",
            "(index .Alerts 9)",
            "(safeHtml \"<i>\")");
    private static final List<String> NOTIFICATION_TEXT =
            List.of("title", "toUpper", "toLower", "safeHtml", "html", "js");
    private static final List<String> ONE_TEXT = List.of(
            "title",
            "toUpper",
            "toLower",
            "stripPort",
            "stripDomain",
            "graphLink",
            "tableLink",
            "safeHtml",
            "parseDuration");
    private static final List<String> ONE_NUMBER = List.of(
            "humanize", "humanize1024", "humanizeDuration", "humanizePercentage", "humanizeTimestamp", "toTime");
    private static final List<String> ANYTHING = List.of("print", "println", "html", "js", "urlquery", "len", "not");
    private static final List<String> COMPARISONS = List.of("eq", "ne", "lt", "le", "gt", "ge");
    private static final String VERBS = "vvvddsssqxXtTeEfFgGbcoOU%z!";
    private static final List<String> FLAGS = List.of("", "", "", "+", "-", "#", "0", " ", "-0", "+#", "0+", "# ");
    private static final List<String> WIDTHS = List.of("", "", "", "1", "8", "20", "*", "[2]*");
    private static final List<String> PRECISIONS =
            List.of("", "", "", ".0", ".1", ".3", ".12", ".", ".*", "[1]", "[3]");
    private static final List<String> PATTERNS = List.of(
            "\"a+\"", "\"^(.*):.*$\"", "\"[a-z]\"", "\"\"", "\"(?P<x>e)l\"", "\"(\"", "`\\d+`", "\"o|l\"", "\"x*\"");
    private static final List<String> REPLACEMENTS =
            List.of("\"\"", "\"$1\"", "\"<$0>\"", "\"${x}y\"", "\"$1x\"", "\"$$\"", "\"-\"");
    private static final List<String> LAYOUTS = List.of(
            "\"2006-01-02T15:04:05.000Z07:00\"",
            "\"Mon Jan _2 3:04PM 2006 MST\"",
            "\"Monday 002 __2 06 .999 -0700\"",
            "\"January 1 5 pm 03\"");
    private static final List<String> TIME_METHODS = List.of(
            "Year",
            "Month",
            "Day",
            "Hour",
            "Minute",
            "Second",
            "Unix",
            "YearDay",
            "Weekday",
            "String",
            "UTC",
            "IsZero",
            "UnixMilli",
            "Nope");

    private final Random random;

    TemplateGenerator(Random random) {
        this.random = random;
    }

    private String any(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    String template() {
        StringBuilder out = new StringBuilder();
        int parts = 1 + random.nextInt(3);
        for (int i = 0; i < parts; i++) {
            out.append(part(2));
        }
        return out.toString();
    }

    /** A template for the data of a notification. */
    String notification() {
        StringBuilder out = new StringBuilder();
        int parts = 1 + random.nextInt(3);
        for (int i = 0; i < parts; i++) {
            String value = chance(75) ? any(NOTIFICATION) : any(chance(60) ? TEXTS : NUMBERS);
            switch (random.nextInt(6)) {
                case 0 -> out.append("{{ ").append(value).append(" }}");
                case 1 ->
                    out.append("{{ ")
                            .append(value)
                            .append(" | ")
                            .append(any(NOTIFICATION_TEXT))
                            .append(" }}");
                case 2 -> {
                    out.append("{{ ")
                            .append(printf())
                            .append(' ')
                            .append(plain(value))
                            .append(' ');
                    out.append(plain(any(NOTIFICATION))).append(" }}");
                }
                case 3 -> out.append("{{ if ").append(value).append(" }}yes{{ else }}no{{ end }}");
                case 4 -> {
                    out.append("{{ range ")
                            .append(any(List.of(".Alerts", ".Alerts.Firing", ".CommonLabels.SortedPairs")));
                    out.append(" }}{{ ").append(any(List.of(".Name", ".Status", ".Labels.b", ".Value", ".StartsAt")));
                    out.append(" }},{{ else }}none{{ end }}");
                }
                default -> out.append("{{ with ").append(value).append(" }}<{{ . }}>{{ else }}empty{{ end }} \n");
            }
        }
        return out.toString();
    }

    private String part(int depth) {
        switch (random.nextInt(depth > 0 ? 10 : 5)) {
            case 0 -> {
                return any(List.of("text ", " \n ", "é ", "}} ", "{ "));
            }
            case 1, 2, 3, 4 -> {
                return open() + " " + pipeline(2) + " " + close();
            }
            case 5 -> {
                return control(depth);
            }
            case 6 -> {
                return loop(depth);
            }
            case 7 -> {
                return "{{ $x := " + pipeline(1) + " }}" + part(depth - 1) + "{{ $x }}"
                        + (chance(50) ? "{{ $x = " + pipeline(1) + " }}{{ printf \"%v\" $x }}" : "");
            }
            case 8 -> {
                return defined(depth);
            }
            default -> {
                return "{{/* a comment */}}" + open() + pipeline(1) + close() + part(depth - 1);
            }
        }
    }

    private String open() {
        return chance(15) ? "{{- " : "{{";
    }

    private String close() {
        return chance(15) ? " -}}" : "}}";
    }

    private String control(int depth) {
        String word = any(List.of("if", "if", "with"));
        return open() + word + " " + pipeline(1) + close() + part(depth - 1)
                + (chance(20) && word.equals("if") ? "{{else if " + pipeline(1) + "}}" + part(depth - 1) : "")
                + (chance(50) ? "{{else}}" + part(depth - 1) : "")
                + (chance(97) ? "{{end}}" : "");
    }

    private String loop(int depth) {
        String variables = any(List.of("", "", "$e := ", "$i, $e := "));
        String shown = variables.isEmpty() ? "[{{.}}]" : variables.startsWith("$i") ? "[{{$i}}:{{$e}}]" : "[{{$e}}]";
        String list = any(List.of(
                "$labels",
                ".ExternalLabels",
                "(query \"v\" | sortByLabel \"n\")",
                "(query \"none\")",
                "(args 1 \"x\" 2.5)",
                "$labels.job",
                "$value",
                "nil"));
        String leave = any(List.of("", "", "", "{{break}}", "{{continue}}", "{{if true}}{{break}}{{end}}"));
        if (list.contains("\"v\"")) {
            shown = variables.isEmpty()
                    ? "{{.Labels.n}}={{.Value}} "
                    : "{{$e.Labels.n}}={{value $e}} {{$e | label \"job\"}}";
        }
        return "{{range " + variables + list + "}}" + shown + leave + (chance(30) ? part(depth - 1) : "")
                + (chance(40) ? "{{else}}none" : "") + "{{end}}";
    }

    private String defined(int depth) {
        String name = any(List.of("\"x\"", "\"y\"", "`x`"));
        String text = "{{define " + name + "}}<{{ . }}>" + (chance(30) ? part(depth - 1) : "") + "{{end}}";
        String use = chance(70) ? "{{template " + name + " " + value(1) + "}}" : "{{template \"x\"}}";
        return chance(70) ? text + use : "{{block \"b" + random.nextInt(1000) + "\" " + value(1) + "}}{{.}}{{end}}";
    }

    private String pipeline(int depth) {
        if (chance(25)) {
            String value = value(depth);
            String function = function(depth, true);
            return (function.startsWith("printf") ? plain(value) : value) + " | " + function;
        }
        return chance(60) ? function(depth, false) : value(depth);
    }

    private String value(int depth) {
        switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> {
                return any(TEXTS);
            }
            case 1 -> {
                return any(NUMBERS);
            }
            case 2 -> {
                return any(FRACTIONS);
            }
            case 3, 4 -> {
                return any(DATA);
            }
            default -> {
                return "(" + function(depth - 1, false) + ")";
            }
        }
    }

    /** Something else for a time: Go shows what it has inside of one, where the verb is not for text. */
    private static String plain(String value) {
        boolean time = value.contains("toTime") && !value.contains(").") || value.contains("UTC");
        return time || value.contains("StartsAt") ? "\"time\"" : value;
    }

    private String text(int depth) {
        return chance(85) ? any(TEXTS) : value(depth);
    }

    private String number(int depth) {
        return chance(85) ? any(chance(70) ? FRACTIONS : NUMBERS) : value(depth);
    }

    /** A call, without its last argument where that is piped. */
    private String function(int depth, boolean piped) {
        String last;
        switch (random.nextInt(12)) {
            case 0 -> last = any(ONE_TEXT) + (piped ? "" : " " + text(depth));
            case 1, 2 -> last = any(ONE_NUMBER) + (piped ? "" : " " + number(depth));
            case 3 -> last = any(ANYTHING) + (piped ? "" : " " + value(depth)) + (chance(20) ? " " + value(depth) : "");
            case 4 -> {
                return any(COMPARISONS) + " " + comparable(piped);
            }
            case 5, 6, 7 -> {
                return printf() + (piped ? "" : arguments(depth));
            }
            case 8 -> last = any(List.of("and", "or")) + " " + value(depth) + (piped ? "" : " " + value(depth));
            case 9 ->
                last = chance(50)
                        ? "match " + any(PATTERNS) + (piped ? "" : " " + text(depth))
                        : "reReplaceAll " + any(PATTERNS) + " " + any(REPLACEMENTS) + (piped ? "" : " " + text(depth));
            case 10 ->
                last = any(List.of(
                                "index $labels",
                                "index \"abc\"",
                                "slice \"abcdef\" 1",
                                "index (query \"v\" | sortByLabel \"n\") 0",
                                "slice"))
                        + (piped ? "" : " " + any(List.of("\"job\"", "1", "2", "99", "-1", "nil", "1.0", "\"none\"")));
            default -> {
                return chance(50)
                        ? "(toTime " + any(FRACTIONS) + ").Format " + any(LAYOUTS)
                        : "(toTime " + any(FRACTIONS) + ")." + any(TIME_METHODS);
            }
        }
        return last;
    }

    /** Two of one type mostly. Pointers are left out: whether two are one differs from ours. */
    private String comparable(boolean piped) {
        List<String> choices = sameKind();
        String second = piped ? "" : " " + any(chance(85) ? choices : TEXTS);
        return any(choices) + second + (chance(10) ? " " + any(choices) : "");
    }

    private List<String> sameKind() {
        switch (random.nextInt(4)) {
            case 0 -> {
                return TEXTS;
            }
            case 1 -> {
                return NUMBERS;
            }
            case 2 -> {
                return FRACTIONS;
            }
            default -> {
                return List.of(
                        "$value", "1.0", "$labels.job", "true", "false", "nil", "(len $labels)", "(safeHtml \"a\")");
            }
        }
    }

    private String printf() {
        StringBuilder format = new StringBuilder();
        int count = 1 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            format.append(any(List.of("", "x ", "é|")))
                    .append('%')
                    .append(any(FLAGS))
                    .append(any(WIDTHS));
            format.append(any(PRECISIONS)).append(VERBS.charAt(random.nextInt(VERBS.length())));
        }
        return "printf \"" + format + (chance(5) ? "%" : "") + "\"";
    }

    private String arguments(int depth) {
        StringBuilder out = new StringBuilder();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            out.append(' ').append(chance(20) ? "5" : plain(value(depth)));
        }
        return out.toString();
    }
}
