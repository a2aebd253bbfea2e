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
    private static final Annotations NONE = new Annotations(Map::of);

    private final Supplier<Map<String, String>> making;
    private volatile @Nullable Map<String, String> texts;

    private Annotations(Supplier<Map<String, String>> making) {
        this.making = making;
    }

    /** A copy of the texts. */
    public static Annotations of(Map<String, String> texts) {
        if (texts instanceof Annotations annotations) {
            return annotations;
        }
        Map<String, String> copy = new LinkedHashMap<>(texts);
        return texts.isEmpty() ? NONE : new Annotations(() -> copy);
    }

    /**
     * Texts that are made when they are needed.
     *
     * @param making yields the same whenever it is asked, by whatever thread; nobody else changes what it yields
     */
    public static Annotations madeBy(Supplier<Map<String, String>> making) {
        return new Annotations(making);
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
