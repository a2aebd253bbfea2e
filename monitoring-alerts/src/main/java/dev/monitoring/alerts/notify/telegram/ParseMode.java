package dev.monitoring.alerts.notify.telegram;

import dev.monitoring.alerts.notify.http.Markup;
import java.util.function.UnaryOperator;

/**
 * The languages of Telegram's messages.
 *
 * @see <a href="https://core.telegram.org/bots/api#formatting-options">Formatting options</a>
 */
enum ParseMode {
    NONE(""),
    HTML("HTML"),
    MARKDOWN("Markdown"),
    MARKDOWN_V2("MarkdownV2");

    private static final int MAX_TEXT = 4096;

    private final String word;

    ParseMode(String word) {
        this.word = word;
    }

    /** As it stands in settings and messages. */
    String word() {
        return word;
    }

    /** What makes of a text one that shows as it is. */
    UnaryOperator<String> escape() {
        return switch (this) {
            case NONE -> Markup::plain;
            case HTML -> Markup::html;
            case MARKDOWN -> Markup.strictMarkdown("_*`[");
            case MARKDOWN_V2 -> Markup.strictMarkdown("\\_*[]()~`>#+-=|{}.!");
        };
    }

    /** Reads a setting. */
    static ParseMode parse(String text) {
        for (ParseMode mode : values()) {
            if (mode.word.equals(text)) {
                return mode;
            }
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" is not a parse mode; use one of HTML, Markdown, MarkdownV2, or the empty text");
    }

    /** Whether a text of this language may have to be sent as plain text, because it cannot be cut. */
    boolean isCutAsPlain(String text) {
        return (this == MARKDOWN || this == MARKDOWN_V2) && text.length() > MAX_TEXT;
    }

    /** A text that Telegram takes: 4,096 characters as UTF-16 counts them, markup aside. */
    String fitted(String text) {
        if (this == HTML) {
            return HtmlCut.fitted(text, MAX_TEXT);
        }
        if (text.length() <= MAX_TEXT) {
            return text;
        }
        int end = MAX_TEXT - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
