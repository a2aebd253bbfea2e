package dev.monitoring.core.collect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of text that people will see: those it was told, whatever stands before the host and in the query of a
 * URL, and the values of keys such as {@code password}. Also makes such text one line of bounded length. Immutable and
 * thread-safe; linear in the length of the text.
 */
public final class Redactor {
    /** What stands in place of a secret. */
    public static final String MASK = "***";

    /** Shorter secrets are not looked for: taking them out would mangle most texts and hide nothing. */
    private static final int SHORTEST_SECRET = 4;

    /** How many characters are read of a text, and how many are kept. */
    private static final int READ_LENGTH = 4_000;

    private static final int KEPT_LENGTH = 500;

    /** How far the chain of causes is followed; some are circular. */
    private static final int CAUSES = 10;

    private static final List<String> SECRET_KEYS =
            List.of("password", "passwd", "pwd", "secret", "token", "api_key", "apikey", "access_key", "authorization");

    /** Exceptions that say nothing by their name. */
    private static final Set<Class<?>> PLAIN = Set.of(
            Exception.class,
            RuntimeException.class,
            IllegalStateException.class,
            IllegalArgumentException.class,
            IOException.class,
            UncheckedIOException.class);

    private final List<String> secrets;

    private Redactor(List<String> secrets) {
        this.secrets = secrets;
    }

    /** A redactor for these secrets, as they are and as they look in a URL. */
    public static Redactor of(Collection<String> secrets) {
        Set<String> forms = new TreeSet<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        for (String secret : secrets) {
            if (secret.length() >= SHORTEST_SECRET) {
                forms.add(secret);
                String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
                forms.add(encoded);
                forms.add(encoded.replace("+", "%20"));
            }
        }
        return new Redactor(new ArrayList<>(forms));
    }

    /** {@code text} in one line, without secrets. */
    public String redact(String text) {
        String clean = text.length() > READ_LENGTH ? text.substring(0, READ_LENGTH) : text;
        for (String secret : secrets) {
            clean = clean.replace(secret, MASK);
        }
        clean = withoutKeyValues(withoutUrlSecrets(oneLine(clean)));
        return clean.length() > KEPT_LENGTH ? cut(clean) : clean;
    }

    /** What a failure says, with the cause at its root where that says more, without secrets. Never throws. */
    public String describe(Throwable failure) {
        try {
            Throwable root = failure;
            for (int i = 0; i < CAUSES && root.getCause() != null; i++) {
                root = root.getCause();
            }
            String said = said(failure);
            String cause = root == failure ? said : said(root);
            return redact(said.contains(cause) ? said : said + " (" + cause + ")");
        } catch (Throwable again) { // getMessage is foreign code, and there may be no memory for a text
            return failure.getClass().getName();
        }
    }

    private static String said(Throwable failure) {
        String message = failure.getMessage();
        String name = failure.getClass().getSimpleName();
        if (name.isEmpty()) {
            name = failure.getClass().getName();
        }
        if (message == null || message.isBlank()) {
            return name;
        }
        return PLAIN.contains(failure.getClass()) ? message : name + ": " + message;
    }

    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c);
        }
        return line.toString();
    }

    /** Masks user information and queries: {@code redis://:pw@host/0?x=y} becomes {@code redis://***@host/0?***}. */
    private static String withoutUrlSecrets(String text) {
        int scheme = text.indexOf("://");
        if (scheme < 0) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        int copied = 0;
        while (scheme >= 0) {
            int begin = scheme + 3;
            int end = begin;
            while (end < text.length() && !endsUrl(text.charAt(end))) {
                end++;
            }
            int query = indexWithin(text, '?', begin, end);
            int hostEnd = query < 0 ? end : query;
            int at = text.lastIndexOf('@', hostEnd - 1);
            clean.append(text, copied, begin);
            if (at >= begin) {
                clean.append(MASK).append(text, at, hostEnd);
            } else {
                clean.append(text, begin, hostEnd);
            }
            if (query >= 0) {
                clean.append('?').append(MASK);
            }
            copied = end;
            scheme = text.indexOf("://", end);
        }
        return clean.append(text, copied, text.length()).toString();
    }

    private static boolean endsUrl(char c) {
        return Character.isWhitespace(c) || c == '"' || c == '\'' || c == '<' || c == '>' || c == ')' || c == ',';
    }

    private static int indexWithin(String text, char c, int begin, int end) {
        int index = text.indexOf(c, begin);
        return index < end ? index : -1;
    }

    /** Masks the value after {@code password=} and its like. */
    private static String withoutKeyValues(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.length() != text.length()) {
            return text; // some letter has no lower case of one character; the indexes would not fit
        }
        StringBuilder clean = null;
        int copied = 0;
        for (int i = 0; i < lower.length(); i++) {
            String key = keyAt(lower, i);
            if (key == null) {
                continue;
            }
            int begin = i + key.length();
            if (begin < text.length() && (text.charAt(begin) == '"' || text.charAt(begin) == '\'')) {
                begin++;
            }
            if (begin >= text.length() || text.charAt(begin) != '=' && !(text.charAt(begin) == ':' && isHeader(key))) {
                continue;
            }
            begin++;
            int end = valueEnd(text, begin);
            if (end > begin) {
                clean = clean == null ? new StringBuilder(text.length()) : clean;
                clean.append(text, copied, begin).append(MASK);
                copied = end;
                i = end - 1;
            }
        }
        return clean == null ? text : clean.append(text, copied, text.length()).toString();
    }

    private static @Nullable String keyAt(String lower, int index) {
        for (String key : SECRET_KEYS) {
            if (lower.startsWith(key, index)) {
                return key;
            }
        }
        return null;
    }

    /** Whether a colon after the key introduces a value; "unexpected token: }" does not. */
    private static boolean isHeader(String key) {
        return key.equals("password") || key.equals("authorization");
    }

    /** The end of a value: of a quoted one its quote, of another the next separator; the scheme of credentials is skipped. */
    private static int valueEnd(String text, int begin) {
        int at = begin;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        for (String scheme : List.of("Bearer ", "Basic ")) {
            if (text.regionMatches(true, at, scheme, 0, scheme.length())) {
                at += scheme.length();
            }
        }
        char quote = at < text.length() ? text.charAt(at) : ' ';
        boolean quoted = quote == '"' || quote == '\'';
        at += quoted ? 1 : 0;
        while (at < text.length() && (quoted ? text.charAt(at) != quote : ",;& )]}\"'".indexOf(text.charAt(at)) < 0)) {
            at++;
        }
        return at;
    }

    private static String cut(String text) {
        int end = KEPT_LENGTH - 1;
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + "…";
    }
}
