package dev.monitoring.alerts.notify.http;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The languages of messages: how a text from outside is written so that it shows as it is, and does nothing. Control
 * characters, which no message needs, become U+FFFD. Stateless.
 */
public final class Markup {
    private static final char REPLACEMENT = '\uFFFD';
    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s<>\\[\\]()`*|\\\\]+");
    /** What has a meaning in text, and none in an address. */
    private static final String IN_ADDRESS = "_#~@";

    private Markup() {}

    /** No language, but for control characters. */
    public static String plain(String text) {
        return mapped(text, "", c -> "");
    }

    /** Slack's mrkdwn: without mentions, channels and links. */
    public static String slack(String text) {
        return mapped(text, "&<>", Markup::entity);
    }

    /** HTML, in text and in quoted attributes. */
    public static String html(String text) {
        return mapped(text, "&<>\"'", Markup::entity);
    }

    /**
     * A Markdown in which a backslash takes the meaning from some characters. An underscore within a word has none, nor has a
     * hash but at the beginning of a line; in an address, of which a backslash would be a part, both are left alone.
     */
    public static UnaryOperator<String> markdown(String special) {
        return text -> {
            String plain = plain(text);
            Matcher address = ADDRESS.matcher(plain);
            boolean found = address.find();
            StringBuilder escaped = new StringBuilder(plain.length() + 16);
            for (int i = 0; i < plain.length(); i++) {
                char c = plain.charAt(i);
                while (found && i >= address.end()) {
                    found = address.find();
                }
                boolean harmless = found && i >= address.start()
                        ? IN_ADDRESS.indexOf(c) >= 0
                        : c == '_' && isWord(plain, i - 1) && isWord(plain, i + 1) || c == '#' && !beginsLine(plain, i);
                escaped.append(special.indexOf(c) >= 0 && !harmless ? "\\" : "").append(c);
            }
            return escaped.toString();
        };
    }

    private static boolean beginsLine(String text, int index) {
        int before = index - 1;
        while (before >= 0 && (text.charAt(before) == ' ' || text.charAt(before) == '\t')) {
            before--;
        }
        return before < 0 || text.charAt(before) == '\n';
    }

    /** A Markdown in which a backslash takes the meaning from some characters wherever they stand. */
    public static UnaryOperator<String> strictMarkdown(String special) {
        return text -> mapped(text, special, c -> "\\" + c);
    }

    private static boolean isWord(String text, int index) {
        return index >= 0 && index < text.length() && Character.isLetterOrDigit(text.charAt(index));
    }

    private static String entity(char c) {
        return switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&#34;";
            default -> "&#39;";
        };
    }

    private interface Escape {
        String of(char c);
    }

    private static String mapped(String text, String special, Escape escape) {
        StringBuilder mapped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (special.indexOf(c) >= 0) {
                mapped.append(escape.of(c));
            } else if (c != '\r' || i + 1 == text.length() || text.charAt(i + 1) != '\n') {
                mapped.append(isControl(c) ? REPLACEMENT : c); // of CRLF the line feed stays
            }
        }
        return mapped.toString();
    }

    /** Control characters but for tab and line feed, and those that turn the direction of text around. */
    private static boolean isControl(char c) {
        return Character.isISOControl(c) && c != '\n' && c != '\t'
                || c >= '\u202A' && c <= '\u202E'
                || c >= '\u2066' && c <= '\u2069';
    }
}
