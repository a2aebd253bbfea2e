package dev.monitoring.core.settings;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lengths of time as Prometheus writes them: {@code 5s}, {@code 1h30m}, {@code 250ms}; units {@code ms s m h d w y}, each at
 * most once, from the greatest to the smallest. A day has 24 hours, a week 7 days, a year 365 days.
 */
public final class Durations {
    private static final long[] UNIT_MILLIS = {
        31_536_000_000L, 604_800_000L, 86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L
    };
    /** Far above any use, and far below where nanoseconds overflow a long. */
    private static final long LONGEST_MILLIS = 100 * UNIT_MILLIS[0];

    private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms"};

    private Durations() {}

    /** Apart, because a start without settings parses nothing. */
    private static final class Form {
        static final Pattern PATTERN = Pattern.compile(
                "(?:(\\d{1,9})y)?(?:(\\d{1,9})w)?(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");
    }

    /**
     * The length of time that {@code text} says.
     *
     * @throws IllegalArgumentException with examples, if it is not of that form
     */
    public static Duration parse(String text) {
        String stripped = text.strip();
        Matcher matcher = Form.PATTERN.matcher(stripped);
        if (stripped.isEmpty() || !matcher.matches()) {
            if (stripped.equals("0")) {
                return Duration.ZERO;
            }
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a duration; use for example 500ms, 5s, 5m, 1h30m, 5d");
        }
        long millis = 0;
        for (int unit = 0; unit < UNITS.length; unit++) {
            String count = matcher.group(unit + 1);
            if (count == null) {
                continue;
            }
            // Nine digits of milliseconds, or of a unit checked against the longest first, cannot overflow.
            long parsed = Long.parseLong(count);
            if (parsed > LONGEST_MILLIS / UNIT_MILLIS[unit]) {
                throw new IllegalArgumentException("\"" + text + "\" is longer than 100y; use at most that");
            }
            millis += parsed * UNIT_MILLIS[unit];
        }
        return Duration.ofMillis(millis);
    }

    /** The shortest text that {@link #parse} reads back; parts below a millisecond are cut. */
    public static String format(Duration duration) {
        long rest = duration.toMillis();
        if (rest == 0) {
            return "0s";
        }
        StringBuilder text = new StringBuilder();
        for (int unit = 0; unit < UNITS.length; unit++) {
            long count = rest / UNIT_MILLIS[unit];
            // Years and weeks only where nothing remains, as Prometheus does: 90d, not 12w6d.
            boolean coarse = unit < 2;
            if (count > 0 && (!coarse || rest % UNIT_MILLIS[unit] == 0)) {
                text.append(count).append(UNITS[unit]);
                rest -= count * UNIT_MILLIS[unit];
            }
        }
        return text.toString();
    }
}
