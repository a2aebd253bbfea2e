package dev.monitoring.core.time;

/** The machine's clock. */
enum SystemClock implements Clock {
    INSTANCE;

    @Override
    public long epochMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }
}
