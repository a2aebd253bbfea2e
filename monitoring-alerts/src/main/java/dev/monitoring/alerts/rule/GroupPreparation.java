package dev.monitoring.alerts.rule;

/** What must be done before a group is evaluated, so that its rules find it done. Thread-safe. */
public interface GroupPreparation {
    /** Needs nothing. */
    GroupPreparation NONE = new GroupPreparation() {
        @Override
        public void prepare(RuleGroup group, long timeMillis) {}

        @Override
        public void shift(long millis) {}
    };

    /**
     * A group is about to be evaluated. Called on the thread that evaluates it, for one group by one thread at a time.
     *
     * @param timeMillis the moment of the evaluation, in epoch milliseconds
     */
    void prepare(RuleGroup group, long timeMillis);

    /** The wall clock was set by so much; times that are remembered move along. */
    void shift(long millis);
}
