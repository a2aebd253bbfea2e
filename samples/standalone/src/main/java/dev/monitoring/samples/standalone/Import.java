package dev.monitoring.samples.standalone;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.MonitoringSettings;
import dev.monitoring.core.backfill.BackfillException;
import dev.monitoring.core.backfill.BackfillLoss;
import dev.monitoring.core.backfill.BackfillReport;
import dev.monitoring.core.backfill.OpenMetricsText;
import dev.monitoring.core.backfill.TextSurvey;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ServiceDiscovery;
import dev.monitoring.core.settings.Durations;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.SettingLayer;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Serves the samples of a file: reads it once to see that all of it can be read and how far back it reaches, starts with a
 * history that reaches as far, and loads it. Nothing else is watched, unless it is switched on by name. Confined to one thread.
 */
final class Import {
    private static final Origin ORIGIN = new Origin("import");
    private static final String RETENTION = MonitoringSettings.PREFIX + "." + MonitoringSettings.RETENTION.key();

    /** How long the oldest sample stays at least, once it is loaded. */
    private static final Duration STAY = Duration.ofDays(1);

    private final Terminal terminal;
    private final Clock clock = Clock.system();
    private final CountDownLatch end;
    private final Path file;
    private final String name;

    Import(Terminal terminal, CountDownLatch end, Path directory, String name) {
        this.terminal = terminal;
        this.end = end;
        this.file = directory.resolve(name);
        this.name = name;
    }

    /** What the file cannot be imported for, with file, line and column where there are any. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Reads the file once.
     *
     * @return the settings with what the file needs where nothing else is set
     * @throws Refused if it cannot be imported
     * @throws InterruptedException if the program is to end
     */
    Settings prepare(Settings settings) throws Refused, InterruptedException {
        TextSurvey survey = survey();
        SettingLayer own = new SettingLayer();
        for (CollectorFactory factory : ServiceDiscovery.find(CollectorFactory.class)) {
            String key = String.join(
                    ".",
                    MonitoringSettings.PREFIX,
                    MonitoringSettings.COLLECTORS,
                    factory.name(),
                    MonitoringSettings.COLLECTOR_ENABLED.key());
            if (settings.value(key).isEmpty()) {
                own.put(key, "false", ORIGIN);
            }
        }
        Duration needed =
                Duration.ofMillis(clock.epochMillis() - survey.oldestMillis()).plus(STAY);
        if (settings.value(RETENTION).isEmpty() && needed.compareTo(settings.get(MonitoringSettings.RETENTION)) > 0) {
            own.put(RETENTION, Durations.format(Duration.ofHours(needed.toHours() + 1)), ORIGIN);
        }
        return settings.under(own);
    }

    private TextSurvey survey() throws Refused, InterruptedException {
        ImportProgress progress = new ImportProgress(terminal, clock, end, "reading " + name);
        try {
            if (Files.isDirectory(file)) {
                throw new Refused(name + ": is a directory; name a file", null);
            }
            if (Files.notExists(file)) {
                throw new Refused(name + ": does not exist; name a file of OpenMetrics text", null);
            }
            TextSurvey survey = OpenMetricsText.file(file).survey(progress);
            if (survey.samples() == 0) {
                throw new Refused(name + ": holds no samples", null);
            }
            return survey;
        } catch (BackfillException e) {
            throw new Refused(String.valueOf(e.getMessage()), e);
        } catch (InterruptedIOException e) {
            throw interrupted();
        } catch (IOException e) {
            throw new Refused(name + ": cannot be read: " + e, e);
        } finally {
            progress.clear();
        }
    }

    /**
     * Loads the file and says how that went.
     *
     * @throws Refused if the file is another one than when it was prepared
     * @throws InterruptedException if the program is to end
     */
    void load(Monitoring monitoring) throws Refused, InterruptedException {
        ImportProgress progress = new ImportProgress(terminal, clock, end, "loading " + name);
        long started = clock.nanoTime();
        BackfillReport report;
        try {
            report = monitoring.importOpenMetrics(OpenMetricsText.file(file), progress);
        } catch (BackfillException e) {
            throw new Refused(String.valueOf(e.getMessage()), e);
        } catch (InterruptedIOException e) {
            throw interrupted();
        } catch (IOException e) {
            throw new Refused(name + ": cannot be read: " + e, e);
        } finally {
            progress.clear();
        }
        print(report, (clock.nanoTime() - started) / 1e9, monitoring);
    }

    /** The flag of the interrupt is taken back: what is told by the exception need not be told twice. */
    private static InterruptedException interrupted() {
        Thread.interrupted();
        return new InterruptedException("told to end while reading");
    }

    private void print(BackfillReport report, double seconds, Monitoring monitoring) {
        String lost = report.loaded() == report.samples()
                ? terminal.good("all")
                : terminal.bad(String.format(Locale.ROOT, "%,d", report.loaded()));
        terminal.out()
                .printf(
                        Locale.ROOT,
                        "  %s  %s: %s of %,d samples, %,d series, in %.1f s%n",
                        terminal.good("imported"),
                        name,
                        lost,
                        report.samples(),
                        report.series(),
                        seconds);
        for (BackfillLoss loss : report.losses()) {
            terminal.out().println("  " + terminal.warn("lost") + "      " + loss.message());
        }
        if (report.loaded() > 0) {
            terminal.out()
                    .println("  from      " + FirstScreen.time(report.oldestMillis()) + "  to  "
                            + FirstScreen.time(report.newestMillis()));
            monitoring.url().ifPresent(url -> terminal.out().println("  ask       " + example(url, report)));
        }
        terminal.out().flush();
    }

    /** A query that shows what there is, at the time of the newest sample. */
    private static URI example(URI url, BackfillReport report) {
        String query = "topk(10, count by (__name__) ({__name__!=\"\"}))";
        // Up to the next second: the sample itself must not lie behind the moment asked about.
        long seconds = Math.floorDiv(report.newestMillis() + 999, 1000L);
        return url.resolve(
                "/api/v1/query?time=" + seconds + "&query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    }
}
