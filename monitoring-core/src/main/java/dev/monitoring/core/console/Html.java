package dev.monitoring.core.console;

/** Markup being written; whatever is no markup of ours is escaped. Confined to one thread. */
final class Html {
    private final StringBuilder page = new StringBuilder();

    /** Markup: constants of the program only. */
    Html raw(String markup) {
        page.append(markup);
        return this;
    }

    /** Text from anywhere, within an element or a quoted attribute. */
    Html text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> page.append("&amp;");
                case '<' -> page.append("&lt;");
                case '>' -> page.append("&gt;");
                case '"' -> page.append("&quot;");
                case '\'' -> page.append("&#39;");
                default -> page.append(isUnprintable(c) ? '\ufffd' : c);
            }
        }
        return this;
    }

    /** An element around a text. */
    Html element(String tag, String text) {
        return raw("<" + tag + ">").text(text).raw("</" + tag + ">");
    }

    /** Control characters, and those that turn the direction of the text around them. */
    private static boolean isUnprintable(char c) {
        return Character.isISOControl(c) && c != '\n'
                || c >= '\u202a' && c <= '\u202e'
                || c >= '\u2066' && c <= '\u2069';
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
