package dev.monitoring.alerts.matcher;

import dev.monitoring.core.model.Matcher.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The notation of matchers since Alertmanager 0.27: names and values bare, or in double quotes with Go's escapes; names are any
 * text. Confined to one thread, for one text.
 *
 * <pre>
 *   matchers = [ "{" ] [ matcher { "," matcher } [ "," ] ] [ "}" ]      both braces or none
 *   matcher  = text operator text
 *   text     = quoted | { any character but white space and {}!=~,\"'` }
 * </pre>
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/#matcher">Matchers</a>
 */
final class Utf8Syntax {
    static final int MAX_LENGTH = 64 << 10;

    private static final int END = -1;

    private final int[] chars;
    private int at;

    Utf8Syntax(String text) {
        this.chars = text.codePoints().toArray();
    }

    List<LabelMatcher> parse() {
        List<LabelMatcher> matchers = new ArrayList<>();
        boolean braced = take('{');
        int opened = at;
        while (peek() != '}' && peek() != END) {
            matchers.add(matcher());
            if (!take(',')) {
                break;
            }
        }
        if (braced && !take('}')) {
            throw peek() == END
                    ? fault(opened, "the brace is never closed; end with }")
                    : fault(at + 1, found() + "; after a matcher comes a comma or }");
        }
        if (peek() != END) {
            throw fault(
                    at + 1,
                    peek() == '}'
                            ? "found }, but no brace was opened; begin with { or remove it"
                            : found() + "; " + (braced ? "nothing comes after }" : "after a matcher comes a comma"));
        }
        return matchers;
    }

    private LabelMatcher matcher() {
        peek();
        int begin = at + 1;
        String name = text("a label name, for example severity=\"critical\"");
        if (name.isEmpty()) {
            throw fault(begin, "the label name is empty; name the label");
        }
        Operator operator = operator();
        peek();
        int value = at + 1;
        String operand = text("a value, which may be \"\"");
        try {
            return LabelMatcher.of(name, operator, operand);
        } catch (IllegalArgumentException e) {
            throw fault(value, String.valueOf(e.getMessage()));
        }
    }

    private Operator operator() {
        int first = peek();
        int second = at + 1 < chars.length ? chars[at + 1] : END;
        Optional<Operator> operator = first == '='
                ? Optional.of(second == '~' ? Operator.MATCHES : Operator.EQUAL)
                : first != '!'
                        ? Optional.empty()
                        : second == '=' || second == '~'
                                ? Optional.of(second == '=' ? Operator.NOT_EQUAL : Operator.NOT_MATCHES)
                                : Optional.empty();
        at += operator.map(found -> found.sign().length()).orElse(0);
        return operator.orElseThrow(() -> fault(at + 1, found() + "; here comes =, !=, =~ or !~"));
    }

    private String text(String what) {
        if (peek() == '"') {
            return quoted();
        }
        int from = at;
        while (at < chars.length && !LabelMatcher.isReserved(chars[at])) {
            at++;
        }
        if (at == from) {
            throw fault(at + 1, found() + "; here comes " + what + (peek() == END ? "" : ", in double quotes"));
        }
        return new String(chars, from, at - from);
    }

    private String quoted() {
        int open = at++;
        while (at < chars.length && chars[at] != '"') {
            at += chars[at] == '\\' ? 2 : 1;
        }
        if (at >= chars.length) {
            at = chars.length;
            throw fault(open + 1, "the quote is never closed; end with \"");
        }
        String text = Quoting.unquoted(new String(chars, open + 1, at - open - 1), open + 2);
        at++;
        return text;
    }

    /** The next character that is no white space. */
    private int peek() {
        while (at < chars.length && LabelMatcher.isSpace(chars[at])) {
            at++;
        }
        return at < chars.length ? chars[at] : END;
    }

    private boolean take(int c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    private String found() {
        return peek() == END ? "the text ends" : "found " + Character.toString(peek());
    }

    private static MatcherSyntaxException fault(int column, String message) {
        return new MatcherSyntaxException(column, message);
    }
}
