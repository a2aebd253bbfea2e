package dev.monitoring.core.query.exec;

import dev.monitoring.core.query.plan.Operation;
import dev.monitoring.core.query.value.Annotation;
import dev.monitoring.core.query.value.Position;

/** The operators that trim native histograms. On floats they yield nothing, and say so. */
final class Trimming {
    private Trimming() {}

    static Annotation remark(Operation operation, Position position) {
        return Annotation.info(
                "incompatible sample types encountered for binary operator \"" + operation.sign() + "\": float "
                        + operation.sign() + " float",
                position);
    }
}
