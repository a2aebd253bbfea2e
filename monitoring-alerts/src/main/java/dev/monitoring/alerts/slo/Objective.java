package dev.monitoring.alerts.slo;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Names;
import dev.monitoring.core.settings.Durations;
import dev.monitoring.core.settings.Origin;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What share of events must be good over a window. Immutable.
 *
 * <pre>{@code
 * Objective checkout = Objective.builder("checkout", "99.9",
 *                 Indicator.bad("http_requests_total{code=~\"5..\"}", "http_requests_total"))
 *         .label("team", "shop")
 *         .build();
 * }</pre>
 */
public final class Objective {
    /** What an alert without a number of events in its long window is not worth. */
    static final int MINIMUM_EVENTS = 100;

    static final Duration NO_DATA_FOR = Duration.ofMinutes(10);

    /** The label with the objective's name on all that is recorded and alerted. */
    static final String SLO = "slo";

    /** The label with the length of a window. */
    static final String WINDOW = "window";

    private static final Set<String> OWN_LABELS =
            Set.of(SLO, WINDOW, "severity", "alertname", Labels.METRIC_NAME, "le");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:-]{0,99}");
    private static final Duration SHORTEST = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(90);
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final int MAX_GROUPS = 1_000;
    private static final int MAX_ALERTS = 10;

    private final String name;
    private final String description;
    private final BigDecimal target;
    private final Duration window;
    private final Indicator indicator;
    private final List<String> by;
    private final int maxGroups;
    private final Map<String, String> labels;
    private final Map<String, String> annotations;
    private final List<BurnAlert> alerts;
    private final int minimumEvents;
    private final @Nullable Duration noDataFor;
    private final String ticket;
    private final LedgerShape shape;
    private final Origin origin;

    private Objective(Builder builder) {
        name = builder.name;
        description = builder.description;
        target = builder.target.stripTrailingZeros();
        window = builder.window;
        indicator = builder.indicator;
        by = List.copyOf(builder.by);
        maxGroups = builder.maxGroups;
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(builder.labels));
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(builder.annotations));
        ticket = builder.ticket;
        alerts = builder.alerts == null
                ? BurnAlert.usual(window, builder.page, builder.ticket)
                : List.copyOf(builder.alerts);
        minimumEvents =
                builder.minimumEvents >= 0 ? builder.minimumEvents : indicator.countsEvents() ? MINIMUM_EVENTS : 0;
        noDataFor = builder.noDataFor;
        origin = builder.origin;
        shape = LedgerShape.of(window, alertWindows());
    }

    /**
     * An objective over 30 days with the usual alerts.
     *
     * @param name unique; letters, digits and {@code _.:-}
     * @param target the share of good in percent, above 0 and below 100: {@code 99.9}
     * @throws IllegalArgumentException if name or target are not so
     */
    public static Builder builder(String name, String target, Indicator indicator) {
        return new Builder(requireName(name), requireTarget(target), indicator);
    }

    static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + name
                    + "\" is no name of an objective; use up to 100 letters, digits and _.:-, for example checkout");
        }
        return name;
    }

    static BigDecimal requireTarget(String text) {
        String number = text.strip();
        number = number.endsWith("%") ? number.substring(0, number.length() - 1).strip() : number;
        BigDecimal target;
        try {
            target = new BigDecimal(number);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no number; write percent, for example 99.9", e);
        }
        if (target.signum() <= 0 || target.compareTo(HUNDRED) >= 0 || target.scale() > 9) {
            throw new IllegalArgumentException(
                    text
                            + " % is no target; use more than 0 and less than 100, for example 99.9: at 100 there is no budget");
        }
        return target;
    }

    /** Gathers what an objective is made of. Confined to one thread. */
    public static final class Builder {
        private final String name;
        private final BigDecimal target;
        private final Indicator indicator;
        private final Set<String> by = new LinkedHashSet<>();
        private final Map<String, String> labels = new LinkedHashMap<>();
        private final Map<String, String> annotations = new LinkedHashMap<>();
        private String description = "";
        private Duration window = BurnAlert.USUAL_WINDOW;
        private int maxGroups = 20;
        private int minimumEvents = -1;
        private @Nullable Duration noDataFor = NO_DATA_FOR;
        private String page = "critical";
        private String ticket = "warning";
        private @Nullable List<BurnAlert> alerts;
        private Origin origin = Origin.CODE;

        private Builder(String name, BigDecimal target, Indicator indicator) {
            this.name = name;
            this.target = target;
            this.indicator = Objects.requireNonNull(indicator, "indicator");
        }

        /** What it is about, for people; empty unless given. */
        public Builder description(String newDescription) {
            description = Objects.requireNonNull(newDescription, "description");
            return this;
        }

        /**
         * Over which time events must be good; 30 days unless given.
         *
         * @throws IllegalArgumentException if it is shorter than 1h or longer than 90d
         */
        public Builder window(Duration newWindow) {
            if (newWindow.compareTo(SHORTEST) < 0 || newWindow.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "window " + text(newWindow) + " is outside 1h to 90d; use for example 30d");
            }
            window = newWindow;
            return this;
        }

        /**
         * A label by which the objective holds for each of its values by itself.
         *
         * @throws IllegalArgumentException if it is no label, or one that alerts have anyway
         */
        public Builder by(String label) {
            by.add(requireLabel(label));
            return this;
        }

        /**
         * For how many sets of the labels of {@link #by} counts are kept; 20 unless given.
         *
         * @throws IllegalArgumentException if it is below 1 or above 1000
         */
        public Builder maxGroups(int newMaxGroups) {
            if (newMaxGroups < 1 || newMaxGroups > MAX_GROUPS) {
                throw new IllegalArgumentException(newMaxGroups + " groups are outside 1 to " + MAX_GROUPS);
            }
            maxGroups = newMaxGroups;
            return this;
        }

        /**
         * A label of the alerts: {@code team}, {@code service}.
         *
         * @throws IllegalArgumentException if it is no label, or one that alerts have anyway
         */
        public Builder label(String label, String value) {
            labels.put(requireLabel(label), value);
            return this;
        }

        /**
         * What the alerts say besides, as a template.
         *
         * @throws IllegalArgumentException if the name is none
         */
        public Builder annotation(String annotation, String text) {
            annotations.put(Names.requireLabelName(annotation), text);
            return this;
        }

        /** The severities of the usual alerts; {@code critical} and {@code warning} unless given. */
        public Builder severity(String newPage, String newTicket) {
            page = Objects.requireNonNull(newPage, "page");
            ticket = Objects.requireNonNull(newTicket, "ticket");
            return this;
        }

        /**
         * Alerts instead of the usual ones, or none.
         *
         * @throws IllegalArgumentException if there are more than 10
         */
        public Builder alerts(List<BurnAlert> newAlerts) {
            if (newAlerts.size() > MAX_ALERTS) {
                throw new IllegalArgumentException(newAlerts.size() + " burn alerts are more than " + MAX_ALERTS);
            }
            alerts = List.copyOf(newAlerts);
            return this;
        }

        /**
         * How many events the long window of an alert must have, or it does not fire; 100 unless given, and none where seconds
         * are counted.
         *
         * @throws IllegalArgumentException if it is below zero
         */
        public Builder minimumEvents(int newMinimumEvents) {
            if (newMinimumEvents < 0) {
                throw new IllegalArgumentException(newMinimumEvents + " events are below zero; use 0 for no minimum");
            }
            minimumEvents = newMinimumEvents;
            return this;
        }

        /** After which time without data an alert says so; 10 minutes unless given. */
        public Builder noDataFor(Duration newNoDataFor) {
            noDataFor = Objects.requireNonNull(newNoDataFor, "noDataFor");
            return this;
        }

        /** Says nothing where there is no data. */
        public Builder withoutNoDataAlert() {
            noDataFor = null;
            return this;
        }

        Builder origin(Origin newOrigin) {
            origin = newOrigin;
            return this;
        }

        /**
         * The objective.
         *
         * @throws IllegalArgumentException if the windows of alerts do not fit it or each other
         */
        public Objective build() {
            for (BurnAlert alert : alerts == null ? List.<BurnAlert>of() : alerts) {
                if (alert.longWindow().compareTo(window) > 0) {
                    throw new IllegalArgumentException("long window " + text(alert.longWindow())
                            + " of a burn alert is longer than the objective's window " + text(window)
                            + "; shorten it, or lengthen the window");
                }
            }
            return new Objective(this);
        }
    }

    static String requireLabel(String label) {
        if (!Names.isLabelName(label) || OWN_LABELS.contains(label)) {
            throw new IllegalArgumentException("\"" + label
                    + "\" cannot be a label here; use letters, digits and _, and none of slo, window, severity,"
                    + " alertname, le");
        }
        return label;
    }

    static String text(Duration duration) {
        return Durations.format(duration);
    }

    public String name() {
        return name;
    }

    public String description() {
        return description;
    }

    /** The share of good, in percent. */
    public BigDecimal target() {
        return target;
    }

    /** Which share of events may be bad, from 0 to 1. */
    public double budgetRatio() {
        return budget().doubleValue();
    }

    private BigDecimal budget() {
        return HUNDRED.subtract(target).movePointLeft(2);
    }

    /** The share of bad events from which an alert fires, written out. */
    String threshold(BurnAlert alert) {
        return BigDecimal.valueOf(alert.factor())
                .multiply(budget())
                .stripTrailingZeros()
                .toPlainString();
    }

    public Duration window() {
        return window;
    }

    public Indicator indicator() {
        return indicator;
    }

    /** Labels by whose values the objective holds separately. */
    public List<String> by() {
        return by;
    }

    public int maxGroups() {
        return maxGroups;
    }

    public Map<String, String> labels() {
        return labels;
    }

    public Map<String, String> annotations() {
        return annotations;
    }

    public List<BurnAlert> alerts() {
        return alerts;
    }

    public int minimumEvents() {
        return minimumEvents;
    }

    /** After which time without data an alert says so, if at all. */
    public Optional<Duration> noDataFor() {
        return Optional.ofNullable(noDataFor);
    }

    /** The severity of what can wait. */
    String ticket() {
        return ticket;
    }

    /** Where the objective is written. */
    public Origin origin() {
        return origin;
    }

    LedgerShape shape() {
        return shape;
    }

    /** The windows of all alerts, the shortest first, each once. */
    List<Duration> alertWindows() {
        Set<Duration> windows = new LinkedHashSet<>();
        for (BurnAlert alert : alerts) {
            windows.add(alert.shortWindow());
            windows.add(alert.longWindow());
        }
        List<Duration> sorted = new ArrayList<>(windows);
        sorted.sort(null);
        return sorted;
    }

    /** What counts mean: counts of another meaning cannot be gone on with. */
    String meaning() {
        return indicator.kind() + ' ' + indicator.description() + " by " + by + ' ' + shape;
    }

    @Override
    public String toString() {
        return name + ": " + target.toPlainString() + "% over " + text(window);
    }
}
