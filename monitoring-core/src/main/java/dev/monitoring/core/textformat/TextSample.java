package dev.monitoring.core.textformat;

import dev.monitoring.core.model.Labels;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sample being read: one object that is filled anew for each. Confined to the parsing thread. */
public final class TextSample {
    String name = "";
    Labels labels = Labels.EMPTY;
    double value;
    boolean hasTimestamp;
    long timestampMillis;

    @Nullable
    Exemplar exemplar;

    int line;

    TextSample() {}

    /** The sample's full name, {@code _bucket} and its like included. */
    public String name() {
        return name;
    }

    /**
     * The labels without the name. The same object for the same line of one text after another, so that a reader who scrapes
     * again and again can tell by identity that nothing changed.
     */
    public Labels labels() {
        return labels;
    }

    public double value() {
        return value;
    }

    public boolean hasTimestamp() {
        return hasTimestamp;
    }

    /** Epoch milliseconds; meaningless unless {@link #hasTimestamp}. */
    public long timestampMillis() {
        return timestampMillis;
    }

    public Optional<Exemplar> exemplar() {
        return Optional.ofNullable(exemplar);
    }

    /** The line the sample stands on, from 1. */
    public int line() {
        return line;
    }
}
