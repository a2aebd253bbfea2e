package dev.monitoring.alerts.template;

import java.time.Duration;

/**
 * How much one template may cost. Immutable. The limits are on by default, because templates are rendered inside somebody's
 * service, and their data come from anywhere.
 *
 * @param maxTextLength how long the text of a template may be, in characters; default 262,144
 * @param maxOutputLength how long the output, and each text made on the way, may get, in characters; default 262,144
 * @param maxSteps how many steps a rendering may take; a step is one command, or some 64 characters of text made; default
 *     200,000
 * @param maxDepth how deep actions, parentheses, calls of templates and lists in lists may be nested, all together; default
 *     100
 * @param maxPatternLength how long a regular expression may be, in characters; default 1,000
 * @param timeout how long a rendering may take, queries included; default 5 s
 */
public record TemplateLimits(
        int maxTextLength, int maxOutputLength, int maxSteps, int maxDepth, int maxPatternLength, Duration timeout) {
    private static final TemplateLimits DEFAULTS =
            new TemplateLimits(1 << 18, 1 << 18, 200_000, 100, 1_000, Duration.ofSeconds(5));

    public TemplateLimits {
        requirePositive("the length of a template", maxTextLength);
        requirePositive("the length of the output", maxOutputLength);
        requirePositive("the number of steps", maxSteps);
        requirePositive("the depth of nesting", maxDepth);
        requirePositive("the length of a regular expression", maxPatternLength);
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "the timeout of a template is " + timeout + "; it must be longer than zero");
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be at least 1");
        }
    }

    public static TemplateLimits defaults() {
        return DEFAULTS;
    }

    public TemplateLimits withMaxTextLength(int length) {
        return new TemplateLimits(length, maxOutputLength, maxSteps, maxDepth, maxPatternLength, timeout);
    }

    public TemplateLimits withMaxOutputLength(int length) {
        return new TemplateLimits(maxTextLength, length, maxSteps, maxDepth, maxPatternLength, timeout);
    }

    public TemplateLimits withMaxSteps(int steps) {
        return new TemplateLimits(maxTextLength, maxOutputLength, steps, maxDepth, maxPatternLength, timeout);
    }

    public TemplateLimits withMaxDepth(int depth) {
        return new TemplateLimits(maxTextLength, maxOutputLength, maxSteps, depth, maxPatternLength, timeout);
    }

    public TemplateLimits withMaxPatternLength(int length) {
        return new TemplateLimits(maxTextLength, maxOutputLength, maxSteps, maxDepth, length, timeout);
    }

    public TemplateLimits withTimeout(Duration newTimeout) {
        return new TemplateLimits(maxTextLength, maxOutputLength, maxSteps, maxDepth, maxPatternLength, newTimeout);
    }
}
