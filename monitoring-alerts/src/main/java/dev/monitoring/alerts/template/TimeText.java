package dev.monitoring.alerts.template;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Times as Go writes and reads them: a layout shows how the moment of Monday, 2 January 2006, 15:04:05, seven hours west,
 * would look.
 *
 * @see <a href="https://pkg.go.dev/time#pkg-constants">Layouts</a>
 */
final class TimeText {
    private static final String FULL = "2006-01-02 15:04:05.999999999 -0700 MST";
    private static final String RFC3339 = "2006-01-02T15:04:05.999999999Z07:00";

    /** The parts of a layout; of two that begin alike the longer comes first. */
    private static final List<String> PARTS = List.of(
            "January",
            "Jan",
            "Monday",
            "Mon",
            "MST",
            "2006",
            "002",
            "01",
            "02",
            "03",
            "04",
            "05",
            "06",
            "15",
            "__2",
            "_2",
            "1",
            "2",
            "3",
            "4",
            "5",
            "PM",
            "pm",
            "-07:00:00",
            "-070000",
            "-07:00",
            "-0700",
            "-07",
            "Z07:00:00",
            "Z070000",
            "Z07:00",
            "Z0700",
            "Z07");

    private static final int NANO_DIGITS = 9;
    private static final int TWO_DIGIT_CENTURY = 69;

    private TimeText() {}

    /** As Go prints a time: {@code 2015-06-23 13:19:44.128 +0000 UTC}. */
    static String full(ZonedDateTime time) {
        return format(FULL, time);
    }

    static String rfc3339(ZonedDateTime time) {
        return format(RFC3339, time);
    }

    static String format(String layout, ZonedDateTime time) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < layout.length()) {
            String part = partAt(layout, at);
            if (part.isEmpty()) {
                out.append(layout.charAt(at++));
            } else {
                append(out, part, time);
                at += part.length();
            }
        }
        return out.toString();
    }

    /** The part of the layout that begins at that index; empty where a character stands for itself. */
    private static String partAt(String layout, int at) {
        char c = layout.charAt(at);
        if ((c == '.' || c == ',') && at + 1 < layout.length()) {
            char digit = layout.charAt(at + 1);
            int end = at + 1;
            while (end < layout.length() && layout.charAt(end) == digit) {
                end++;
            }
            boolean ends = end >= layout.length() || !isDigit(layout.charAt(end));
            return (digit == '0' || digit == '9') && ends ? layout.substring(at, end) : "";
        }
        if (layout.startsWith("_2006", at)) {
            return "";
        }
        for (String part : PARTS) {
            if (layout.startsWith(part, at) && !isInLongerWord(layout, at, part)) {
                return part;
            }
        }
        return "";
    }

    private static boolean isInLongerWord(String layout, int at, String part) {
        int end = at + part.length();
        return (part.equals("Jan") || part.equals("Mon"))
                && end < layout.length()
                && layout.charAt(end) >= 'a'
                && layout.charAt(end) <= 'z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static void append(StringBuilder out, String part, ZonedDateTime time) {
        int hour = (time.getHour() + 11) % 12 + 1;
        switch (part) {
            case "January" -> out.append(time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
            case "Jan" -> out.append(time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH), 0, 3);
            case "Monday" -> out.append(time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
            case "Mon" -> out.append(time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH), 0, 3);
            case "MST" -> out.append(zoneName(time));
            case "2006" -> appendPadded(out, time.getYear(), 4, '0');
            case "06" -> appendPadded(out, Math.floorMod(time.getYear(), 100), 2, '0');
            case "01" -> appendPadded(out, time.getMonthValue(), 2, '0');
            case "1" -> out.append(time.getMonthValue());
            case "02" -> appendPadded(out, time.getDayOfMonth(), 2, '0');
            case "_2" -> appendPadded(out, time.getDayOfMonth(), 2, ' ');
            case "2" -> out.append(time.getDayOfMonth());
            case "002" -> appendPadded(out, time.getDayOfYear(), 3, '0');
            case "__2" -> appendPadded(out, time.getDayOfYear(), 3, ' ');
            case "15" -> appendPadded(out, time.getHour(), 2, '0');
            case "03" -> appendPadded(out, hour, 2, '0');
            case "3" -> out.append(hour);
            case "04" -> appendPadded(out, time.getMinute(), 2, '0');
            case "4" -> out.append(time.getMinute());
            case "05" -> appendPadded(out, time.getSecond(), 2, '0');
            case "5" -> out.append(time.getSecond());
            case "PM" -> out.append(time.getHour() < 12 ? "AM" : "PM");
            case "pm" -> out.append(time.getHour() < 12 ? "am" : "pm");
            default -> {
                if (part.charAt(0) == '.' || part.charAt(0) == ',') {
                    appendFraction(out, part, time.getNano());
                } else {
                    appendOffset(out, part, time.getOffset());
                }
            }
        }
    }

    private static String zoneName(ZonedDateTime time) {
        if (time.getZone().equals(ZoneOffset.UTC)) {
            return "UTC";
        }
        if (time.getZone() instanceof ZoneOffset) {
            StringBuilder offset = new StringBuilder();
            appendOffset(offset, time.getOffset().getTotalSeconds() % 3600 == 0 ? "-07" : "-0700", time.getOffset());
            return offset.toString();
        }
        return DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH).format(time);
    }

    private static void appendPadded(StringBuilder out, int number, int width, char padding) {
        String digits = Integer.toString(Math.abs(number));
        out.append(number < 0 ? "-" : "");
        for (int i = digits.length(); i < width; i++) {
            out.append(padding);
        }
        out.append(digits);
    }

    /** Zeros in the layout keep zeros, nines drop them. */
    private static void appendFraction(StringBuilder out, String part, int nanos) {
        String digits = String.format(Locale.ROOT, "%09d", nanos);
        int count = part.length() - 1;
        String kept = count > NANO_DIGITS ? digits + "0".repeat(count - NANO_DIGITS) : digits.substring(0, count);
        if (part.charAt(1) == '9') {
            int end = kept.length();
            while (end > 0 && kept.charAt(end - 1) == '0') {
                end--;
            }
            kept = kept.substring(0, end);
            if (kept.isEmpty()) {
                return;
            }
        }
        out.append(part.charAt(0)).append(kept);
    }

    private static void appendOffset(StringBuilder out, String part, ZoneOffset offset) {
        int seconds = offset.getTotalSeconds();
        if (part.charAt(0) == 'Z' && seconds == 0) {
            out.append('Z');
            return;
        }
        String colon = part.indexOf(':') >= 0 ? ":" : "";
        int size = Math.abs(seconds);
        int digits = part.replace(":", "").length() - 1;
        out.append(seconds < 0 ? '-' : '+');
        appendPadded(out, size / 3600, 2, '0');
        if (digits >= 4) {
            out.append(colon);
            appendPadded(out, size / 60 % 60, 2, '0');
        }
        if (digits >= 6) {
            out.append(colon);
            appendPadded(out, size % 60, 2, '0');
        }
    }

    /**
     * The time that a text says in a layout; in UTC unless it says otherwise.
     *
     * @throws Fault if the text does not have that form, or is no date
     */
    static ZonedDateTime parse(String layout, String text) throws Fault {
        Reading reading = new Reading(text);
        int at = 0;
        while (at < layout.length()) {
            String part = partAt(layout, at);
            boolean understood = part.isEmpty() ? reading.literal(layout.charAt(at++)) : reading.part(part);
            if (!understood) {
                throw cannot(layout, text, "from " + Fault.quoted(text.substring(reading.at)));
            }
            at += part.length();
        }
        if (reading.at < text.length()) {
            throw cannot(layout, text, "extra text: " + Fault.quoted(text.substring(reading.at)));
        }
        try {
            return reading.time();
        } catch (DateTimeException e) {
            throw cannot(layout, text, "it is no date");
        }
    }

    private static Fault cannot(String layout, String text, String why) {
        return Fault.execution("parsing time " + Fault.quoted(text) + " as " + Fault.quoted(layout) + ": cannot parse, "
                + why + "; a layout shows 2006-01-02 15:04:05 in the form of the text");
    }

    /** What was read so far. */
    private static final class Reading {
        private final String text;
        private int at;
        private int year;
        private int month = 1;
        private int day = 1;
        private int dayOfYear;
        private int hour;
        private int minute;
        private int second;
        private int nano;
        private boolean afternoon;
        private boolean halfDays;
        private ZoneId zone = ZoneOffset.UTC;

        Reading(String text) {
            this.text = text;
        }

        ZonedDateTime time() {
            int hours = halfDays ? hour % 12 + (afternoon ? 12 : 0) : hour;
            LocalDateTime local = LocalDateTime.of(year, month, day, hours, minute, second, nano);
            return (dayOfYear > 0 ? local.withDayOfYear(dayOfYear) : local).atZone(zone);
        }

        boolean literal(char c) {
            boolean same = at < text.length() && text.charAt(at) == c;
            at += same ? 1 : 0;
            return same;
        }

        boolean part(String part) {
            switch (part) {
                case "January" -> {
                    month = word(i -> Month.of(i).getDisplayName(TextStyle.FULL, Locale.ENGLISH), 12);
                    return month > 0;
                }
                case "Jan" -> {
                    month = word(
                            i -> Month.of(i)
                                    .getDisplayName(TextStyle.FULL, Locale.ENGLISH)
                                    .substring(0, 3),
                            12);
                    return month > 0;
                }
                case "Monday" -> {
                    return word(i -> DayOfWeek.of(i).getDisplayName(TextStyle.FULL, Locale.ENGLISH), 7) > 0;
                }
                case "Mon" -> {
                    return word(
                                    i -> DayOfWeek.of(i)
                                            .getDisplayName(TextStyle.FULL, Locale.ENGLISH)
                                            .substring(0, 3),
                                    7)
                            > 0;
                }
                case "MST" -> {
                    return zoneName();
                }
                case "2006" -> {
                    year = digits(4, 4);
                    return year >= 0;
                }
                case "06" -> {
                    int two = digits(2, 2);
                    year = two + (two >= TWO_DIGIT_CENTURY ? 1900 : 2000);
                    return two >= 0;
                }
                case "01", "1" -> {
                    month = digits(part.length(), 2);
                    return month >= 1;
                }
                case "02", "_2", "2" -> {
                    at += part.equals("_2") && text.startsWith(" ", at) ? 1 : 0;
                    day = digits(part.equals("02") ? 2 : 1, 2);
                    return day >= 1;
                }
                case "002", "__2" -> {
                    while (part.equals("__2") && text.startsWith(" ", at)) {
                        at++;
                    }
                    dayOfYear = digits(part.equals("002") ? 3 : 1, 3);
                    return dayOfYear >= 1;
                }
                case "15", "03", "3" -> {
                    hour = digits(part.length() == 1 ? 1 : 2, 2);
                    return hour >= 0;
                }
                case "04", "4" -> {
                    minute = digits(part.length(), 2);
                    return minute >= 0;
                }
                case "05", "5" -> {
                    second = digits(part.length(), 2);
                    return second >= 0 && fraction(0);
                }
                case "PM", "pm" -> {
                    halfDays = true;
                    afternoon = text.regionMatches(true, at, "PM", 0, 2);
                    at += 2;
                    return at <= text.length() && (afternoon || text.regionMatches(true, at - 2, "AM", 0, 2));
                }
                default -> {
                    if (part.charAt(0) == '.' || part.charAt(0) == ',') {
                        return fraction(part.charAt(1) == '0' ? part.length() - 1 : 0);
                    }
                    return offset(part);
                }
            }
        }

        private int word(IntFunction<String> words, int count) {
            for (int i = 1; i <= count; i++) {
                String word = words.apply(i);
                if (text.regionMatches(true, at, word, 0, word.length())) {
                    at += word.length();
                    return i;
                }
            }
            return -1;
        }

        private int digits(int min, int max) {
            int start = at;
            while (at < text.length() && at - start < max && isDigit(text.charAt(at))) {
                at++;
            }
            return at - start < min ? -1 : Integer.parseInt(text.substring(start, at));
        }

        /** Reads a fraction of seconds, which may stand behind them even where the layout has none. */
        private boolean fraction(int wanted) {
            if (at + 1 >= text.length()
                    || text.charAt(at) != '.' && text.charAt(at) != ','
                    || !isDigit(text.charAt(at + 1))) {
                return wanted == 0;
            }
            int start = ++at;
            while (at < text.length() && isDigit(text.charAt(at))) {
                at++;
            }
            String digits = text.substring(start, Math.min(at, start + NANO_DIGITS));
            nano = Integer.parseInt(digits + "0".repeat(NANO_DIGITS - digits.length()));
            return wanted == 0 || at - start == wanted;
        }

        private boolean zoneName() {
            int start = at;
            while (at < text.length() && Character.isUpperCase(text.charAt(at))) {
                at++;
            }
            return at - start >= 3;
        }

        private boolean offset(String part) {
            if (part.charAt(0) == 'Z' && text.startsWith("Z", at)) {
                at++;
                return true;
            }
            int length = part.length();
            if (at + length > text.length()) {
                return false;
            }
            String offset = text.substring(at, at + length);
            at += length;
            try {
                zone = ZoneOffset.of(offset);
                return true;
            } catch (DateTimeException e) {
                return false;
            }
        }
    }
}
