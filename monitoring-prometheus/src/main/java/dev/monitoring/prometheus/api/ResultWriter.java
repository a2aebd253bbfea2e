package dev.monitoring.prometheus.api;

import dev.monitoring.core.query.value.MatrixSeries;
import dev.monitoring.core.query.value.MatrixValue;
import dev.monitoring.core.query.value.QueryValue;
import dev.monitoring.core.query.value.ScalarValue;
import dev.monitoring.core.query.value.StringValue;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** The value of a query as the Prometheus API writes it. Immutable. */
final class ResultWriter {
    private final ApiAnswer.Data data;
    private final boolean complete;

    private ResultWriter(ApiAnswer.Data data, boolean complete) {
        this.data = data;
        this.complete = complete;
    }

    /**
     * The writer of a value.
     *
     * @param limit how many series are written at most
     */
    static ResultWriter of(QueryValue value, OptionalInt limit) {
        if (value instanceof VectorValue vector) {
            ApiAnswer.Limited<VectorSample> samples = ApiAnswer.Limited.of(vector.samples(), limit);
            return new ResultWriter(json -> writeVector(json, samples.entries()), samples.complete());
        }
        if (value instanceof MatrixValue matrix) {
            ApiAnswer.Limited<MatrixSeries> series = ApiAnswer.Limited.of(matrix.series(), limit);
            return new ResultWriter(json -> writeMatrix(json, series.entries()), series.complete());
        }
        if (value instanceof ScalarValue scalar) {
            return new ResultWriter(
                    json -> json.raw("[")
                            .seconds(scalar.timestampMillis())
                            .raw(",")
                            .value(scalar.value())
                            .raw("]"),
                    true);
        }
        StringValue text = (StringValue) value;
        return new ResultWriter(
                json -> json.raw("[")
                        .seconds(text.timestampMillis())
                        .raw(",")
                        .string(text.text())
                        .raw("]"),
                true);
    }

    /** Whether no series was left out. */
    boolean isComplete() {
        return complete;
    }

    void write(JsonOutput json) throws IOException {
        data.write(json);
    }

    private static void writeVector(JsonOutput json, List<VectorSample> samples) throws IOException {
        StepTexts moment = new StepTexts(1);
        json.raw("[");
        for (int i = 0; i < samples.size(); i++) {
            VectorSample sample = samples.get(i);
            json.raw(i == 0 ? "{\"metric\":" : ",{\"metric\":")
                    .labels(sample.labels())
                    .raw(",\"value\":");
            json.point(moment.open(0, sample.timestampMillis()), sample.value()).raw("}");
        }
        json.raw("]");
    }

    private static void writeMatrix(JsonOutput json, List<MatrixSeries> matrix) throws IOException {
        StepTexts steps = new StepTexts(256);
        json.raw("[");
        for (int i = 0; i < matrix.size(); i++) {
            MatrixSeries series = matrix.get(i);
            json.raw(i == 0 ? "{\"metric\":" : ",{\"metric\":").labels(series.labels());
            json.raw(",\"values\":[");
            long[] timestamps = series.timestamps();
            double[] values = series.values();
            for (int point = 0; point < series.size(); point++) {
                json.point(steps.open(point, timestamps[point]), values[point]);
            }
            json.raw("]}");
        }
        json.raw("]");
    }

    /** The beginnings of points, made once per answer: series of one range query mostly share their times. */
    private static final class StepTexts {
        private long[] timestamps;
        private byte[][] texts;

        StepTexts(int points) {
            timestamps = new long[points];
            texts = new byte[points][];
        }

        byte[] open(int point, long timestampMillis) {
            if (point >= texts.length) {
                int grown = Math.max(point + 1, 2 * texts.length);
                timestamps = Arrays.copyOf(timestamps, grown);
                texts = Arrays.copyOf(texts, grown);
            }
            byte[] text = texts[point];
            if (text == null || timestamps[point] != timestampMillis) {
                text = JsonOutput.openPoint(timestampMillis, point == 0);
                texts[point] = text;
                timestamps[point] = timestampMillis;
            }
            return text;
        }
    }
}
