package dev.monitoring.alerts.mute;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;

/**
 * A repeating stretch of time, such as nine to five on working days in Berlin. Each field is a list of alternatives, an empty
 * one says nothing, and all fields must hold. Immutable.
 *
 * @param times of the day
 * @param weekdays 0 for Sunday to 6
 * @param daysOfMonth 1 to 31, or −1 for the last to −31
 * @param months 1 to 12
 * @param years as people count them
 * @param location whose clocks and calendars count
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/#time_interval-0">Time intervals</a>
 */
public record TimeInterval(
        List<TimeRange> times,
        List<NumberRange> weekdays,
        List<NumberRange> daysOfMonth,
        List<NumberRange> months,
        List<NumberRange> years,
        ZoneId location) {
    /** Always, in UTC. */
    public static final TimeInterval ALWAYS =
            new TimeInterval(List.of(), List.of(), List.of(), List.of(), List.of(), ZoneOffset.UTC);

    /**
     * A stretch of a day, without its end.
     *
     * @param startMinute minutes after midnight on the clock, 0 to 1439
     * @param endMinute minutes after midnight, up to 1440
     */
    public record TimeRange(int startMinute, int endMinute) {
        public TimeRange {
            if (startMinute < 0 || endMinute > 24 * 60 || startMinute >= endMinute) {
                throw new IllegalArgumentException("times from minute " + startMinute + " to minute " + endMinute
                        + "; the start lies before the end, both from 00:00 to 24:00");
            }
        }
    }

    /** Whole numbers, both ends among them. */
    public record NumberRange(int first, int last) {
        boolean has(int number) {
            return first <= number && number <= last;
        }
    }

    public TimeInterval {
        times = List.copyOf(times);
        weekdays = List.copyOf(weekdays);
        daysOfMonth = List.copyOf(daysOfMonth);
        months = List.copyOf(months);
        years = List.copyOf(years);
    }

    /** Whether a moment lies in it. */
    public boolean contains(Instant moment) {
        ZonedDateTime local = moment.atZone(location);
        int minute = local.getHour() * 60 + local.getMinute();
        int daysInMonth = local.toLocalDate().lengthOfMonth();
        int day = local.getDayOfMonth();
        return (times.isEmpty()
                        || times.stream()
                                .anyMatch(range -> range.startMinute() <= minute && minute < range.endMinute()))
                && (daysOfMonth.isEmpty() || daysOfMonth.stream().anyMatch(range -> hasDay(range, day, daysInMonth)))
                && holds(months, local.getMonthValue())
                && holds(weekdays, local.getDayOfWeek().getValue() % 7)
                && holds(years, local.getYear());
    }

    private static boolean holds(List<NumberRange> ranges, int number) {
        return ranges.isEmpty() || ranges.stream().anyMatch(range -> range.has(number));
    }

    /** A range that begins after the end of the month never holds; one that begins before its first day begins there. */
    private static boolean hasDay(NumberRange range, int day, int daysInMonth) {
        return fromStart(range.first(), daysInMonth) <= day && day <= fromStart(range.last(), daysInMonth);
    }

    private static int fromStart(int day, int daysInMonth) {
        return day < 0 ? daysInMonth + day + 1 : day;
    }
}
