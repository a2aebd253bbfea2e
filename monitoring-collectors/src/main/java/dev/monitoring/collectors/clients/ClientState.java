package dev.monitoring.collectors.clients;

import java.util.Locale;

/** The state of a client as a label value: in lower case, without spaces around it, and short. */
final class ClientState {
    /** The state of a client whose value is empty. */
    static final String UNKNOWN = "unknown";

    /** The state under which all are counted that are more than are told apart. */
    static final String OTHER = "other";

    /** A state is a word; a value of more characters is something else, whose beginning shows what. */
    private static final int MAX_LENGTH = 64;

    private ClientState() {}

    static String of(String text) {
        String state = cut(text.strip(), MAX_LENGTH).toLowerCase(Locale.ROOT);
        return state.isEmpty() ? UNKNOWN : state;
    }

    /** At most that many characters of a text, none of them halved. */
    static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }
}
