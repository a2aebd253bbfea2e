package dev.monitoring.alerts.notify.telegram;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts HTML so that it stays HTML: not within a tag or an entity, and with all tags closed. Stateless. */
final class HtmlCut {
    private static final Pattern TAG = Pattern.compile("<(/?)([a-zA-Z][a-zA-Z-]*)[^<>]{0,1000}>");
    private static final Pattern ENTITY = Pattern.compile("&(?:[a-zA-Z]{1,10}|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});");

    private HtmlCut() {}

    /**
     * HTML of which at most {@code max} characters show, as UTF-16 counts them, the ellipsis among them. The text itself where
     * that holds already.
     */
    static String fitted(String html, int max) {
        Deque<String> open = new ArrayDeque<>();
        Matcher tag = TAG.matcher(html);
        Matcher entity = ENTITY.matcher(html);
        int shown = 0;
        int cut = 0; // where an ellipsis still fits in front
        String closing = "";
        int at = 0;
        while (at < html.length()) {
            if (shown <= max - 1) {
                cut = at;
                closing = closing(open);
            }
            if (html.charAt(at) == '<' && tag.region(at, html.length()).lookingAt()) {
                String name = tag.group(2);
                if (tag.group(1).isEmpty()) {
                    open.push(name);
                } else if (name.equals(open.peek())) {
                    open.pop();
                }
                at = tag.end();
                continue;
            }
            int next =
                    html.charAt(at) == '&' && entity.region(at, html.length()).lookingAt()
                            ? entity.end()
                            : at + Character.charCount(html.codePointAt(at));
            shown += next - at > 2 ? 1 : next - at;
            if (shown > max) {
                return html.substring(0, cut) + "…" + closing;
            }
            at = next;
        }
        return html;
    }

    private static String closing(Deque<String> open) {
        StringBuilder closing = new StringBuilder();
        open.forEach(name -> closing.append("</").append(name).append('>'));
        return closing.toString();
    }
}
