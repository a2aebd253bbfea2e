package dev.monitoring.alerts.config;

import dev.monitoring.alerts.mute.TimeInterval;
import dev.monitoring.alerts.mute.TimeInterval.NumberRange;
import dev.monitoring.alerts.mute.TimeInterval.TimeRange;
import dev.monitoring.alerts.yaml.YamlMap;
import dev.monitoring.alerts.yaml.YamlValue;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Reads what stands in an item of {@code time_intervals}. Stateless. */
final class TimeIntervalReader {
    private static final List<String> WEEKDAYS =
            List.of("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday");
    private static final List<String> MONTHS = List.of(
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december");
    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();
    /** The shortest month: a range that is empty in it is refused. */
    private static final int SHORTEST_MONTH = 28;

    private TimeIntervalReader() {}

    static TimeInterval read(YamlMap map) {
        List<TimeRange> times = new ArrayList<>();
        for (YamlValue item : map.items("times")) {
            item.map().flatMap(TimeIntervalReader::times).ifPresent(times::add);
        }
        TimeInterval interval = new TimeInterval(
                times,
                ranges(map, "weekdays", text -> ordered(text, TimeIntervalReader::weekday)),
                ranges(map, "days_of_month", TimeIntervalReader::days),
                ranges(map, "months", text -> ordered(text, TimeIntervalReader::month)),
                ranges(map, "years", text -> ordered(text, TimeIntervalReader::number)),
                map.parsed("location", TimeIntervalReader::zone).orElse(ZoneOffset.UTC));
        map.refuseOthers("a time interval");
        return interval;
    }

    private static Optional<TimeRange> times(YamlMap map) {
        map.requiredText("start_time", "start_time: \"09:00\"");
        map.requiredText("end_time", "end_time: \"17:00\"");
        Optional<Integer> start = map.parsed("start_time", TimeIntervalReader::minute);
        Optional<Integer> end = map.parsed("end_time", TimeIntervalReader::minute);
        map.refuseOthers("a range of times");
        if (start.isEmpty() || end.isEmpty()) {
            return Optional.empty();
        }
        if (start.get() >= end.get()) {
            map.fault("start_time is not before end_time; for a night write two ranges, until 24:00 and from 00:00");
            return Optional.empty();
        }
        return Optional.of(new TimeRange(start.get(), end.get()));
    }

    private static int minute(String text) {
        boolean formed = text.length() == 5 && text.charAt(2) == ':' && digits(text, 0, 2) && digits(text, 3, 5);
        int hour = formed ? Integer.parseInt(text.substring(0, 2)) : 99;
        int minute = formed ? Integer.parseInt(text.substring(3)) : 99;
        if (minute > 59 || hour > 23 && !text.equals("24:00")) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is not a time of day; write it in quotes as \"HH:MM\", from \"00:00\" to \"24:00\"");
        }
        return hour * 60 + minute;
    }

    private static boolean digits(String text, int from, int to) {
        return text.substring(from, to).chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static List<NumberRange> ranges(YamlMap map, String key, Function<String, NumberRange> parser) {
        List<NumberRange> ranges = new ArrayList<>();
        for (YamlValue item : map.items(key)) {
            item.text().ifPresent(text -> {
                try {
                    ranges.add(parser.apply(text.toLowerCase(Locale.ROOT)));
                } catch (IllegalArgumentException e) {
                    item.fault(String.valueOf(e.getMessage()));
                }
            });
        }
        return ranges;
    }

    private static NumberRange range(String text, ToIntFunction<String> member) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new NumberRange(member.applyAsInt(text), member.applyAsInt(text))
                : new NumberRange(
                        member.applyAsInt(text.substring(0, colon)), member.applyAsInt(text.substring(colon + 1)));
    }

    private static NumberRange ordered(String text, ToIntFunction<String> member) {
        NumberRange range = range(text, member);
        if (range.first() > range.last()) {
            throw new IllegalArgumentException("\"" + text + "\" ends before it begins; write two ranges");
        }
        return range;
    }

    private static NumberRange days(String text) {
        NumberRange days = range(text, TimeIntervalReader::dayOfMonth);
        boolean endsBeforeStart = days.first() < 0 && days.last() > 0;
        int first = days.first() < 0 ? SHORTEST_MONTH + days.first() : days.first();
        int last = days.last() < 0 ? SHORTEST_MONTH + days.last() : days.last();
        if (endsBeforeStart || first > last) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is empty in some months; a range that begins from the end"
                            + " of the month, as -3, also ends there, and it ends after it begins in every month");
        }
        return days;
    }

    private static int dayOfMonth(String text) {
        int day = number(text);
        if (day == 0 || day < -31 || day > 31) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no day of a month; use 1 to 31, or -1 for the last day to -31");
        }
        return day;
    }

    private static int weekday(String text) {
        int weekday = WEEKDAYS.indexOf(text);
        if (weekday < 0) {
            throw new IllegalArgumentException("\"" + text + "\" is no weekday; use " + String.join(", ", WEEKDAYS)
                    + " or ranges as monday:friday");
        }
        return weekday;
    }

    private static int month(String text) {
        int named = MONTHS.indexOf(text) + 1;
        int month = named > 0 ? named : number(text);
        if (month < 1 || month > 12) {
            throw new IllegalArgumentException("\"" + text + "\" is no month; use january to december or 1 to 12");
        }
        return month;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no whole number; write for example 1 or 1:5", e);
        }
    }

    private static ZoneId zone(String text) {
        if (text.isEmpty() || text.equals("UTC")) {
            return ZoneOffset.UTC;
        }
        if (text.equals("Local")) {
            return ZoneId.systemDefault();
        }
        if (!ZONES.contains(text)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no place with a time zone; use a name as Europe/Berlin, UTC or Local");
        }
        return ZoneId.of(text);
    }
}
