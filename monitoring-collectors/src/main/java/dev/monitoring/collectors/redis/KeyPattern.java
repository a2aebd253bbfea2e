package dev.monitoring.collectors.redis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys to look at: one by its name, or those that match a pattern of Redis. Written as redis_exporter takes them:
 * {@code queue}, {@code db3=session:*}. Immutable.
 *
 * @param database the database, from 0
 * @param text the name, or the pattern
 * @param isExact whether {@code text} is the name of one key
 */
record KeyPattern(int database, String text, boolean isExact) {
    private static final Pattern WITH_DATABASE = Pattern.compile("db(\\d{1,4})=(.+)");

    /**
     * Reads a setting. A text without {@code *}, {@code ?} and {@code [} is a name; a backslash before one of them takes its
     * meaning away.
     *
     * @throws IllegalArgumentException if no name is left
     */
    static KeyPattern parse(String setting, int defaultDatabase) {
        Matcher matcher = WITH_DATABASE.matcher(setting);
        int database = matcher.matches() ? Integer.parseInt(matcher.group(1)) : defaultDatabase;
        String text = matcher.matches() ? matcher.group(2) : setting;
        if (text.isBlank() || text.matches("db\\d+=")) {
            throw new IllegalArgumentException(
                    "\"" + setting + "\" names no key; write a name or a pattern, for example db0=session:*");
        }
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '*' || c == '?' || c == '[') {
                return new KeyPattern(database, text, false);
            }
            if (c == '\\' && i + 1 < text.length()) {
                i++;
            }
            name.append(text.charAt(i));
        }
        return new KeyPattern(database, name.toString(), true);
    }
}
