package dev.monitoring.core.collect;

import dev.monitoring.core.time.EventLoop;
import java.util.ArrayList;
import java.util.List;

/** Workers of a test: they run jobs at once on the test's thread, or hold them as if they hung. */
final class ManualWorkers implements Workers {
    private final EventLoop loop;
    private final int maxThreads;
    private final List<Job> busy = new ArrayList<>();
    private final List<Job> aside = new ArrayList<>();
    private final List<Job> lost = new ArrayList<>();

    /** Jobs begun while {@link #holding}, in order. */
    final List<Job> held = new ArrayList<>();

    boolean holding;
    private boolean freely;

    ManualWorkers(EventLoop loop, int maxThreads) {
        this.loop = loop;
        this.maxThreads = maxThreads;
    }

    /** Lets the job held longest run to its end. */
    void release() {
        finish(held.remove(0));
    }

    @Override
    public boolean hasRoom() {
        return busy.size() < maxThreads;
    }

    @Override
    public boolean begin(Job job) {
        if (!hasRoom()) {
            return false;
        }
        busy.add(job);
        if (holding) {
            held.add(job);
        } else {
            finish(job);
        }
        return true;
    }

    private void finish(Job job) {
        try {
            job.run();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        loop.wakeup(() -> {
                    busy.remove(job);
                    aside.remove(job);
                    lost.remove(job);
                    job.returned();
                })
                .now();
    }

    @Override
    public boolean giveUp(Job job) {
        if (!aside.remove(job) && (atLossLimit() || !busy.remove(job))) {
            return false;
        }
        return lost.add(job);
    }

    @Override
    public boolean setAside(Job job) {
        return aside.size() + lost.size() < CollectorScheduler.MAX_LOST && busy.remove(job) && aside.add(job);
    }

    @Override
    public void giveUpFreely() {
        freely = true;
    }

    @Override
    public int threads() {
        return maxThreads;
    }

    @Override
    public int lost() {
        return lost.size();
    }

    @Override
    public boolean atLossLimit() {
        return !freely && lost.size() >= CollectorScheduler.MAX_LOST;
    }

    @Override
    public void stop() {}

    @Override
    public boolean join(long millis) {
        return true;
    }
}
