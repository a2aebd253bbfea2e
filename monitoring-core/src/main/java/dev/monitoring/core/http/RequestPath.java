package dev.monitoring.core.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The path of a request, split into decoded segments. Immutable.
 *
 * <p>There is one way to write each path. Whatever would let two writings mean the same route is refused instead of
 * normalised, so that no proxy in front can disagree with us about what it let through: empty and dot segments, path
 * parameters, encoded slashes and dots, backslashes, control characters.
 */
record RequestPath(List<String> segments) {
    private static final int MAX_LENGTH = 4_096;
    private static final int MAX_SEGMENTS = 64;

    /**
     * The path that {@code raw} writes.
     *
     * @throws HttpException 400 saying what is wrong with it, 414 if it is too long
     */
    static RequestPath parse(String raw) {
        if (raw.length() > MAX_LENGTH) {
            throw new HttpException(414, "the path has more than " + MAX_LENGTH + " characters");
        }
        if (!raw.startsWith("/")) {
            throw refused(raw, "does not begin with a slash");
        }
        List<String> segments = new ArrayList<>();
        int start = 1;
        while (start < raw.length()) {
            int end = raw.indexOf('/', start);
            end = end < 0 ? raw.length() : end;
            segments.add(segment(raw, start, end));
            if (end == raw.length() - 1) {
                segments.add("");
            }
            start = end + 1;
        }
        if (segments.size() > MAX_SEGMENTS) {
            throw refused(raw, "has more than " + MAX_SEGMENTS + " segments");
        }
        return new RequestPath(List.copyOf(segments));
    }

    /** The path as text, decoded. */
    String text() {
        return "/" + String.join("/", segments);
    }

    private static String segment(String raw, int start, int end) {
        String encoded = raw.substring(start, end);
        if (encoded.isEmpty()) {
            throw refused(raw, "has an empty segment");
        }
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == ';' || c == '\\' || c <= ' ' || c == 0x7f) {
                throw refused(raw, "has a semicolon, a backslash, a space or a control character in it");
            }
        }
        String decoded = PercentText.decode(encoded, false);
        if (decoded.equals(".") || decoded.equals("..")) {
            throw refused(raw, "has a dot segment");
        }
        boolean escaped = encoded.indexOf('%') >= 0;
        for (int i = 0; i < decoded.length(); i++) {
            char c = decoded.charAt(i);
            if (Character.isISOControl(c) || c == '/' || c == '\\' || escaped && c == ';') {
                throw refused(raw, "has an encoded slash, backslash, semicolon or control character in it");
            }
        }
        if (escaped && encoded.toLowerCase(Locale.ROOT).contains("%2e")) {
            throw refused(raw, "has an encoded dot in it");
        }
        return decoded;
    }

    private static HttpException refused(String raw, String what) {
        String shown = raw.length() <= 100 ? raw : raw.substring(0, 100) + "…";
        return new HttpException(400, "path \"" + shown + "\" " + what + "; write the path as it is listed");
    }
}
