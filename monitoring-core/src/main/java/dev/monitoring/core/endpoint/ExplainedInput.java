package dev.monitoring.core.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.UnaryOperator;

/** A body whose failures are told with what was asked for. Confined to one thread. */
final class ExplainedInput extends InputStream {
    private final InputStream in;
    private final UnaryOperator<IOException> explanation;

    ExplainedInput(InputStream in, UnaryOperator<IOException> explanation) {
        this.in = in;
        this.explanation = explanation;
    }

    @Override
    public int read() throws IOException {
        try {
            return in.read();
        } catch (IOException e) {
            throw explanation.apply(e);
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return in.read(bytes, offset, length);
        } catch (IOException e) {
            throw explanation.apply(e);
        }
    }
}
