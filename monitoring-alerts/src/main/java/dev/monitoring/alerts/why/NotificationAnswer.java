package dev.monitoring.alerts.why;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.why.NotificationView.DeliveryStand;
import dev.monitoring.alerts.why.NotificationView.Mute;
import dev.monitoring.alerts.why.NotificationView.RouteStand;
import dev.monitoring.alerts.why.Rung.Question;
import dev.monitoring.alerts.why.Rung.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The last two questions about an alert. Immutable.
 *
 * @param routes where it goes
 * @param route whom it would be told to, and whether it may
 * @param delivery whether it was told
 */
record NotificationAnswer(List<RouteStand> routes, Rung route, Rung delivery) {
    /** Asks about an alert; one that is not firing is not told of yet. */
    static NotificationAnswer of(NotificationView view, Alert alert, long timeMillis, Wording wording) {
        if (!view.isConfigured()) {
            return new NotificationAnswer(
                    List.of(),
                    new Rung(Question.ROUTE, State.UNKNOWN, "No routing is configured, so nobody is told."),
                    new Rung(Question.DELIVERY, State.NOT_REACHED, "There is nobody to tell."));
        }
        List<RouteStand> routes = view.routes(alert, timeMillis);
        List<RouteStand> open =
                routes.stream().filter(route -> route.mutes().isEmpty()).toList();
        if (open.isEmpty()) {
            String quiet = routes.isEmpty()
                    ? "no route takes the alert"
                    : routes.stream()
                            .map(route -> mute(route.mutes().get(0), wording))
                            .distinct()
                            .collect(Collectors.joining("; "));
            return new NotificationAnswer(
                    routes,
                    new Rung(Question.ROUTE, State.FAILED, Wording.sentence(quiet + ", so nobody is told")),
                    new Rung(Question.DELIVERY, State.NOT_REACHED, "Nobody is to be told."));
        }
        String goes = open.stream().map(route -> goes(route, wording)).collect(Collectors.joining("; "));
        Rung route = new Rung(Question.ROUTE, State.PASSED, Wording.sentence(goes));
        return new NotificationAnswer(
                routes,
                route,
                alert.state() instanceof Firing
                        ? delivery(open, wording)
                        : new Rung(Question.DELIVERY, State.NOT_REACHED, "Nobody is told before it fires."));
    }

    private static String mute(Mute mute, Wording wording) {
        return mute.kind().word()
                + (mute.untilMillis().isPresent()
                        ? " until " + wording.time(mute.untilMillis().getAsLong())
                        : "")
                + " by " + mute.by();
    }

    private static String goes(RouteStand route, Wording wording) {
        return "goes to " + route.receiver() + " by route " + Wording.cut(route.route())
                + (route.nextDueMillis().isPresent()
                        ? ", due at " + wording.time(route.nextDueMillis().getAsLong())
                        : "");
    }

    /** The first way to tell that failed is what matters; else the last thing told. */
    private static Rung delivery(List<RouteStand> open, Wording wording) {
        Optional<Rung> told = Optional.empty();
        for (RouteStand route : open) {
            for (DeliveryStand last : lastOfEach(route.deliveries())) {
                String whom = route.receiver() + " by " + last.integration();
                if (!last.isDelivered()) {
                    String next = last.nextTryMillis().isPresent()
                            ? "; next try at "
                                    + wording.time(last.nextTryMillis().getAsLong())
                            : "; it is not tried again before the group is due";
                    return new Rung(
                            Question.DELIVERY,
                            State.FAILED,
                            "Telling " + whom + " failed at " + wording.time(last.timeMillis()) + ": " + last.reason()
                                    + next + ".");
                }
                told = told.or(() -> Optional.of(new Rung(
                        Question.DELIVERY,
                        State.PASSED,
                        "Told " + whom + " at " + wording.time(last.timeMillis()) + ".")));
            }
        }
        if (told.isPresent()) {
            return told.get();
        }
        RouteStand first = open.get(0);
        String due = first.nextDueMillis().isPresent()
                ? "; " + first.receiver() + " is due at "
                        + wording.time(first.nextDueMillis().getAsLong())
                : "";
        return new Rung(Question.DELIVERY, State.UNKNOWN, "Nobody was told yet" + due + ".");
    }

    /** The newest of each way to tell. */
    private static List<DeliveryStand> lastOfEach(List<DeliveryStand> newestFirst) {
        Set<String> seen = new HashSet<>();
        List<DeliveryStand> last = new ArrayList<>();
        for (DeliveryStand one : newestFirst) {
            if (seen.add(one.integration())) {
                last.add(one);
            }
        }
        return last;
    }
}
