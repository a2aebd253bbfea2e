package dev.monitoring.core.live;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryValue;
import dev.monitoring.core.query.value.ScalarValue;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An expression that somebody watches, with the series and values that those who watch it know. Evaluated, compared and
 * written once for all of them. Confined to the feed's thread.
 */
final class Watch {
    private static final class Known {
        final long reference;
        double value;
        long round;

        Known(long reference, double value, long round) {
            this.reference = reference;
            this.value = value;
            this.round = round;
        }
    }

    /** Where references come from: no two series of the feed ever have the same one. Confined to the feed's thread. */
    static final class References {
        private long last;

        long next() {
            return ++last;
        }
    }

    /** The new series, changed values and ended series of one round as JSON. Confined to the feed's thread. */
    private static final class Changes {
        private final StringBuilder series = new StringBuilder();
        private final StringBuilder values = new StringBuilder();
        private final StringBuilder gone = new StringBuilder();

        void isNew(long reference, Labels labels) {
            separated(series).append('[').append(reference).append(',');
            FeedJson.labels(series, labels);
            series.append(']');
        }

        void has(long reference, double value) {
            separated(values).append('[').append(reference).append(',');
            FeedJson.value(values, value);
            values.append(']');
        }

        void isGone(long reference) {
            separated(gone).append(reference);
        }

        boolean isEmpty() {
            return series.isEmpty() && values.isEmpty() && gone.isEmpty();
        }

        String of(int watch) {
            StringBuilder json = new StringBuilder(series.length() + values.length() + gone.length() + 60);
            json.append("{\"watch\":").append(watch);
            list(json, "series", series);
            list(json, "values", values);
            list(json, "gone", gone);
            return json.append('}').toString();
        }

        private static StringBuilder separated(StringBuilder list) {
            return list.isEmpty() ? list : list.append(',');
        }

        private static void list(StringBuilder json, String name, StringBuilder list) {
            if (!list.isEmpty()) {
                json.append(",\"").append(name).append("\":[").append(list).append(']');
            }
        }
    }

    private final int number;
    private final String expression;
    private final References references;
    private final int maxSeries;
    private final Map<Labels, Known> series = new LinkedHashMap<>();
    private @Nullable String error;
    private @Nullable String state;
    private long rounds;
    private int watchers;
    private long restsUntilNanos;
    private boolean rests;

    Watch(int number, String expression, References references, int maxSeries) {
        this.number = number;
        this.expression = expression;
        this.references = references;
        this.maxSeries = maxSeries;
    }

    /** The number by which clients know it. */
    int number() {
        return number;
    }

    String expression() {
        return expression;
    }

    int size() {
        return series.size();
    }

    /** One more client watches. */
    void join() {
        watchers++;
    }

    /** One client less watches; true where nobody is left. */
    boolean leave() {
        return --watchers == 0;
    }

    /** Lets it be until a moment, because it cost so much. */
    void restUntil(long nanoTime) {
        rests = true;
        restsUntilNanos = nanoTime;
    }

    boolean isResting(long nanoTime) {
        rests = rests && nanoTime - restsUntilNanos < 0;
        return rests;
    }

    /**
     * Evaluates for the first time.
     *
     * @throws QueryException if the expression can never be watched
     */
    void begin(Evaluation evaluation, long timeMillis) {
        try {
            compare(evaluation.at(expression, timeMillis), true);
        } catch (QueryException e) {
            if (e.code() == QueryException.Code.BAD_DATA) {
                throw e;
            }
            fail(e.message());
        }
    }

    /** Evaluates again; what changed as JSON, where anything did. */
    Optional<String> evaluate(Evaluation evaluation, long timeMillis) {
        try {
            return compare(evaluation.at(expression, timeMillis), false);
        } catch (QueryException e) {
            return fail(e.message());
        }
    }

    /** All series and values, or why there are none, as JSON; written once until they change. */
    String state() {
        if (state == null) {
            if (error != null) {
                state = failure(error);
            } else {
                Changes all = new Changes();
                series.forEach((labels, known) -> {
                    all.isNew(known.reference, labels);
                    all.has(known.reference, known.value);
                });
                state = all.of(number);
            }
        }
        return state;
    }

    private Optional<String> compare(QueryValue value, boolean first) {
        List<VectorSample> samples;
        if (value instanceof VectorValue vector) {
            samples = vector.samples();
        } else if (value instanceof ScalarValue scalar) {
            samples = List.of(new VectorSample(Labels.EMPTY, scalar.timestampMillis(), scalar.value()));
        } else {
            String message = "the value is a " + value.type().title()
                    + "; the feed has instant vectors and scalars: put a function around it, for example rate()";
            if (first) {
                throw new QueryException(QueryException.Code.BAD_DATA, null, message);
            }
            return fail(message);
        }
        if (samples.size() > maxSeries) {
            return fail("it has " + samples.size() + " series, more than the " + maxSeries
                    + " that one expression may have; choose by label, or use topk or sum");
        }
        Changes changes = changes(samples);
        boolean recovered = error != null;
        error = null;
        if (changes.isEmpty() && !recovered) {
            return Optional.empty();
        }
        state = null;
        return Optional.of(changes.of(number));
    }

    private Changes changes(List<VectorSample> samples) {
        rounds++;
        Changes changes = new Changes();
        for (VectorSample sample : samples) {
            Known known = series.get(sample.labels());
            if (known == null) {
                known = new Known(references.next(), sample.value(), rounds);
                series.put(sample.labels(), known);
                changes.isNew(known.reference, sample.labels());
                changes.has(known.reference, known.value);
            } else if (Double.compare(known.value, sample.value()) != 0) {
                known.value = sample.value();
                changes.has(known.reference, known.value);
            }
            known.round = rounds;
        }
        if (series.size() > samples.size()) {
            removeGone(changes);
        }
        return changes;
    }

    private void removeGone(Changes changes) {
        for (Iterator<Known> each = series.values().iterator(); each.hasNext(); ) {
            Known known = each.next();
            if (known.round != rounds) {
                changes.isGone(known.reference);
                each.remove();
            }
        }
    }

    private Optional<String> fail(String message) {
        series.clear();
        if (message.equals(error)) {
            return Optional.empty();
        }
        error = message;
        state = null;
        return Optional.of(failure(message));
    }

    private String failure(String message) {
        StringBuilder json = new StringBuilder("{\"watch\":").append(number).append(",\"error\":");
        FeedJson.text(json, message);
        return json.append('}').toString();
    }
}
