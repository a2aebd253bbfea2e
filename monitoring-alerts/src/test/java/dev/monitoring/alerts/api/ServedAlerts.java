package dev.monitoring.alerts.api;

import dev.monitoring.alerts.config.AlertingConfig;
import dev.monitoring.alerts.config.AlertmanagerFileReader;
import dev.monitoring.alerts.mute.Inhibition;
import dev.monitoring.alerts.mute.Silences;
import dev.monitoring.alerts.notify.AlertBook;
import dev.monitoring.alerts.notify.Mutes;
import dev.monitoring.alerts.route.Dispatcher;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.MonitoringBuilder;
import dev.monitoring.core.MonitoringExtension;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.EventLoop;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The API over a book of alerts, on a server of its own. Thread-safe. */
final class ServedAlerts implements AutoCloseable {
    private final EventLoop loop = EventLoop.start("monitoring-test", Clock.system());
    private final Monitoring monitoring;
    final AlertBook book;
    final Mutes mutes;
    final List<Route> routes;

    ServedAlerts(String config) {
        this(config, AlertBook.Limits.DEFAULT, builder -> builder);
    }

    ServedAlerts(String text, AlertBook.Limits limits, UnaryOperator<MonitoringBuilder> settings) {
        Faults faults = new Faults();
        AlertingConfig config = new AlertmanagerFileReader(Set.of("webhook"), faults)
                .parse(text, "alertmanager.yml")
                .orElseThrow(() -> new AssertionError(faults.sorted().toString()));
        Clock clock = Clock.system();
        mutes = new Mutes(
                new Inhibition(config.inhibitRules(), 10_000), new Silences(clock, 1_000), config.timeIntervals());
        Dispatcher dispatcher = new Dispatcher(
                config.routes(), loop, clock, Dispatcher.Limits.DEFAULT, alert -> false, group -> group.done(true));
        book = new AlertBook(clock, loop, config.resolveTimeout(), limits, alert -> {
            mutes.inhibition().observe(alert);
            dispatcher.accept(alert);
        });
        AlertmanagerView view = new AlertmanagerView(
                book, mutes, config.routes(), List.copyOf(config.receivers().keySet()), dispatcher::groups, text);
        routes = new AlertmanagerRoutes(() -> view, new Audit(clock), clock).routes();
        monitoring = settings.apply(Monitoring.builder()
                        .withoutDiscovery()
                        .extension(new MonitoringExtension() {
                            @Override
                            public String name() {
                                return "served-alerts";
                            }

                            @Override
                            public Collection<Route> routes() {
                                return routes;
                            }
                        })
                        .web(0))
                .start();
    }

    /** Without a slash at the end. */
    String base() {
        String url = monitoring.url().orElseThrow().toString();
        return url.substring(0, url.length() - 1);
    }

    ApiClient client() {
        return new ApiClient(base());
    }

    @Override
    public void close() {
        monitoring.close();
        loop.close();
    }
}
