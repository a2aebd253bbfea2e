package dev.monitoring.alerts.alert;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an alert says to people: texts by name, in their order. Immutable and thread-safe. Most alerts go unread from one
 * evaluation to the next, so the texts may be made when somebody first looks at them.
 */
public final class Annotations extends AbstractMap<String, String> {
    private static final Annotations NONE = new Annotations(0, Map::of);

    private final int expectedChars;
    private final Supplier<Map<String, String>> making;
    private volatile @Nullable Map<String, String> texts;

    private Annotations(int expectedChars, Supplier<Map<String, String>> making) {
        this.expectedChars = expectedChars;
        this.making = making;
    }

    /** A copy of the texts. */
    public static Annotations of(Map<String, String> texts) {
        if (texts instanceof Annotations annotations) {
            return annotations;
        }
        Map<String, String> copy = new LinkedHashMap<>(texts);
        return texts.isEmpty() ? NONE : new Annotations(charsOf(copy), () -> copy);
    }

    /**
     * Texts that are made when they are needed.
     *
     * @param templates what they are made from, and about as long
     * @param making yields the same whenever it is asked, by whatever thread; nobody else changes what it yields
     */
    public static Annotations madeFrom(Annotations templates, Supplier<Map<String, String>> making) {
        return new Annotations(templates.expectedChars, making);
    }

    /** How many characters names and texts have; about as many, as long as nobody has looked at them. */
    public int chars() {
        Map<String, String> known = texts;
        return known == null ? expectedChars : charsOf(known);
    }

    private static int charsOf(Map<String, String> texts) {
        int chars = 0;
        for (Map.Entry<String, String> text : texts.entrySet()) {
            chars += text.getKey().length() + text.getValue().length();
        }
        return chars;
    }

    private Map<String, String> texts() {
        Map<String, String> known = texts;
        if (known == null) {
            known = Collections.unmodifiableMap(making.get());
            texts = known;
        }
        return known;
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        return texts().entrySet();
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
        return texts().get(name);
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return texts().containsKey(name);
    }
}
