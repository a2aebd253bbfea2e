package dev.monitoring.alerts.why;

/**
 * One question on the way from a rule to somebody's telephone, with its answer. Immutable.
 *
 * @param question what is asked
 * @param state whether the way goes on from here
 * @param sentence the answer, for people
 */
public record Rung(Question question, State state, String sentence) {
    /** What is asked, in this order. */
    public enum Question {
        /** Is the rule evaluated? */
        EVALUATED(1, "evaluated"),
        /** Do its selectors find series? */
        SERIES(2, "series"),
        /** What do the parts of its expression yield? */
        VALUE(3, "value"),
        /** Does the condition hold? */
        CONDITION(4, "condition"),
        /** Has it held for long enough? */
        CLOCK(5, "for"),
        /** Whom would it be told to, and may it be? */
        ROUTE(6, "route"),
        /** Was it told? */
        DELIVERY(7, "delivery");

        private final int number;
        private final String word;

        Question(int number, String word) {
            this.number = number;
            this.word = word;
        }

        /** A word for people and programs. */
        public String word() {
            return word;
        }

        /** Its place, from 1. */
        public int number() {
            return number;
        }
    }

    /** Whether the way goes on. */
    public enum State {
        PASSED("passed", '✔'),
        FAILED("failed", '✖'),
        /** There is no telling. */
        UNKNOWN("unknown", '?'),
        /** It does not matter yet. */
        NOT_REACHED("not reached", '·');

        private final String word;
        private final char mark;

        State(String word, char mark) {
            this.word = word;
            this.mark = mark;
        }

        /** A word for people and programs. */
        public String word() {
            return word;
        }

        char mark() {
            return mark;
        }
    }

    /** With a cause that becomes a sentence. */
    static Rung of(Question question, State state, String cause) {
        return new Rung(question, state, Wording.sentence(cause));
    }
}
