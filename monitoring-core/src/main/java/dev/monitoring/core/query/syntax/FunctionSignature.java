package dev.monitoring.core.query.syntax;

import dev.monitoring.core.query.value.ValueType;
import java.util.List;

/**
 * What a function is called, what it takes and what it yields. Immutable.
 *
 * @param argumentTypes the types of the arguments; where there are more arguments than types, the last type goes for the rest
 * @param variadic 0: all arguments are required; n: the last type may be missing, or stand up to n times; -1: missing, or
 *     any number of times
 * @param isExperimental whether queries may use it only where experimental parts of the language are switched on
 */
public record FunctionSignature(
        String name, List<ValueType> argumentTypes, int variadic, ValueType returnType, boolean isExperimental) {
    /** In {@link #variadic}: as many arguments as one likes. */
    public static final int ANY_NUMBER = -1;

    public FunctionSignature {
        argumentTypes = List.copyOf(argumentTypes);
    }

    /** The fewest arguments that are enough. */
    public int minArguments() {
        return variadic == 0 ? argumentTypes.size() : argumentTypes.size() - 1;
    }

    /** The most arguments that are taken. */
    public int maxArguments() {
        return switch (variadic) {
            case 0 -> argumentTypes.size();
            case ANY_NUMBER -> Integer.MAX_VALUE;
            default -> argumentTypes.size() - 1 + variadic;
        };
    }

    /** The type that the argument at {@code index}, from 0, must have. */
    public ValueType argumentType(int index) {
        return argumentTypes.get(Math.min(index, argumentTypes.size() - 1));
    }
}
