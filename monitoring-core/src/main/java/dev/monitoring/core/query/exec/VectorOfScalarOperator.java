package dev.monitoring.core.query.exec;

/** {@code vector()}: a scalar as a vector with one element, which has no labels. */
final class VectorOfScalarOperator extends UnaryOperator {
    VectorOfScalarOperator(Operator scalar) {
        super(scalar);
    }

    @Override
    int evaluate(int series, double[] out) {
        return input().evaluate(series, out);
    }
}
