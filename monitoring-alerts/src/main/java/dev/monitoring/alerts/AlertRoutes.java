package dev.monitoring.alerts;

import dev.monitoring.alerts.api.AcknowledgementRoutes;
import dev.monitoring.alerts.api.AlertmanagerRoutes;
import dev.monitoring.alerts.api.AlertmanagerView;
import dev.monitoring.alerts.api.Audit;
import dev.monitoring.alerts.api.OutboxRoutes;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** What callers see and change of alerts, silences and notifications: Alertmanager's API, and the outbox. */
final class AlertRoutes {
    private AlertRoutes() {}

    static List<Route> of(Notifications notifications) {
        Clock clock = notifications.clock();
        Audit audit = new Audit(clock);
        List<Route> routes = new ArrayList<>(new AlertmanagerRoutes(() -> view(notifications), audit, clock).routes());
        routes.addAll(new OutboxRoutes(notifications.outbox(), notifications::test, audit).routes());
        routes.addAll(new AcknowledgementRoutes(notifications.book(), notifications.acknowledgements(), audit, clock)
                .routes());
        return routes;
    }

    private static AlertmanagerView view(Notifications notifications) {
        return new AlertmanagerView(
                notifications.book(),
                notifications.mutes(),
                notifications.config().routes(),
                List.copyOf(notifications.config().receivers().keySet()),
                notifications.dispatcher()::groups,
                notifications.shownConfig());
    }
}
