package dev.monitoring.core.query.function;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * The functions of a moment, given in seconds since 1970, in UTC, by name.
 *
 * <p>Every number is a moment, as in Prometheus on its most common platform: what is no number, or too great for 64 bits, is
 * the earliest moment, from which the calendar, counting in 64 bits, comes round to the far future.
 */
public final class CalendarFunctions {
    private static final long SECONDS_PER_DAY = 86_400;
    private static final long SECONDS_PER_HOUR = 3_600;
    private static final long SECONDS_PER_MINUTE = 60;
    private static final long DAYS_PER_WEEK = 7;
    private static final long DAYS_PER_400_YEARS = 146_097;
    private static final long DAYS_PER_100_YEARS = 36_524;
    private static final long DAYS_PER_4_YEARS = 1_461;
    private static final long DAYS_PER_YEAR = 365;

    /** The year from whose beginning, a Monday, Go counts seconds without sign; all 64-bit times of 1970 ± are after it. */
    private static final long FIRST_YEAR = -292_277_022_399L;

    private static final long SECONDS_FROM_FIRST_YEAR_TO_1970 = 9_223_371_966_579_724_800L + 62_135_596_800L;

    private static final double TWO_TO_63 = 0x1p63;

    private static final Map<String, DoubleUnaryOperator> FUNCTIONS = Map.of(
            "minute",
                    seconds -> Math.floorDiv(
                            Long.remainderUnsigned(absolute(seconds), SECONDS_PER_HOUR), SECONDS_PER_MINUTE),
            "hour",
                    seconds ->
                            Math.floorDiv(Long.remainderUnsigned(absolute(seconds), SECONDS_PER_DAY), SECONDS_PER_HOUR),
            "day_of_week", seconds -> (day(seconds) + 1) % DAYS_PER_WEEK,
            "day_of_month", ofDate(date -> date.inLikeYear().getDayOfMonth()),
            "day_of_year", ofDate(Date::dayOfYear),
            "days_in_month", ofDate(date -> date.inLikeYear().lengthOfMonth()),
            "month", ofDate(date -> date.inLikeYear().getMonthValue()),
            "year", ofDate(Date::year));

    /** A day of a year that may be beyond those that {@link LocalDate} has. */
    private record Date(long year, int dayOfYear) {
        /** The same day in one of two years that are as long as any. */
        LocalDate inLikeYear() {
            boolean isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            return LocalDate.ofYearDay(isLeap ? 2000 : 2001, dayOfYear);
        }
    }

    private CalendarFunctions() {}

    /** The function of that name, if it is one of the calendar. */
    public static Optional<DoubleUnaryOperator> find(String name) {
        return Optional.ofNullable(FUNCTIONS.get(name));
    }

    /** Seconds from the first year, without sign. */
    private static long absolute(double seconds) {
        boolean fits = seconds >= -TWO_TO_63 && seconds < TWO_TO_63;
        return (fits ? (long) seconds : Long.MIN_VALUE) + SECONDS_FROM_FIRST_YEAR_TO_1970;
    }

    private static long day(double seconds) {
        return Long.divideUnsigned(absolute(seconds), SECONDS_PER_DAY);
    }

    private static DoubleUnaryOperator ofDate(ToDoubleFunction<Date> field) {
        return seconds -> field.applyAsDouble(date(day(seconds)));
    }

    private static Date date(long day) {
        long cycles = day / DAYS_PER_400_YEARS;
        long rest = day % DAYS_PER_400_YEARS;
        // The last of four centuries, and the last of four years, is a day longer; its last day is not in a fifth one.
        long centuries = Math.min(3, rest / DAYS_PER_100_YEARS);
        rest -= centuries * DAYS_PER_100_YEARS;
        long olympiads = rest / DAYS_PER_4_YEARS;
        rest -= olympiads * DAYS_PER_4_YEARS;
        long years = Math.min(3, rest / DAYS_PER_YEAR);
        rest -= years * DAYS_PER_YEAR;
        return new Date(FIRST_YEAR + 400 * cycles + 100 * centuries + 4 * olympiads + years, (int) rest + 1);
    }
}
