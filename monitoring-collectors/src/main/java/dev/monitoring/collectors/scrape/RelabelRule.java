package dev.monitoring.collectors.scrape;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Names;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One step of relabelling, as in Prometheus' {@code metric_relabel_configs}. Immutable and thread-safe.
 *
 * @param action what it does
 * @param sourceLabels the labels whose values are looked at, joined by the separator
 * @param separator stands between them
 * @param regex must match all of the joined text, or of a label's name
 * @param modulus the bound of a hash
 * @param targetLabel the label that is set; may refer to groups for {@link RelabelAction#REPLACE}
 * @param replacement what it is set to; may refer to groups
 */
record RelabelRule(
        RelabelAction action,
        List<String> sourceLabels,
        String separator,
        Pattern regex,
        int modulus,
        String targetLabel,
        String replacement) {
    private static final Setting<RelabelAction> ACTION =
            Setting.choice("action", RelabelAction.REPLACE, "What the rule does.");
    private static final Setting<List<String>> SOURCE_LABELS =
            Setting.list("source-labels", List.of(), "The labels to look at; the metric's name is __name__.");
    private static final Setting<String> SEPARATOR =
            Setting.text("separator", ";", "What stands between the values of several source labels.");
    private static final Setting<String> REGEX = Setting.text(
            "regex", "(.*)", "What all of the source labels must match, in RE2's syntax; for label… a label's name.");
    private static final Setting<Integer> MODULUS =
            Setting.integer("modulus", 0, 0, Integer.MAX_VALUE, "How many values a hashmod has.");
    private static final Setting<String> TARGET_LABEL = Setting.text("target-label", "", "The label to set.");
    private static final Setting<String> REPLACEMENT =
            Setting.text("replacement", "$1", "What to set it to; $1 is the first group of the regex.");

    private static final Pattern PROPER_LABEL = Pattern.compile("[a-zA-Z_](?:[a-zA-Z0-9_]|\\$\\{?[a-zA-Z0-9_]+\\}?)*|"
            + "\\$\\{?[a-zA-Z0-9_]+\\}?(?:[a-zA-Z0-9_]|\\$\\{?[a-zA-Z0-9_]+\\}?)*");

    RelabelRule {
        sourceLabels = List.copyOf(sourceLabels);
    }

    /** The keys of a rule. */
    static List<Setting<?>> settings() {
        return List.of(ACTION, SOURCE_LABELS, SEPARATOR, REGEX, MODULUS, TARGET_LABEL, REPLACEMENT);
    }

    /** A rule of our own presets. */
    static RelabelRule replace(String sourceLabel, String regex, String targetLabel) {
        return new RelabelRule(RelabelAction.REPLACE, List.of(sourceLabel), ";", anchored(regex), 0, targetLabel, "$1");
    }

    /** The rule that a section describes; what is wrong with it is recorded there, and no rule comes back. */
    static Optional<RelabelRule> read(Settings section) {
        RelabelAction action = section.get(ACTION);
        String targetLabel = section.get(TARGET_LABEL);
        int before = section.faults().size();
        Pattern regex = null;
        try {
            regex = anchored(section.get(REGEX));
        } catch (PatternSyntaxException e) {
            section.fault(
                    REGEX,
                    "\"" + section.get(REGEX) + "\" is not a regular expression: " + e.getDescription()
                            + "; use the syntax of RE2, as Prometheus does");
        }
        switch (action) {
            case REPLACE, HASHMOD, LOWERCASE, UPPERCASE, KEEPEQUAL, DROPEQUAL -> {
                boolean proper = action == RelabelAction.REPLACE
                        ? PROPER_LABEL.matcher(targetLabel).matches()
                        : Names.isLabelName(targetLabel);
                if (!proper) {
                    section.fault(
                            TARGET_LABEL,
                            "\"" + targetLabel + "\" is no label name, which action "
                                    + action.name().toLowerCase(Locale.ROOT) + " needs; name the label");
                }
            }
            case KEEP, DROP, LABELMAP, LABELDROP, LABELKEEP -> {}
        }
        if (action == RelabelAction.HASHMOD && section.get(MODULUS) == 0) {
            section.fault(MODULUS, "action hashmod needs a modulus of at least 1; set it");
        }
        if ((action == RelabelAction.LABELDROP || action == RelabelAction.LABELKEEP)
                && !section.get(SOURCE_LABELS).isEmpty()) {
            section.fault(
                    SOURCE_LABELS,
                    "action " + action.name().toLowerCase(Locale.ROOT)
                            + " looks at label names only; remove source-labels");
        }
        return regex == null || section.faults().size() > before
                ? Optional.empty()
                : Optional.of(new RelabelRule(
                        action,
                        section.get(SOURCE_LABELS),
                        section.get(SEPARATOR),
                        regex,
                        section.get(MODULUS),
                        targetLabel,
                        section.get(REPLACEMENT)));
    }

    private static Pattern anchored(String regex) {
        return Pattern.compile("^(?s:" + regex + ")$");
    }

    /** The labels after this rule, the metric's name among them; null where it drops the series. */
    @Nullable
    Labels apply(Labels labels) {
        return switch (action) {
            case REPLACE -> replace(labels);
            case KEEP -> regex.matcher(source(labels)).find() ? labels : null;
            case DROP -> regex.matcher(source(labels)).find() ? null : labels;
            case KEEPEQUAL -> source(labels).equals(labels.valueOrEmpty(targetLabel)) ? labels : null;
            case DROPEQUAL -> source(labels).equals(labels.valueOrEmpty(targetLabel)) ? null : labels;
            case HASHMOD -> labels.with(targetLabel, hash(source(labels)));
            case LABELMAP -> map(labels);
            case LABELDROP -> named(labels, false);
            case LABELKEEP -> named(labels, true);
            case LOWERCASE -> labels.with(targetLabel, source(labels).toLowerCase(Locale.ROOT));
            case UPPERCASE -> labels.with(targetLabel, source(labels).toUpperCase(Locale.ROOT));
        };
    }

    private String source(Labels labels) {
        if (sourceLabels.size() == 1) {
            return labels.valueOrEmpty(sourceLabels.get(0));
        }
        StringBuilder source = new StringBuilder();
        for (int i = 0; i < sourceLabels.size(); i++) {
            source.append(i > 0 ? separator : "").append(labels.valueOrEmpty(sourceLabels.get(i)));
        }
        return source.toString();
    }

    private Labels replace(Labels labels) {
        Matcher matcher = regex.matcher(source(labels));
        if (!matcher.find()) {
            return labels;
        }
        String target = Replacement.expand(targetLabel, matcher);
        return Names.isLabelName(target) ? labels.with(target, Replacement.expand(replacement, matcher)) : labels;
    }

    private Labels map(Labels labels) {
        Labels.Builder mapped = labels.toBuilder();
        labels.forEach((name, value) -> {
            Matcher matcher = regex.matcher(name);
            if (matcher.find()) {
                String target = Replacement.expand(replacement, matcher);
                if (Names.isLabelName(target)) {
                    mapped.set(target, value);
                }
            }
        });
        return mapped.build();
    }

    private Labels named(Labels labels, boolean keep) {
        Labels.Builder left = labels.toBuilder();
        labels.forEach((name, value) -> {
            if (regex.matcher(name).find() != keep) {
                left.remove(name);
            }
        });
        return left.build();
    }

    /** The last eight bytes of the MD5 sum, as Prometheus takes them, so that both share out alike. */
    private String hash(String text) {
        try {
            byte[] sum = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return Long.toUnsignedString(
                    Long.remainderUnsigned(ByteBuffer.wrap(sum).getLong(8), modulus));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no MD5, which every Java has", e);
        }
    }
}
