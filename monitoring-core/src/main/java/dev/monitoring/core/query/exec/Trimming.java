package dev.monitoring.core.query.exec;

import dev.monitoring.core.query.function.Absent;
import dev.monitoring.core.query.plan.Operation;
import dev.monitoring.core.query.value.Annotation;
import dev.monitoring.core.query.value.Position;
import java.util.Arrays;

/** {@code </} and {@code >/} of numbers, which are for histograms: nothing is left, and a remark says so. */
final class Trimming extends UnaryOperator {
    private final Context context;
    private final Operation operation;
    private final Position position;

    /** A vector of numbers, trimmed by a number. */
    Trimming(Context context, Operation operation, Operator vector, Position position) {
        super(vector);
        this.context = context;
        this.operation = operation;
        this.position = position;
    }

    @Override
    int evaluate(int series, double[] out) {
        if (input().evaluate(series, out) > 0) {
            context.remark(remark(operation, position));
        }
        Arrays.fill(out, 0, steps(), Absent.VALUE);
        return 0;
    }

    static Annotation remark(Operation operation, Position position) {
        return Annotation.info(
                "incompatible sample types encountered for binary operator \"" + operation.sign() + "\": float "
                        + operation.sign() + " float",
                position);
    }
}
