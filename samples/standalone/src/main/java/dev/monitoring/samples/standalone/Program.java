package dev.monitoring.samples.standalone;

import dev.monitoring.core.ConfigurationException;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.MonitoringExtension;
import dev.monitoring.core.MonitoringSettings;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ServiceDiscovery;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.SettingCatalog;
import dev.monitoring.core.settings.SettingLayer;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import dev.monitoring.samples.standalone.CommandLine.Command;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * The runner's commands. Knows no process: environment, directory, outputs and the end of running are given to it.
 * Confined to one thread.
 */
final class Program {
    /** Done, or stopped as asked. */
    static final int OK = 0;

    /** Something is wrong; it was named. */
    static final int WRONG = 1;

    /** The command line is not understood. */
    static final int NOT_UNDERSTOOD = 2;

    private final Map<String, String> environment;
    private final Path directory;
    private final Terminal terminal;
    private final CountDownLatch end;

    /**
     * A program about to run.
     *
     * @param environment the environment variables
     * @param directory where monitoring.yml and relative paths are looked for
     * @param terminal where people read
     * @param end counted down when running is to end
     */
    Program(Map<String, String> environment, Path directory, Terminal terminal, CountDownLatch end) {
        this.environment = environment;
        this.directory = directory;
        this.terminal = terminal;
        this.end = end;
    }

    /**
     * Does what the words say.
     *
     * @return the exit code
     */
    int run(String... words) {
        CommandLine line = CommandLine.parse(words);
        if (line.faults().isEmpty() && answersAtOnce(line.command())) {
            return OK;
        }
        SettingCatalog catalog = MonitoringSettings.catalog(
                ServiceDiscovery.find(CollectorFactory.class), ServiceDiscovery.find(MonitoringExtension.class));
        if (line.faults().isEmpty() && line.command() == Command.HELP_SETTINGS) {
            terminal.out().print(catalog.reference());
            return OK;
        }
        Configuration configuration = Configuration.load(line, environment, directory, catalog);
        List<Fault> faults = new ArrayList<>(line.faults());
        faults.addAll(Configuration.inOrder(
                Monitoring.builder().settings(configuration.settings()).check()));
        if (!faults.isEmpty()) {
            print(faults);
            return line.faults().isEmpty() ? WRONG : NOT_UNDERSTOOD;
        }
        configuration.notices().forEach(notice -> terminal.err().println(terminal.warn("note") + "  " + notice));
        try {
            return switch (line.command()) {
                case CHECK -> check(line.words(), configuration, catalog);
                case DOCTOR -> new Doctor(terminal).examine(configuration.settings());
                case IMPORT -> serveImport(line.words().get(0), configuration);
                case TEST_RULES -> new RuleCommands(terminal, directory).test(line.words());
                case EXPLAIN -> service(line).explain(line.words().get(0), line.options());
                case BACKTEST -> backtest(line, configuration);
                case DEMO -> demo(line);
                case RUN, HELP, HELP_SETTINGS, VERSION -> serve(configuration);
            };
        } catch (ConfigurationException e) {
            print(Configuration.inOrder(e.faults()));
            return WRONG;
        }
    }

    private boolean answersAtOnce(Command command) {
        if (command == Command.VERSION) {
            terminal.out().println("monitoring-standalone " + version());
        } else if (command == Command.HELP) {
            terminal.out().print(Help.TEXT);
        } else {
            return false;
        }
        return true;
    }

    private RunningService service(CommandLine line) {
        return new RunningService(terminal, line.options().get("url"), environment.get("MONITORING_WEB_TOKEN"));
    }

    private int backtest(CommandLine line, Configuration configuration) {
        Path rules = directory.resolve(line.words().get(0));
        String data = line.options().get("data");
        if (data == null) {
            return service(line).backtest(rules, line.options());
        }
        Import work = new Import(terminal, end, directory, data);
        SettingLayer own = new SettingLayer();
        own.put("monitoring.web.enabled", "false", new Origin("backtest"));
        try (Monitoring monitoring = Monitoring.builder()
                .settings(work.prepare(configuration.settings()).under(own))
                .start()) {
            work.load(monitoring);
            return new RuleCommands(terminal, directory).backtest(monitoring, rules, line.options());
        } catch (Import.Refused e) {
            terminal.err().println(terminal.bad("1 fault:"));
            terminal.err().println("  " + e.getMessage());
            return WRONG;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return WRONG;
        }
    }

    private int check(List<String> files, Configuration configuration, SettingCatalog catalog) {
        if (!files.isEmpty()) {
            return new RuleCommands(terminal, directory)
                    .check(files, configuration.settings().get(MonitoringSettings.INTERVAL));
        }
        int shown = 0;
        for (String key : configuration.settings().keys()) {
            var value = configuration.settings().value(key).orElseThrow();
            if (!value.origin().equals(Configuration.RUNNER)) {
                terminal.out().println(key + " = " + catalog.shown(key, value.text()) + "   (" + value.origin() + ")");
                shown++;
            }
        }
        if (!RuleReport.print(terminal, configuration.settings())) {
            return WRONG;
        }
        terminal.out()
                .println(terminal.good("Nothing is wrong.") + " "
                        + (shown == 0 ? "Every setting has its default." : "All else has its default."));
        return OK;
    }

    private int serveImport(String file, Configuration configuration) {
        Import work = new Import(terminal, end, directory, file);
        try {
            Settings settings = work.prepare(configuration.settings());
            try (Monitoring monitoring = Monitoring.builder().settings(settings).start()) {
                FirstScreen.print(terminal, version(), monitoring.report(), configuration.sources());
                work.load(monitoring);
                end.await();
                terminal.out().println("stopping");
            }
        } catch (Import.Refused e) {
            terminal.err().println(terminal.bad("1 fault:"));
            terminal.err().println("  " + e.getMessage());
            return WRONG;
        } catch (InterruptedException e) {
            terminal.out().println("stopping");
        }
        return OK;
    }

    private int serve(Configuration configuration) {
        try (Monitoring monitoring =
                Monitoring.builder().settings(configuration.settings()).start()) {
            FirstScreen.print(terminal, version(), monitoring.report(), configuration.sources());
            end.await();
            terminal.out().println("stopping");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return OK;
    }

    private int demo(CommandLine line) {
        Clock clock = Clock.system();
        Settings flags = Settings.layered(List.of(line.settings()), MonitoringSettings.PREFIX);
        try (Monitoring monitoring = Demo.start(flags, clock)) {
            URI url = monitoring.url().orElseThrow();
            terminal.out().println(terminal.strong(Demo.NOTICE) + "; an hour of it is there already");
            terminal.out().println("  open      " + url);
            Demo.silence(url, clock);
            end.await();
            terminal.out().println("stopping");
        } catch (IOException e) {
            terminal.err().println("the demonstration does not answer itself: " + e);
            return WRONG;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return OK;
    }

    private void print(List<Fault> faults) {
        terminal.err().println(terminal.bad(faults.size() == 1 ? "1 fault:" : faults.size() + " faults:"));
        for (Fault fault : faults) {
            terminal.err().println("  " + terminal.strong(fault.origin().toString()) + ": " + fault.message());
        }
        terminal.err().println("Nothing was started; --help and --help-settings say what there is.");
    }

    private static String version() {
        return Optional.ofNullable(Program.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
    }
}
