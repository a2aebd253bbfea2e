package dev.monitoring.alerts.template;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The methods that values have by the name of their type, with the value itself as their first argument. */
final class Methods {
    /** What gives a value its own text. */
    static final String STRING = "String";

    private static final String PAIR = "template.Pair";
    private static final String PAIRS = "template.Pairs";
    private static final String NAME = "Name";
    private static final String VALUE = "Value";
    /** This label comes first of all pairs. */
    private static final String ALERT_NAME = "alertname";

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final ZonedDateTime ZERO = ZonedDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private static final Map<String, Map<String, Function>> BY_TYPE = Map.of(
            MapValue.KEY_VALUES,
            keyValues(),
            PAIRS,
            pairs(),
            NotificationData.ALERTS_TYPE,
            alerts(),
            TimeValue.TIME,
            times(),
            TimeValue.POINTER,
            times(),
            IntValue.DURATION,
            durations(),
            IntValue.MONTH,
            monthNames(),
            IntValue.WEEKDAY,
            weekdayNames());

    private Methods() {}

    static Map<String, Function> of(String type) {
        return BY_TYPE.getOrDefault(type, Map.of());
    }

    // --- labels and alerts of notifications --------------------------------------------------------------------------

    private static Map<String, Function> keyValues() {
        return Map.of(
                "SortedPairs",
                Function.of((run, values) -> sortedPairs(values.get(0))),
                "Names",
                Function.of((run, values) -> column(sortedPairs(values.get(0)), NAME)),
                "Values",
                Function.of((run, values) -> column(sortedPairs(values.get(0)), VALUE)),
                "Remove",
                Function.of((run, values) -> without(values.get(0), values.get(1)), Parameter.TEXTS),
                STRING,
                Function.of((run, values) -> text(sortedPairs(values.get(0)))));
    }

    private static Map<String, Function> pairs() {
        return Map.of(
                "Names",
                Function.of((run, values) -> column(values.get(0), NAME)),
                "Values",
                Function.of((run, values) -> column(values.get(0), VALUE)),
                STRING,
                Function.of((run, values) -> text(values.get(0))));
    }

    private static Map<String, Function> alerts() {
        return Map.of(
                "Firing", Function.of((run, values) -> withStatus(values.get(0), "firing")),
                "Resolved", Function.of((run, values) -> withStatus(values.get(0), "resolved")));
    }

    private static ListValue sortedPairs(TemplateValue labels) {
        SortedMap<String, TemplateValue> values = ((MapValue) labels).values();
        List<TemplateValue> pairs = new ArrayList<>(values.size());
        TemplateValue alertName = values.get(ALERT_NAME);
        if (alertName != null) {
            pairs.add(pair(ALERT_NAME, alertName));
        }
        values.forEach((name, value) -> {
            if (!name.equals(ALERT_NAME)) {
                pairs.add(pair(name, value));
            }
        });
        return ListValue.of(PAIRS, pairs);
    }

    private static RecordValue pair(String name, TemplateValue value) {
        Map<String, TemplateValue> fields = new LinkedHashMap<>();
        fields.put(NAME, TemplateValue.of(name));
        fields.put(VALUE, value);
        return new RecordValue(PAIR, fields);
    }

    private static TemplateValue column(TemplateValue pairs, String field) {
        return ListValue.of(
                ListValue.TEXTS,
                ((ListValue) pairs)
                        .values().stream()
                                .map(pair -> ((RecordValue) pair).get(field))
                                .toList());
    }

    private static TemplateValue text(TemplateValue pairs) {
        List<String> texts = new ArrayList<>();
        for (TemplateValue pair : ((ListValue) pairs).values()) {
            RecordValue fields = (RecordValue) pair;
            texts.add(fields.get(NAME).text() + "=" + fields.get(VALUE).text());
        }
        return TemplateValue.of(String.join(", ", texts));
    }

    private static TemplateValue without(TemplateValue labels, TemplateValue names) {
        Map<String, TemplateValue> left = new TreeMap<>(((MapValue) labels).values());
        ((ListValue) names).values().forEach(name -> left.remove(name.text()));
        return MapValue.of(MapValue.KEY_VALUES, left);
    }

    private static TemplateValue withStatus(TemplateValue alerts, String status) {
        return ListValue.of(
                NotificationData.ALERT_LIST_TYPE,
                ((ListValue) alerts)
                        .values().stream()
                                .filter(alert -> ((RecordValue) alert)
                                        .get(NotificationData.STATUS)
                                        .text()
                                        .equals(status))
                                .toList());
    }

    // --- times -------------------------------------------------------------------------------------------------------

    /** Computes a number of a time. */
    @FunctionalInterface
    private interface TimeNumber {
        long of(ZonedDateTime time);
    }

    private static ZonedDateTime time(TemplateValue value) {
        return ((TimeValue) value).time();
    }

    private static long nanos(TemplateValue value) {
        return ((IntValue) value).value();
    }

    private static Function number(String type, TimeNumber number) {
        return Function.of((run, values) -> IntValue.of(type, number.of(time(values.get(0)))));
    }

    private static Map<String, Function> times() {
        Map<String, Function> all = new LinkedHashMap<>();
        all.put(STRING, Function.of((run, values) -> TemplateValue.of(TimeText.full(time(values.get(0))))));
        all.put(
                "Format",
                Function.of(
                        (run, values) -> TemplateValue.of(formatted(run, values.get(1), values.get(0))),
                        Parameter.TEXT));
        all.put("Year", number(IntValue.INT, ZonedDateTime::getYear));
        all.put("Month", number(IntValue.MONTH, ZonedDateTime::getMonthValue));
        all.put("Day", number(IntValue.INT, ZonedDateTime::getDayOfMonth));
        all.put("Hour", number(IntValue.INT, ZonedDateTime::getHour));
        all.put("Minute", number(IntValue.INT, ZonedDateTime::getMinute));
        all.put("Second", number(IntValue.INT, ZonedDateTime::getSecond));
        all.put("Nanosecond", number(IntValue.INT, ZonedDateTime::getNano));
        all.put("YearDay", number(IntValue.INT, ZonedDateTime::getDayOfYear));
        all.put("Weekday", number(IntValue.WEEKDAY, time -> time.getDayOfWeek().getValue() % 7));
        all.put("Unix", number(IntValue.INT64, ZonedDateTime::toEpochSecond));
        all.put("UnixMilli", number(IntValue.INT64, time -> time.toInstant().toEpochMilli()));
        all.put("UnixNano", number(IntValue.INT64, time -> time.toEpochSecond() * NANOS_PER_SECOND + time.getNano()));
        all.put(
                "IsZero",
                Function.of(
                        (run, values) -> TemplateValue.of(time(values.get(0)).isEqual(ZERO))));
        all.put("UTC", Function.of((run, values) -> ((TimeValue) values.get(0)).in(ZoneOffset.UTC)));
        all.put("Local", Function.of((run, values) -> ((TimeValue) values.get(0)).in(ZoneId.systemDefault())));
        all.put(
                "Before",
                Function.of(
                        (run, values) -> TemplateValue.of(time(values.get(0)).isBefore(time(values.get(1)))),
                        Parameter.TIME));
        all.put(
                "After",
                Function.of(
                        (run, values) -> TemplateValue.of(time(values.get(0)).isAfter(time(values.get(1)))),
                        Parameter.TIME));
        all.put(
                "Equal",
                Function.of(
                        (run, values) -> TemplateValue.of(time(values.get(0)).isEqual(time(values.get(1)))),
                        Parameter.TIME));
        all.put(
                "Sub",
                Function.of(
                        (run, values) -> duration(Duration.between(time(values.get(1)), time(values.get(0)))),
                        Parameter.TIME));
        all.put("Add", Function.of((run, values) -> later(values.get(0), nanos(values.get(1))), Parameter.DURATION));
        return all;
    }

    private static String formatted(Run run, TemplateValue layout, TemplateValue time) throws Fault {
        // No part of a layout grows to more than thrice its length.
        run.budget().checkLength(3L * layout.text().length());
        run.budget().made(layout.text().length());
        return TimeText.format(layout.text(), time(time));
    }

    private static TemplateValue later(TemplateValue time, long nanos) throws Fault {
        try {
            return TimeValue.of(time(time).plusNanos(nanos));
        } catch (DateTimeException e) {
            throw Fault.execution("a time that far away cannot be reckoned with");
        }
    }

    /** A span, at most as long as Go's 292 years. */
    static TemplateValue duration(Duration span) {
        long nanos;
        try {
            nanos = span.toNanos();
        } catch (ArithmeticException e) {
            nanos = span.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return IntValue.of(IntValue.DURATION, nanos);
    }

    private static Map<String, Function> durations() {
        Map<String, Function> all = new LinkedHashMap<>();
        all.put(STRING, Function.of((run, values) -> TemplateValue.of(durationText(nanos(values.get(0))))));
        fraction(all, "Seconds", NANOS_PER_SECOND);
        fraction(all, "Minutes", 60 * NANOS_PER_SECOND);
        fraction(all, "Hours", 3600 * NANOS_PER_SECOND);
        all.put("Nanoseconds", Function.of((run, values) -> IntValue.of(IntValue.INT64, nanos(values.get(0)))));
        all.put("Microseconds", Function.of((run, values) -> IntValue.of(IntValue.INT64, nanos(values.get(0)) / 1000)));
        all.put(
                "Milliseconds",
                Function.of((run, values) -> IntValue.of(IntValue.INT64, nanos(values.get(0)) / 1_000_000)));
        all.put(
                "Truncate",
                Function.of(
                        (run, values) -> {
                            long unit = nanos(values.get(1));
                            long nanos = nanos(values.get(0));
                            return IntValue.of(IntValue.DURATION, unit <= 0 ? nanos : nanos - nanos % unit);
                        },
                        Parameter.DURATION));
        return all;
    }

    /** Whole units and fractions of one, each exact before they are added, as in Go. */
    private static void fraction(Map<String, Function> all, String name, long unit) {
        all.put(name, Function.of((run, values) -> {
            long nanos = nanos(values.get(0));
            long whole = nanos / unit;
            return TemplateValue.of(whole + (double) (nanos % unit) / unit);
        }));
    }

    /** Go's text of a span: {@code 1h2m3.5s}, {@code 1.5ms}, {@code 0s}. */
    private static String durationText(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        String sign = nanos < 0 ? "-" : "";
        BigDecimal size = BigDecimal.valueOf(nanos).abs();
        if (size.compareTo(BigDecimal.valueOf(NANOS_PER_SECOND)) < 0) {
            long small = Math.abs(nanos);
            int exponent = small < 1_000 ? 0 : small < 1_000_000 ? 3 : 6;
            return sign
                    + plain(size.movePointLeft(exponent))
                    + List.of("ns", "µs", "ms").get(exponent / 3);
        }
        BigDecimal[] minutes = size.movePointLeft(9).divideAndRemainder(BigDecimal.valueOf(60));
        long wholeMinutes = minutes[0].longValueExact();
        StringBuilder text = new StringBuilder(sign);
        if (wholeMinutes >= 60) {
            text.append(wholeMinutes / 60).append('h');
        }
        if (wholeMinutes > 0) {
            text.append(wholeMinutes % 60).append('m');
        }
        return text.append(plain(minutes[1])).append('s').toString();
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static Map<String, Function> monthNames() {
        return Map.of(
                STRING,
                Function.of((run, values) -> TemplateValue.of(
                        Month.of((int) nanos(values.get(0))).getDisplayName(TextStyle.FULL, Locale.ENGLISH))));
    }

    private static Map<String, Function> weekdayNames() {
        return Map.of(
                STRING,
                Function.of((run, values) -> TemplateValue.of(DayOfWeek.of((int) (nanos(values.get(0)) + 6) % 7 + 1)
                        .getDisplayName(TextStyle.FULL, Locale.ENGLISH))));
    }
}
