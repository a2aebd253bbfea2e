package dev.monitoring.samples.standalone;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.StartupReport;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.CollectorHealth.State;
import dev.monitoring.core.registry.Source;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.SettingLayer;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tries every source once and says how it went. Confined to one thread. */
final class Doctor {
    /** The longest interval that is waited for, and the time that a run may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int LOOK_EVERY_MILLIS = 50;

    private final Terminal terminal;

    Doctor(Terminal terminal) {
        this.terminal = terminal;
    }

    /** The exit code: whether every source answered. */
    int examine(Settings settings) {
        SettingLayer own = new SettingLayer();
        own.put("monitoring.web.enabled", "false", new Origin("doctor"));
        boolean well = true;
        try (Monitoring monitoring =
                Monitoring.builder().settings(settings.under(own)).start()) {
            terminal.out().println("trying each source once");
            await(monitoring);
            for (Source source : monitoring.sources()) {
                well &= tell(source);
            }
            StartupReport report = monitoring.report();
            for (StartupReport.NotWatched absent : report.notWatched()) {
                line(terminal.warn("off    "), absent.collector(), absent.watches(), absent.remedy());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Program.WRONG;
        }
        terminal.out().println(well ? terminal.good("All sources answer.") : terminal.bad("Not all sources answer."));
        return well ? Program.OK : Program.WRONG;
    }

    private static void await(Monitoring monitoring) throws InterruptedException {
        Deadline deadline = Deadline.after(PATIENCE, Clock.system());
        CountDownLatch never = new CountDownLatch(1);
        while (!deadline.hasPassed()
                && monitoring.sources().stream()
                        .anyMatch(source -> source.health().state() == State.STARTING)) {
            if (never.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private boolean tell(Source source) {
        CollectorHealth health = source.health();
        String took = health.samples() + " samples in " + health.lastDuration().toMillis() + " ms";
        String error = health.lastError().orElse("no reason given");
        String target = source.target().toString();
        switch (health.state()) {
            case UP -> line(terminal.good("up     "), source.collector(), target, took);
            case PARTIAL -> line(terminal.warn("partial"), source.collector(), target, took + "; missing: " + error);
            case STARTING ->
                line(
                        terminal.bad("silent "),
                        source.collector(),
                        target,
                        "has not answered within " + PATIENCE.toSeconds() + " s; is its interval longer than that?");
            case DOWN, BACKING_OFF ->
                line(
                        terminal.bad("down   "),
                        source.collector(),
                        target,
                        error + "; is monitoring.collectors." + source.collector()
                                + " set to what it should watch, and can this process reach and read it?");
        }
        return List.of(State.UP, State.PARTIAL).contains(health.state());
    }

    private void line(String state, String collector, String what, String text) {
        terminal.out().printf("  %s  %-10s %s: %s%n", state, collector, what, text);
    }
}
