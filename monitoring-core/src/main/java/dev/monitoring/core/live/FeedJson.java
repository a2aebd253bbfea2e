package dev.monitoring.core.live;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.monitoring.core.model.Labels;

/** Writes the JSON of the feed's messages, piece by piece, because pieces are shared between clients. Stateless. */
final class FeedJson {
    /** Up to here every whole number is a double of its own. */
    private static final double LARGEST_EXACT = 1L << 53;

    private FeedJson() {}

    static void text(StringBuilder json, String text) {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        json.append('"');
    }

    /** A number, whole ones without fraction; as text what JSON has no number for. */
    static void value(StringBuilder json, double value) {
        if (Double.isNaN(value)) {
            json.append("\"NaN\"");
        } else if (Double.isInfinite(value)) {
            json.append(value > 0 ? "\"+Inf\"" : "\"-Inf\"");
        } else if (value == Math.rint(value) && Math.abs(value) <= LARGEST_EXACT) {
            json.append((long) value);
        } else {
            json.append(value);
        }
    }

    static void labels(StringBuilder json, Labels labels) {
        json.append('{');
        for (int i = 0; i < labels.size(); i++) {
            text(i == 0 ? json : json.append(','), labels.name(i));
            text(json.append(':'), labels.value(i));
        }
        json.append('}');
    }
}
