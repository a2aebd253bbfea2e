package dev.monitoring.alerts;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.model.Target;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A process with the whole library: a rule that fires, one that is pending for a day, an objective, and a web hook that is told. It
 * says where it answers, and lives until it is killed.
 */
final class AlertingProcess {

    private AlertingProcess() {}

    /**
     * Starts the library and waits.
     *
     * @param words the directory of the state, and the files of rules, routes and objectives
     */
    public static void main(String[] words) throws IOException {
        Monitoring monitoring = Monitoring.builder()
                .withoutDiscovery()
                .set("monitoring.interval", "1s") // as slow as a busy machine, which must not miss a collection
                .set("monitoring.alerts.evaluation-interval", "100ms")
                .set("monitoring.alerts.state-directory", words[0])
                .set("monitoring.alerts.rules", words[1])
                .set("monitoring.alerts.routing", words[2])
                .set("monitoring.alerts.slos", words[3])
                .collector(new Spool(), Target.of("spool", "here"))
                .extension(new AlertsExtension())
                .web(0)
                .start();
        new PrintStream(System.out, true, StandardCharsets.US_ASCII)
                .println(monitoring.url().orElseThrow());
        System.in.read(); // the end of the parent ends this
        monitoring.close();
    }
}
