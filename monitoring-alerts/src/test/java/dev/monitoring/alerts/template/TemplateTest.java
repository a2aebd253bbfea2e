package dev.monitoring.alerts.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.template.TemplateException.Reason;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.time.ManualClock;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is newer than the programs that {@link RecordedTemplatesTest} recorded, and what is ours. */
class TemplateTest {
    private static final RenderContext CONTEXT = RenderContext.of(ManualClock.atEpochMillis(1_700_000_000_500L));

    private static String rule(String template) throws TemplateException {
        return Template.parse("t", template, TemplateOptions.rules())
                .render(RuleFixture.data(1).toValue(), CONTEXT.withExternalUrl("https://m.example/mon/"));
    }

    private static String notification(String template) throws TemplateException {
        return TemplateSet.empty(TemplateOptions.alertmanager())
                .parse("t", template)
                .render(NotificationFixture.DATA.toValue(), CONTEXT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '\0', textBlock = """
            {{ range 3 }}{{ . }}{{ end }} ~ 012
            {{ range $i := 3 }}{{ $i }}{{ else }}none{{ end }} ~ 012
            {{ range 0 }}x{{ else }}none{{ end }} ~ none
            {{ with 0 }}a{{ else with 5 }}b{{ . }}{{ else }}c{{ end }} ~ b5
            {{ with 0 }}a{{ else with "" }}b{{ else }}c{{ end }} ~ c
            {{ now }} ~ 1.7000000005e+09
            {{ now | humanizeTimestamp }} ~ 2023-11-14 22:13:20.5 +0000 UTC
            {{ toDuration 90 }} {{ toDuration "0.0015" }} {{ humanizeDuration (toDuration 90) }} ~ 1m30s 1.5ms 1m 30s
            {{ urlQueryEscape "a b&c" }} ~ a+b%26c
            {{ externalURL }} {{ pathPrefix }} ~ https://m.example/mon/ /mon/
            {{ define "x" }}<{{ . }}>{{ end }}{{ tmpl "x" 5 }} ~ <5>
            """)
    void rendersWhatNewerPrometheusKnows(String template, String expected) throws TemplateException {
        assertEquals(expected, rule(template));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '\0', textBlock = """
            {{ .CommonLabels }} ~ alertname=Disk<1>, b=2, cluster=c1, zone=é
            {{ .CommonLabels.SortedPairs }} ~ alertname=Disk<1>, b=2, cluster=c1, zone=é
            {{ printf "%s|%v|%q" .GroupLabels .GroupLabels .GroupLabels }} ~ alertname=Disk<1>|alertname=Disk<1>|"alertname=Disk<1>"
            {{ trimSpace " a b " }}| ~ a b|
            {{ safeUrl "http://x" }} {{ urlUnescape "a%20b+c" }} ~ http://x a b c
            {{ date "2006-01-02 15:04" (index .Alerts 0).StartsAt }} ~ 2024-01-02 03:04
            {{ (index .Alerts 0).StartsAt | tz "Europe/Berlin" | date "15:04 -0700 MST" }} ~ 04:04 +0100 CET
            {{ (index .Alerts 0).StartsAt | tz "America/New_York" }} ~ 2024-01-01 22:04:05.6 -0500 EST
            {{ now.Unix }} {{ since (toDate "2006-01-02" "2023-11-14") }} ~ 1700000000 22h13m20.5s
            {{ since (toDate "2006-01-02" "2023-11-14") | humanizeDuration }} ~ 22h 13m 20s
            {{ toDate "Jan _2 2006 3:04PM -0700" "Feb  3 2024 4:05PM +0200" }} ~ 2024-02-03 16:05:00 +0200 +02
            {{ (toDate "2006" "x").IsZero }} ~ true
            {{ toJson .GroupLabels }} {{ toJson "<a>&" }} ~ {"alertname":"Disk\\u003c1\\u003e"} "\\u003ca\\u003e\\u0026"
            {{ toJson (list 1 2.5 "x" true nil 1e21 1e-7) }} ~ [1,2.5,"x",true,null,1e+21,1e-7]
            {{ toJson (index .Alerts 2) }} ~ {"status":"firing","labels":{"b":"2"},"annotations":{},"startsAt":"2024-02-29T13:00:00.000001Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://g/firing","fingerprint":"0123"}
            {{ base64encode "é" }} {{ base64decode "w6k=" }} ~ w6k= é
            {{ list 1 "a" }} {{ append (list 1) 2 3 }} {{ (dict "a" 1 "b" (list)).a }} ~ [1 a] [1 2 3] 1
            {{ range $k, $v := dict "b" 1 "a" 2 }}{{ $k }}{{ $v }}{{ end }} ~ a2b1
            """)
    void rendersWhatNewerAlertmanagerKnows(String template, String expected) throws TemplateException {
        assertEquals(expected, notification(template));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ urlUnescape \"%zz\" }}",
                "{{ base64decode \"*\" }}",
                "{{ mustToDate \"2006-01-02\" \"tomorrow\" }}",
                "{{ mustToDate \"2006-01-02\" \"2023-02-30\" }}",
                "{{ mustToDate \"2006\" \"2023 and more\" }}",
                "{{ tz \"Nowhere/City\" now }}",
                "{{ dict \"a\" }}",
                "{{ dict 1 2 }}",
                "{{ append 1 2 }}",
                "{{ toJson (list 1 (index .Alerts 7)) }}",
                "{{ date \"2006\" \"2024\" }}",
                "{{ range $i, $e := 3 }}{{ end }}",
                "{{ since 5 }}"
            })
    void refusesWhatNewerAlertmanagerRefuses(String template) {
        TemplateException refused = assertThrows(TemplateException.class, () -> notification(template));

        assertEquals(Reason.EXECUTION, refused.reason(), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"ZERO, []", "NO_VALUE, [<no value>]"})
    void givesForAMissingKeyWhatTheOptionSays(MissingKey missingKey, String expected) throws TemplateException {
        Template template =
                Template.parse("t", "[{{ .x }}]", TemplateOptions.prometheus().withMissingKey(missingKey));

        assertEquals(expected, template.render(TemplateValue.of(Map.of("a", "1")), CONTEXT));
    }

    @Test
    void refusesAMissingKeyWhereTheOptionSaysSo() throws TemplateException {
        Template template =
                Template.parse("t", "[{{ .x }}]", TemplateOptions.prometheus().withMissingKey(MissingKey.ERROR));

        TemplateException refused = assertThrows(
                TemplateException.class, () -> template.render(TemplateValue.of(Map.of("a", "1")), CONTEXT));

        assertEquals("map has no entry for key \"x\"; it has [a]", refused.fault());
    }

    @Test
    void slicesTextsWithHalfACharacterInThem() throws TemplateException {
        Template whole = Template.parse("t", "{{ slice \"\ud800abc\" }}", TemplateOptions.prometheus());
        Template part = Template.parse("t", "{{ slice \"\ud800abc\" 3 5 }}", TemplateOptions.prometheus());

        assertEquals("\ufffdabc", whole.render(TemplateValue.of(Map.of()), CONTEXT));
        assertEquals("ab", part.render(TemplateValue.of(Map.of()), CONTEXT));
    }

    @Test
    void saysWhereAndWhyATemplateIsWrong() {
        TemplateException syntax = assertThrows(
                TemplateException.class,
                () -> Template.parse(
                        "alert Disk, annotation summary", "a\n  é {{ humanise 5 }}", TemplateOptions.rules()));

        assertEquals(
                "alert Disk, annotation summary:2:8: function \"humanise\" not defined; did you mean humanize?",
                syntax.getMessage());
        assertEquals(Reason.SYNTAX, syntax.reason());
        assertEquals(2, syntax.line());
        assertEquals(8, syntax.column());
        assertEquals("alert Disk, annotation summary", syntax.template());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '\0', textBlock = """
            {{ if gt $value 5 }}{{ end }} ~ t:1:7: error calling gt: incompatible types for comparison: float64 and int; write a fraction beside a fraction, 5.0 rather than 5
            x {{ .Lables }} ~ t:1:6: can't evaluate field Lables in type struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value float64 }; it has Labels, ExternalLabels, ExternalURL, Value
            {{ $lables }} ~ t:1:4: undefined variable "$lables"; there are $, $labels, $externalLabels, $externalURL, $value
            {{ $labels.instance-name }} ~ t:1:20: bad character U+002D '-' behind a name; there is no arithmetic, and a key that is no name wants (index .Map "key")
            {{ if true }}x ~ t:1:14: unexpected EOF; an {{end}} is missing
            {{ template "none" . }} ~ t:1:4: template "none" not defined; defined are [t]
            {{ first (query "x") }} ~ t:1:11: error calling query: queries are not possible here; leave the call of query out
            """)
    void namesValueRuleAndRemedy(String template, String expected) {
        TemplateException refused = assertThrows(TemplateException.class, () -> rule(template));

        assertEquals(expected, refused.getMessage());
    }

    @Test
    void tellsWhatAQuerySaid() {
        RenderContext context = CONTEXT.withQuery(expression -> {
            throw QueryException.execution(null, "no such series: " + expression);
        });

        TemplateException refused = assertThrows(
                TemplateException.class,
                () -> Template.parse("t", "{{ query \"up\" }}", TemplateOptions.rules())
                        .render(RuleFixture.data(0).toValue(), context));

        assertEquals("t:1:4: error calling query: no such series: up", refused.getMessage());
    }

    @Test
    void outlivesAQueryThatBreaks() {
        RenderContext context = CONTEXT.withQuery(expression -> {
            throw new IllegalStateException("broken");
        });

        TemplateException refused = assertThrows(
                TemplateException.class,
                () -> Template.parse("t", "{{ query \"up\" }}", TemplateOptions.rules())
                        .render(RuleFixture.data(0).toValue(), context));

        assertEquals(Reason.EXECUTION, refused.reason());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ $value }}",
                "{{ define \"x\" }}{{ end }}",
                "${jndi:ldap://x}",
                "#{T(java.lang.Runtime).getRuntime().exec('id')}",
                "<script>alert(1)</script>",
                "a\r\nBcc: b@example",
                "\u001b[31mred",
                "%s %n %!d(string=x)",
                "$1 \\ ` ' \"",
                "\u202etxt.exe",
                "{{"
            })
    void showsLabelsLiterally(String label) throws TemplateException {
        TemplateValue rule = new RuleData(Map.of("l", label), Map.of("l", label), label, 1).toValue();
        Template annotation = Template.parse(
                "t",
                "{{ $labels.l }}|{{ printf \"%s\" $labels.l }}|{{ range $labels }}{{ . }}{{ end }}|{{ reReplaceAll \"^\" \"\" $labels.l }}",
                TemplateOptions.rules());

        assertEquals(String.join("|", label, label, label, label), annotation.render(rule, CONTEXT));
    }

    @Test
    void showsFaultsWithoutControlCharacters() {
        TemplateException refused =
                assertThrows(TemplateException.class, () -> rule("{{ template \"\u001b[31m\\r\\nx\" }}"));

        assertTrue(refused.getMessage().chars().noneMatch(c -> c < ' '), refused.getMessage());
    }

    @Test
    void hidesThePreludeFromTemplatesWithin() {
        TemplateException refused =
                assertThrows(TemplateException.class, () -> rule("{{ define \"x\" }}{{ $value }}{{ end }}"));

        assertEquals(Reason.SYNTAX, refused.reason());
    }

    @Test
    void refusesAPreludeThatIsNone() {
        TemplateOptions options = TemplateOptions.prometheus();

        assertThrows(IllegalArgumentException.class, () -> options.withPrelude(Map.of("x", "Value")));
        assertThrows(IllegalArgumentException.class, () -> options.withPrelude(Map.of("$x", ".Value")));
        assertThrows(IllegalArgumentException.class, () -> options.withPrelude(Map.of("$", "Value")));
    }

    @Test
    void rendersTheSameFromManyThreads() throws Exception {
        Template template = Template.parse(
                "t", "{{ range $k, $v := $labels }}{{ $k }}{{ match \"n.de\" $v }}{{ end }}", TemplateOptions.rules());
        String expected = template.render(RuleFixture.data(1).toValue(), CONTEXT);

        List<String> rendered = IntStream.range(0, 200)
                .parallel()
                .mapToObj(i -> {
                    try {
                        return template.render(RuleFixture.data(1).toValue(), CONTEXT);
                    } catch (TemplateException e) {
                        return e.getMessage();
                    }
                })
                .distinct()
                .toList();

        assertEquals(List.of(expected), rendered);
    }
}
