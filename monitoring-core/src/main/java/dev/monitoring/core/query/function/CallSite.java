package dev.monitoring.core.query.function;

import dev.monitoring.core.query.value.Annotation;
import dev.monitoring.core.query.value.Position;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where a call stands in the query, and where its remarks go. Immutable.
 *
 * @param call the whole call
 * @param arguments its arguments, in order
 * @param remarks takes remarks; takes the same one any number of times
 */
public record CallSite(Position call, List<Position> arguments, Consumer<Annotation> remarks) {
    public CallSite {
        arguments = List.copyOf(arguments);
    }
}
