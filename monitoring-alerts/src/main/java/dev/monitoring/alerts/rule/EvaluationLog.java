package dev.monitoring.alerts.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Remembers when a group was evaluated, and since when each rule is as it is. Thread-safe. */
final class EvaluationLog {
    /** An hour and a half at 5 s: as far as explanations look back. */
    static final int CAPACITY = 1_024;

    private final long[] moments = new long[CAPACITY]; // this and all below guarded by this
    private final long[] since;
    private long count;

    EvaluationLog(int rules) {
        since = new long[rules];
    }

    synchronized void add(long timeMillis) {
        moments[(int) (count++ % CAPACITY)] = timeMillis;
        for (int i = 0; i < since.length; i++) {
            since[i] = since[i] == 0 ? timeMillis : since[i];
        }
    }

    /** Goes on where the log of another run of the same group was. */
    synchronized void takeOver(EvaluationLog other) {
        synchronized (other) {
            count = other.count;
            System.arraycopy(other.moments, 0, moments, 0, CAPACITY);
        }
    }

    /** The rule with index {@code own} is what {@code theirs} was in another log. */
    synchronized void takeOverRule(int own, EvaluationLog other, int theirs) {
        synchronized (other) {
            since[own] = other.since[theirs];
        }
    }

    synchronized GroupEvaluations read() {
        List<Long> ascending = new ArrayList<>();
        for (long i = Math.max(0, count - CAPACITY); i < count; i++) {
            ascending.add(moments[(int) (i % CAPACITY)]);
        }
        return new GroupEvaluations(
                ascending, count <= CAPACITY, Arrays.stream(since).boxed().toList());
    }
}
