package dev.monitoring.alerts;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.config.AlertingConfig;
import dev.monitoring.alerts.config.AlertmanagerFileReader;
import dev.monitoring.alerts.config.RedactedConfig;
import dev.monitoring.alerts.config.SecretReader;
import dev.monitoring.alerts.mute.Inhibition;
import dev.monitoring.alerts.mute.Silences;
import dev.monitoring.alerts.notify.Acknowledgements;
import dev.monitoring.alerts.notify.AlertBook;
import dev.monitoring.alerts.notify.ChannelContext;
import dev.monitoring.alerts.notify.DeliveryCounts;
import dev.monitoring.alerts.notify.Integration;
import dev.monitoring.alerts.notify.KnownAlert;
import dev.monitoring.alerts.notify.Mutes;
import dev.monitoring.alerts.notify.Outbox;
import dev.monitoring.alerts.notify.Pipeline;
import dev.monitoring.alerts.notify.Receivers;
import dev.monitoring.alerts.notify.SentRecords;
import dev.monitoring.alerts.route.Dispatcher;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.template.TemplateSet;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.EventLoop;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;

/** From alerts to people, as a configuration says. Thread-safe once made. */
final class Notifications implements AutoCloseable {
    private static final int MAX_INHIBITORS = 100_000;
    private static final int OUTBOX = 1_000;
    /** Alerts that stay as they are count as news once a minute; one without news for four times as long is over. */
    private static final long REMINDER_MILLIS = 60_000;

    private static final int REMINDERS_MISSED = 4;

    private final Clock clock;
    private final Labels externalLabels;
    private final Acknowledgements acknowledgements;
    private final String externalUrl;
    private final Silences silences;
    private final SentRecords sent;
    private volatile Standing standing;
    private final Outbox outbox = new Outbox(OUTBOX);
    private final Pipeline pipeline;
    private final Dispatcher dispatcher;
    private final AlertBook book;

    /**
     * What came of reading a configuration. Immutable.
     *
     * @param plan empty where anything is wrong
     * @param faults everything that is
     * @param sources the files that were read besides it: those of secrets, and of templates, also as patterns
     */
    record Reading(Optional<Plan> plan, List<Fault> faults, List<String> sources) {
        Reading {
            faults = List.copyOf(faults);
            sources = List.copyOf(sources);
        }
    }

    /**
     * What a configuration was read into. Immutable.
     *
     * @param shownConfig its text without secrets
     */
    record Plan(AlertingConfig config, List<Integration> integrations, String shownConfig) {
        /**
         * Reads a configuration and opens its receivers; connects to nobody.
         *
         * @param file the file, where it is one; else {@code text} is read, under {@code name}
         */
        static Reading read(Optional<Path> file, String text, String name, Receivers receivers, Clock clock) {
            Faults found = new Faults();
            AlertmanagerFileReader reader = new AlertmanagerFileReader(receivers.kinds(), found);
            Optional<AlertingConfig> config =
                    file.isPresent() ? reader.read(file.get(), name) : reader.parse(text, name);
            Path directory = file.map(path -> path.toAbsolutePath().getParent()).orElse(Path.of(""));
            List<String> patterns = config.map(AlertingConfig::templates).orElse(List.of());
            TemplateSet templates = receivers.templates(patterns, directory, found);
            SecretReader secrets = new SecretReader(System::getenv, directory);
            List<Integration> integrations =
                    receivers.open(reader.receivers(), new ChannelContext(reader.global(), secrets, templates, clock));
            if (config.isEmpty()) { // what is wrong with receivers is told along with the rest
                integrations.forEach(integration -> integration.notifier().close());
                return new Reading(Optional.empty(), found.sorted(), List.of());
            }
            List<String> sources = new ArrayList<>();
            config.get()
                    .templates()
                    .forEach(pattern -> seenFrom(directory, pattern).ifPresent(sources::add));
            secrets.files().forEach(path -> sources.add(path.toString()));
            if (found.count() > 0) {
                integrations.forEach(integration -> integration.notifier().close());
                return new Reading(Optional.empty(), found.sorted(), sources);
            }
            String shown = RedactedConfig.of(file.map(Plan::text).orElse(text));
            return new Reading(Optional.of(new Plan(config.get(), integrations, shown)), List.of(), sources);
        }

        /** A pattern of files in a directory as one that does not need the directory; empty where no file has such a name. */
        private static Optional<String> seenFrom(Path directory, String pattern) {
            int name = pattern.lastIndexOf('/') + 1;
            try {
                return Optional.of(
                        directory.resolve(pattern.substring(0, name)) + "/" + Path.of(pattern.substring(name)));
            } catch (InvalidPathException e) {
                return Optional.empty();
            }
        }

        /** The text of a file that was read a moment ago; empty if it has gone since. */
        private static String text(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                return "";
            }
        }
    }

    /** A configuration at work. */
    private record Standing(Plan plan, Mutes mutes) {
        static Standing of(Plan plan, Silences silences) {
            Inhibition inhibition = new Inhibition(plan.config().inhibitRules(), MAX_INHIBITORS);
            return new Standing(
                    plan, new Mutes(inhibition, silences, plan.config().timeIntervals()));
        }
    }

    /**
     * @param externalLabels those of this service as a whole
     * @param sent what was told before
     * @param acknowledgements the alerts that somebody looks after
     * @param loop one for the dispatcher and the pipeline; closed by the caller
     * @param workers tell, as many as there are integrations if possible; closed by the caller
     */
    Notifications(
            Plan plan,
            Labels externalLabels,
            Silences silences,
            SentRecords sent,
            Acknowledgements acknowledgements,
            String externalUrl,
            EventLoop loop,
            Executor workers,
            Clock clock) {
        this.clock = clock;
        this.externalLabels = externalLabels;
        this.acknowledgements = acknowledgements;
        this.externalUrl = externalUrl;
        this.silences = silences;
        this.sent = sent;
        this.standing = Standing.of(plan, silences);
        SplittableRandom random = new SplittableRandom(clock.nanoTime());
        this.pipeline = new Pipeline(
                plan.integrations(),
                new Pipeline.Parts(
                        standing.mutes(), sent, outbox, acknowledgements::has, externalUrl, this::generatorUrl),
                loop,
                workers,
                clock,
                random::nextDouble);
        this.dispatcher = new Dispatcher(
                plan.config().routes(), loop, clock, Dispatcher.Limits.DEFAULT, acknowledgements::has, pipeline);
        this.book = new AlertBook(clock, loop, plan.config().resolveTimeout(), AlertBook.Limits.DEFAULT, this::changed);
    }

    /**
     * Goes on with another configuration. What is known, silenced, acknowledged and told stays; groups whose route is in both
     * keep their moments, so nobody is told twice.
     */
    void replace(Plan plan) {
        Standing next = Standing.of(plan, silences);
        standing = next; // the new inhibition hears of what changes from here on, and then of what there is
        book.show(next.mutes().inhibition()::observe);
        book.resolveAfter(plan.config().resolveTimeout());
        pipeline.replace(
                plan.integrations(),
                next.mutes(),
                () -> dispatcher.replace(plan.config().routes()));
    }

    /**
     * Takes note of the alerts of a rule, which from here on have the external labels that their own leave free.
     *
     * @param timeMillis when the rule was evaluated, in epoch milliseconds
     */
    void evaluated(RuleGroup group, AlertRule rule, long timeMillis, List<Alert> alerts) {
        if (alerts.isEmpty()) {
            return;
        }
        long reminder = Math.max(group.interval().toMillis(), REMINDER_MILLIS);
        List<Alert> labelled = externalLabels.isEmpty()
                ? alerts
                : alerts.stream().map(this::labelled).toList();
        book.evaluated(labelled, generatorUrl(rule), timeMillis + REMINDERS_MISSED * reminder);
    }

    private Alert labelled(Alert own) {
        return new Alert(externalLabels.withAll(own.labels()), own.annotations(), own.value(), own.state());
    }

    /** Where the rule is seen, in the form of Prometheus' links; empty where nobody said how this service is reached. */
    String generatorUrl(AlertRule rule) {
        return externalUrl.isEmpty()
                ? ""
                : externalUrl + "/graph?g0.expr=" + URLEncoder.encode(rule.expression(), StandardCharsets.UTF_8)
                        + "&g0.tab=1";
    }

    private String generatorUrl(Alert alert) {
        return book.find(alert.labels()).map(KnownAlert::generatorUrl).orElse("");
    }

    private void changed(Alert alert) {
        acknowledgements.observe(alert);
        standing.mutes().inhibition().observe(alert);
        dispatcher.accept(alert);
    }

    /** The configuration as a text without secrets. */
    String shownConfig() {
        return standing.plan().shownConfig();
    }

    Clock clock() {
        return clock;
    }

    AlertingConfig config() {
        return standing.plan().config();
    }

    /** The ways in which a receiver is told. */
    List<Integration> integrations(String receiver) {
        return standing.plan().integrations().stream()
                .filter(integration -> integration.receiver().equals(receiver))
                .toList();
    }

    SentRecords sent() {
        return sent;
    }

    Mutes mutes() {
        return standing.mutes();
    }

    Outbox outbox() {
        return outbox;
    }

    Pipeline pipeline() {
        return pipeline;
    }

    Acknowledgements acknowledgements() {
        return acknowledgements;
    }

    /** Sends a test to a receiver, and says by how many ways. */
    int test(String receiver) {
        long now = clock.epochMillis();
        Labels labels = externalLabels.withAll(Labels.of(Alert.NAME, "Test", "severity", "info"));
        Map<String, String> annotations = Map.of(
                "summary", "This is a test.",
                "description", "Somebody asked for it, to see whether alerts arrive here. Nothing is wrong.");
        return pipeline.test(receiver, new Alert(labels, annotations, 1, Firing.since(now, now)));
    }

    AlertBook book() {
        return book;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    List<DeliveryCounts> counts() {
        return pipeline.counts();
    }

    /** Frees those that wait for a receiver. */
    @Override
    public void close() {
        pipeline.close();
    }
}
