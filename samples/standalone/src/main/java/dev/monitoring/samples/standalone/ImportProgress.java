package dev.monitoring.samples.standalone;

import dev.monitoring.core.backfill.BackfillProgress;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Says how far a file is read: on a terminal in one line that changes, elsewhere in a line now and then. Interrupts its own
 * thread where the program is to end, which ends the reading. Confined to one thread.
 */
final class ImportProgress implements Consumer<BackfillProgress> {
    private static final Duration ON_TERMINAL = Duration.ofMillis(200);
    private static final Duration ELSEWHERE = Duration.ofSeconds(2);

    private final Terminal terminal;
    private final Clock clock;
    private final CountDownLatch end;
    private final String what;
    private long toldNanos;
    private int shown;

    ImportProgress(Terminal terminal, Clock clock, CountDownLatch end, String what) {
        this.terminal = terminal;
        this.clock = clock;
        this.end = end;
        this.what = what;
        this.toldNanos = clock.nanoTime();
    }

    @Override
    public void accept(BackfillProgress progress) {
        if (end.getCount() == 0) {
            Thread.currentThread().interrupt();
            return;
        }
        Duration every = terminal.colours() ? ON_TERMINAL : ELSEWHERE;
        if (clock.nanoTime() - toldNanos < every.toNanos()) {
            return;
        }
        toldNanos = clock.nanoTime();
        String text = String.format(
                Locale.ROOT, "%s: %.0f %%, %,d samples", what, 100 * progress.ratio(), progress.samples());
        if (terminal.colours()) {
            terminal.err().print("\r" + text + " ".repeat(Math.max(0, shown - text.length())));
            shown = text.length();
        } else {
            terminal.err().println(text);
        }
        terminal.err().flush();
    }

    /** Takes the line that changes off the terminal. */
    void clear() {
        if (shown > 0) {
            terminal.err().print("\r" + " ".repeat(shown) + "\r");
            terminal.err().flush();
        }
    }
}
