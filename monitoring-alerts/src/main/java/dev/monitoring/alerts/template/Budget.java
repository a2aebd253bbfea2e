package dev.monitoring.alerts.template;

import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;

/** What a rendering has left of steps and time. Confined to the thread that renders. */
final class Budget {
    /** So many characters made are a step. */
    private static final int CHARACTERS_PER_STEP = 64;
    /** So many steps pass between two looks at the clock. */
    private static final int STEPS_PER_LOOK = 256;
    /** A search costs at most the length of the pattern times that of the text; this many take well below a second. */
    private static final long MAX_SEARCH_COST = 20_000_000;

    private final TemplateLimits limits;
    private final Deadline deadline;
    private int steps;
    private int nextLook = STEPS_PER_LOOK;

    Budget(TemplateLimits limits, Clock clock) {
        this.limits = limits;
        this.deadline = Deadline.after(limits.timeout(), clock);
    }

    TemplateLimits limits() {
        return limits;
    }

    void step() throws Fault {
        steps(1);
    }

    /** Counts the making of a text or list. */
    void made(int length) throws Fault {
        steps(1 + length / CHARACTERS_PER_STEP);
    }

    void steps(int count) throws Fault {
        steps += Math.min(count, limits.maxSteps());
        if (steps > limits.maxSteps()) {
            throw Fault.limit("the template takes more than " + limits.maxSteps()
                    + " steps, which is the limit; range over less, or raise the limit");
        }
        if (steps >= nextLook) {
            nextLook = steps + STEPS_PER_LOOK;
            look();
        }
    }

    /** Looks at the clock. */
    void look() throws Fault {
        if (deadline.hasPassed()) {
            throw Fault.limit("the template takes longer than "
                    + limits.timeout().toMillis() + "ms, which is the limit; ask for less, or raise the limit");
        }
    }

    /** Refuses a text that got too long. */
    void checkLength(long length) throws Fault {
        if (length > limits.maxOutputLength()) {
            throw Fault.limit("the text gets longer than " + limits.maxOutputLength()
                    + " characters, which is the limit; show less, or raise the limit");
        }
    }

    void checkDepth(int depth) throws Fault {
        if (depth > limits.maxDepth()) {
            throw Fault.limit("the template is nested deeper than " + limits.maxDepth()
                    + ", which is the limit; does it call itself?");
        }
    }

    void checkPattern(String pattern) throws Fault {
        if (pattern.length() > limits.maxPatternLength()) {
            throw Fault.limit("regular expression " + Fault.quoted(pattern) + " is longer than "
                    + limits.maxPatternLength() + " characters, which is the limit; shorten it, or raise the limit");
        }
    }

    /** Counts a search before it is done, because it cannot be stopped then. */
    void search(long instructions, int textLength) throws Fault {
        long cost = (instructions + 1) * (textLength + 1L);
        if (cost > MAX_SEARCH_COST) {
            throw Fault.limit("searching a text of " + textLength + " characters with an expression of " + instructions
                    + " steps costs more than " + MAX_SEARCH_COST + ", which is the limit; shorten one of them");
        }
        steps((int) (cost / 1000) + 1);
    }
}
