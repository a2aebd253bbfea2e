package dev.monitoring.collectors.clients;

import dev.monitoring.collectors.naming.LabelValues;
import java.util.List;
import java.util.Locale;

/**
 * Which keys hold the clients, and how much of them to show. Immutable.
 *
 * @param memberKeys keys whose members are clients of one state, the deciding ones first
 * @param hashKeys hashes from client to state, which decide about clients that no member key has
 * @param states states that are given also while no client is in them
 * @param clientLimit how many clients are read of a key at most
 * @param idLimit how many clients are given by id; 0 for none
 */
record ClientStatesOptions(
        List<MemberKey> memberKeys, List<String> hashKeys, List<String> states, int clientLimit, int idLimit) {
    /**
     * A key whose members are clients of one state: a list, a set, a sorted set, or the fields of a hash.
     *
     * @param state the state of its members
     * @param key its name
     */
    record MemberKey(String state, String key) {
        /**
         * Reads {@code blocked=blocked_clients}.
         *
         * @throws IllegalArgumentException saying what is wrong with the text
         */
        static MemberKey parse(String text) {
            int equals = text.indexOf('=');
            String state = equals < 0 ? "" : stateOf(text.substring(0, equals));
            String key = text.substring(equals + 1).strip();
            if (equals < 1 || state.equals(LabelValues.UNKNOWN) || key.isEmpty()) {
                throw new IllegalArgumentException(
                        "\"" + text + "\" is no state with a key; write blocked=blocked_clients");
            }
            return new MemberKey(state, key);
        }
    }

    ClientStatesOptions {
        memberKeys = List.copyOf(memberKeys);
        hashKeys = List.copyOf(hashKeys);
        states = List.copyOf(states);
    }

    /** A state as a label value: in lower case, without spaces around it, and short. */
    static String stateOf(String text) {
        return LabelValues.clean(text).toLowerCase(Locale.ROOT);
    }
}
