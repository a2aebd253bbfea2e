package dev.monitoring.alerts.matcher;

import dev.monitoring.core.model.Labels;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Matchers that must all hold, in Alertmanager's order, so that equal lists print alike. Immutable.
 *
 * @param list the matchers; an empty list matches every alert
 */
public record Matchers(List<LabelMatcher> list) {
    /** Matches every alert. */
    public static final Matchers ANY = new Matchers(List.of());

    public Matchers {
        list = list.stream().sorted().toList();
    }

    public static Matchers of(LabelMatcher... matchers) {
        return new Matchers(List.of(matchers));
    }

    /**
     * Reads a list such as {@code {team="db", severity=~"warn|crit"}}; braces may be left out. As Alertmanager does unless
     * told otherwise, the classic notation counts where the text is one, and else the notation with quoted UTF-8 names.
     *
     * @throws MatcherSyntaxException if the text is in neither notation, or longer than 64 Ki characters
     */
    public static Matchers parse(String text) {
        if (text.length() > Utf8Syntax.MAX_LENGTH) {
            throw new MatcherSyntaxException(
                    1, "matchers of " + text.length() + " characters; write at most " + Utf8Syntax.MAX_LENGTH);
        }
        return new Matchers(ClassicSyntax.parse(text).orElseGet(() -> new Utf8Syntax(text).parse()));
    }

    /**
     * Reads a single condition such as {@code severity=~"warn|crit"}. In the classic notation a comma outside quotes belongs to
     * the value, as it does in Alertmanager.
     *
     * @throws MatcherSyntaxException if the text is in neither notation, longer than 64 Ki characters, or not one condition
     */
    public static LabelMatcher parseOne(String text) {
        if (text.length() <= Utf8Syntax.MAX_LENGTH) {
            Optional<LabelMatcher> classic = ClassicSyntax.parseOne(text);
            if (classic.isPresent()) {
                return classic.get();
            }
        }
        List<LabelMatcher> matchers = parse(text).list();
        if (matchers.size() != 1) {
            throw new MatcherSyntaxException(
                    1, "found " + matchers.size() + " matchers; here comes one, for example severity=\"critical\"");
        }
        return matchers.get(0);
    }

    public boolean matches(Labels labels) {
        for (LabelMatcher matcher : list) {
            if (!matcher.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    /** As Alertmanager writes it: {@code {severity=~"warn|crit",team="db"}}. */
    @Override
    public String toString() {
        return list.stream().map(LabelMatcher::toString).collect(Collectors.joining(",", "{", "}"));
    }
}
