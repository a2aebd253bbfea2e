package dev.monitoring.core.collect;

import org.jspecify.annotations.Nullable;

/**
 * Work on a thread that may never come back from it. Used again and again, one run at a time.
 *
 * <p>A job's lock decides between the two who may end a run: the worker that {@linkplain #claim claims} the right to use what
 * it brought, and the owner that lets it {@linkplain #expire expire}. Only one succeeds. Under that lock also lies the
 * worker's thread while it is at it, so that an interrupt never hits what the thread does afterwards.
 */
abstract class Job {
    private enum State {
        IDLE,
        BEGUN,
        CLAIMED,
        EXPIRED
    }

    private State state = State.IDLE; // guarded by this
    private @Nullable Thread thread; // guarded by this

    /** Does the work, on the worker's thread. Whatever it throws is caught by the worker. */
    abstract void work() throws Exception;

    /** Tells the owner, on its event loop, that the worker has come back. */
    abstract void returned();

    /** Makes the job ready to run; called by the owner before it hands the job to a worker. */
    final synchronized void prepare() {
        state = State.BEGUN;
    }

    /** Takes {@link #prepare} back: no worker took the job. */
    final synchronized void unprepare() {
        state = State.IDLE;
    }

    /** Runs the work; called by the worker. Throws what the work throws. */
    final void run() throws Exception {
        synchronized (this) {
            if (state != State.BEGUN) {
                return;
            }
            thread = Thread.currentThread();
        }
        try {
            work();
        } finally {
            synchronized (this) {
                thread = null;
                if (state == State.BEGUN) {
                    state = State.CLAIMED;
                }
            }
        }
    }

    /** Asks, within {@link #work}, whether what it brought may be used: not after the run expired. */
    final synchronized boolean claim() {
        if (state == State.BEGUN) {
            state = State.CLAIMED;
        }
        return state == State.CLAIMED;
    }

    /** Interrupts the run and forbids it to use what it brings; false where it is over or has claimed that right. */
    final synchronized boolean expire() {
        if (state != State.BEGUN) {
            return false;
        }
        state = State.EXPIRED;
        if (thread != null) {
            thread.interrupt();
        }
        return true;
    }

    /** Where the run is at the moment, for people; empty where it is nowhere. */
    final String whereabouts() {
        Thread at;
        synchronized (this) {
            at = thread;
        }
        return at == null ? "" : place(at.getStackTrace());
    }

    /** The innermost frame of a stack, and the innermost one that is not the JDK's; empty where there is none. */
    static String place(StackTraceElement[] stack) {
        if (stack.length == 0) {
            return "";
        }
        for (StackTraceElement frame : stack) {
            String name = frame.getClassName();
            if (!name.startsWith("java.") && !name.startsWith("jdk.") && !name.startsWith("sun.")) {
                return frame.equals(stack[0]) ? text(frame) : text(stack[0]) + ", called by " + text(frame);
            }
        }
        return text(stack[0]);
    }

    private static String text(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName();
    }
}
