package dev.monitoring.collectors.scrape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.settings.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelabelRuleTest {
    private static final Labels LABELS = Labels.of("a", "foo", "b", "bar", "c", "baz");

    @Test
    void replacesByWhatTheWholeValueMatches() {
        assertRelabelled(
                "{a=\"boobam\", b=\"bar\", c=\"baz\"}",
                "source-labels",
                "a",
                "regex",
                "f(.*)",
                "target-label",
                "a",
                "replacement",
                "b${1}bam");
        assertRelabelled(LABELS.toString(), "source-labels", "a", "regex", "o", "target-label", "d");
        assertRelabelled(
                "{a=\"foo\", b=\"bar\", c=\"baz\", d=\"foo;bar\"}", "source-labels", "a,b", "target-label", "d");
        assertRelabelled(
                "{a=\"foo\", b=\"bar\", c=\"baz\", d=\"foo-bar-\"}",
                "source-labels",
                "a,b,none",
                "separator",
                "-",
                "target-label",
                "d");
        assertRelabelled("{a=\"foo\", c=\"baz\"}", "target-label", "b", "replacement", "");
        assertRelabelled(
                "{a=\"foo\", b=\"bar\", c=\"baz\", l_foo=\"x\"}",
                "source-labels",
                "a",
                "target-label",
                "l_$1",
                "replacement",
                "x");
        assertRelabelled(LABELS.toString(), "source-labels", "none", "target-label", "$1", "replacement", "x");
    }

    @Test
    void expandsReferencesAsGoDoes() {
        String[] templates = {"$1", "${1}x", "$1x", "$$1", "$", "${", "$-", "${name}", "$9", "a$1-$2"};
        String[] expected = {"f", "fx", "", "$1", "$", "${", "$-", "oo", "", "af-oo"};
        for (int i = 0; i < templates.length; i++) {
            Labels labels = rule(
                            "source-labels",
                            "a",
                            "regex",
                            "(.)(?P<name>.*)",
                            "target-label",
                            "d",
                            "replacement",
                            templates[i])
                    .apply(LABELS);
            assertEquals(expected[i], labels.valueOrEmpty("d"), templates[i]);
        }
    }

    @Test
    void keepsAndDrops() {
        assertRelabelled(LABELS.toString(), "action", "keep", "source-labels", "a", "regex", "foo|x");
        assertNull(rule("action", "keep", "source-labels", "a", "regex", "fo").apply(LABELS));
        assertNull(rule("action", "drop", "source-labels", "a,b", "regex", "foo;b.*")
                .apply(LABELS));
        assertRelabelled(LABELS.toString(), "action", "drop", "source-labels", "a", "regex", "oo");
        assertNull(rule("action", "keepequal", "source-labels", "a", "target-label", "b")
                .apply(LABELS));
        assertRelabelled(LABELS.toString(), "action", "dropequal", "source-labels", "a", "target-label", "b");
        assertNull(rule("action", "dropequal", "source-labels", "none", "target-label", "void")
                .apply(LABELS));
    }

    @Test
    void mapsDropsAndKeepsLabelsByName() {
        assertRelabelled(
                "{a=\"foo\", b=\"bar\", bar_a=\"foo\", bar_b=\"bar\", c=\"baz\"}",
                "action",
                "labelmap",
                "regex",
                "(a|b)",
                "replacement",
                "bar_$1");
        assertRelabelled("{c=\"baz\"}", "action", "labeldrop", "regex", "[ab]");
        assertRelabelled("{a=\"foo\", b=\"bar\"}", "action", "labelkeep", "regex", "[ab]");
    }

    @Test
    void hashesAndChangesCase() {
        // md5("baz") ends in eight bytes that are 976 modulo 1000.
        assertRelabelled(
                "{a=\"foo\", b=\"bar\", c=\"baz\", d=\"976\"}",
                "action",
                "hashmod",
                "source-labels",
                "c",
                "target-label",
                "d",
                "modulus",
                "1000");
        assertRelabelled(
                "{a=\"FOO\", b=\"bar\", c=\"baz\"}", "action", "uppercase", "source-labels", "a", "target-label", "a");
        assertRelabelled(
                "{a=\"foo;bar\", b=\"bar\", c=\"baz\"}",
                "action",
                "lowercase",
                "source-labels",
                "a,b",
                "target-label",
                "a");
    }

    @Test
    void resolvesClashesWithTheTargetFirst() {
        Target target = new Target("app", "host:1", Labels.of("zone", "a"));
        Labels own = Labels.of("job", "batch", "exported_job", "x", "code", "200");

        assertEquals(
                "m{code=\"200\", exported_exported_job=\"batch\", exported_job=\"x\"}",
                String.valueOf(new Relabeling(target, false, List.of()).apply("m", own)));
        assertEquals(
                "m{code=\"200\", exported_job=\"x\", job=\"batch\"}",
                String.valueOf(new Relabeling(target, true, List.of()).apply("m", own)));
        assertNull(new Relabeling(target, true, List.of(rule("action", "drop", "source-labels", "zone", "regex", "a")))
                .apply("m", own));
        assertEquals(
                "renamed{instance=\"other\"}",
                String.valueOf(new Relabeling(
                                target,
                                false,
                                List.of(
                                        rule("target-label", "__name__", "replacement", "renamed"),
                                        rule("target-label", "__tmp", "replacement", "1"),
                                        rule("target-label", "instance", "replacement", "other")))
                        .apply("m", Labels.EMPTY)));
    }

    @Test
    void saysWhatIsWrongWithARule() {
        assertFault(
                "t.regex: \"(\" is not a regular expression", "source-labels", "a", "regex", "(", "target-label", "b");
        assertFault("t.target-label: \"\" is no label name, which action replace needs", "source-labels", "a");
        assertFault("t.modulus: action hashmod needs a modulus", "action", "hashmod", "target-label", "b");
        assertFault(
                "t.source-labels: action labeldrop looks at label names only",
                "action",
                "labeldrop",
                "source-labels",
                "a");
        assertFault("\"dropp\" is none of the choices", "action", "dropp", "target-label", "b");
    }

    private static void assertFault(String message, Object... keysAndValues) {
        Settings section = TestSettings.section("t", keysAndValues);
        RelabelRule.read(section);
        assertEquals(1, section.faults().size(), section.faults()::toString);
        assertTrue(section.faults().get(0).toString().contains(message), section.faults()::toString);
    }

    private static void assertRelabelled(String expected, Object... keysAndValues) {
        assertEquals(expected, String.valueOf(rule(keysAndValues).apply(LABELS)));
    }

    private static RelabelRule rule(Object... keysAndValues) {
        Settings section = TestSettings.section("t", keysAndValues);
        RelabelRule rule = RelabelRule.read(section).orElseThrow(() -> new AssertionError(section.faults()));
        assertEquals(List.of(), section.faults());
        return rule;
    }
}
