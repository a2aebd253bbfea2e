package dev.monitoring.alerts.slo;

import dev.monitoring.core.model.Labels;

/** Finds out what happened between two looks. Confined to its objective. */
interface Measure {
    /** Says what was found. */
    interface Tally {
        /**
         * Something happened.
         *
         * @param group the values of the objective's {@code by}
         * @param timeMillis when
         * @param part how much of it counts as the part that the indicator counts
         * @param total how much it is
         */
        void add(Labels group, long timeMillis, double part, double total);

        /** There is something to look at, whether or not anything happened. */
        void alive(Labels group);
    }

    /**
     * Takes a look.
     *
     * @param previousMillis when the look before was; {@link Long#MIN_VALUE} at the first
     * @param nowMillis up to when
     * @return what is worth telling people, empty where nothing is
     * @throws dev.monitoring.core.query.value.QueryException if there is no answer
     */
    String look(long previousMillis, long nowMillis, Tally tally);

    /** Takes in that the wall clock was set. */
    void shift(long millis);

    /** How much memory is taken for what was seen, in bytes. */
    long bytes();
}
