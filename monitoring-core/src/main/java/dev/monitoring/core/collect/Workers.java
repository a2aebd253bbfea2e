package dev.monitoring.core.collect;

/** Threads that run jobs. Confined to an event loop, which also hears of each job that has come back. */
interface Workers {
    /** Whether {@link #begin} would find a thread, or may start one. */
    boolean hasRoom();

    /** Runs a job on a thread of its own; false where there is none for it. */
    boolean begin(Job job);

    /**
     * Gives up the thread of a job that does not come back: another may be started in its place, as long as not too many
     * are lost. Should it come back after all, it serves again or ends.
     *
     * @return whether the thread was given up; false where too many are lost already
     */
    boolean giveUp(Job job);

    /**
     * Gives the place of a job that takes long to another thread, without giving up the job: its thread ends when it comes
     * back, unless there is room for it.
     *
     * @return whether its place is free; false where as many threads as may be are set aside or lost already
     */
    boolean setAside(Job job);

    /** From now on any number of threads may be given up; called when everything ends. */
    void giveUpFreely();

    /** How many threads are at work or wait for it, without those given up. Thread-safe. */
    int threads();

    /** How many threads were given up and have not come back. Thread-safe. */
    int lost();

    /** Whether as many threads are given up as may be. */
    boolean atLossLimit();

    /** Ends all threads that wait, and each other one when it comes back. */
    void stop();

    /** Waits for all threads to end; false where some have not. Thread-safe, after {@link #stop}. */
    boolean join(long millis) throws InterruptedException;
}
