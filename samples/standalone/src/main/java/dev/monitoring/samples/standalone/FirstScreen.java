package dev.monitoring.samples.standalone;

import dev.monitoring.core.StartupReport;
import dev.monitoring.core.settings.ByteSizes;
import dev.monitoring.core.settings.Durations;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What is said once after the start: where, what is watched, what is not and how to have it, and what it may cost. */
final class FirstScreen {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT).withZone(ZoneId.systemDefault());

    private FirstScreen() {}

    static String time(long epochMillis) {
        return TIME.format(Instant.ofEpochMilli(epochMillis));
    }

    static void print(Terminal terminal, String version, StartupReport report, List<String> sources) {
        PrintStream out = terminal.out();
        out.println(terminal.strong("Monitoring " + version)
                + (sources.isEmpty() ? "" : "  configured by " + String.join(", ", sources)));
        report.url()
                .ifPresentOrElse(
                        url -> out.println("  open      " + terminal.strong(url.toString()) + "   also "
                                + url.resolve("/prometheus") + "  " + url.resolve("/healthz")),
                        () -> out.println("  open      nothing, because monitoring.web.enabled is false"));
        String title = terminal.good("watching");
        for (StartupReport.Watched watched : report.watched()) {
            out.printf(
                    "  %s  %-10s %s (%s), every %s%n",
                    title,
                    watched.collector(),
                    watched.watches(),
                    watched.instance(),
                    Durations.format(watched.interval()));
            title = "        ";
        }
        title = terminal.warn("not yet ");
        for (StartupReport.NotWatched absent : report.notWatched()) {
            out.printf("  %s  %-10s %s: %s%n", title, absent.collector(), absent.watches(), absent.remedy());
            title = "        ";
        }
        out.println("  history   " + Durations.format(report.retention()) + " in at most "
                + ByteSizes.format(report.memoryBytes()) + " of heap, from now on ("
                + TIME.format(report.historySince())
                + ")");
        long heap = Runtime.getRuntime().maxMemory();
        if (report.memoryBytes() > heap / 2) {
            out.println("  " + terminal.warn("note") + "      the heap of " + ByteSizes.format(heap)
                    + " is small for that; give it more with -Xmx, or less to monitoring.history.max-memory");
        }
        out.println("Ctrl-C stops it.");
        out.flush();
    }
}
