package dev.monitoring.collectors.clients;

import dev.monitoring.collectors.clients.ClientStatesOptions.MemberKey;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/** The keys of a target besides those of its connection, and how they are read. */
final class ClientStatesSettings {
    private static final Setting<List<String>> HASH_KEYS = Setting.list(
            "hash-keys",
            List.of("Clients_status"),
            "Hashes from client to state: active, paused or whatever the service writes.");
    private static final Setting<List<String>> MEMBER_KEYS = Setting.list(
            "member-keys",
            List.of("blocked=blocked_clients", "deactivated=deactivate_clients"),
            "Lists, sets, sorted sets or hashes whose members are the clients of one state, written state=key; the first"
                    + " that has a client decides, before all hash-keys.");
    private static final Setting<List<String>> STATES = Setting.list(
            "states",
            List.of("active", "paused", "blocked", "deactivated"),
            "The states that are given also while no client is in them.");
    private static final Setting<Integer> CLIENT_LIMIT =
            Setting.integer("client-limit", 10_000, 1, 100_000, "How many clients to read of each key at most.");
    private static final Setting<Boolean> IDS = Setting.flag(
            "ids", true, "Whether to give the clients' ids too, each as a series and in /metrics/clients.");
    private static final Setting<Integer> ID_LIMIT =
            Setting.integer("id-limit", 200, 1, 10_000, "How many clients to give by id at most, in the ids' order.");

    /** All keys of a target besides those of its connection. */
    static final List<Setting<?>> OF_TARGET = List.of(HASH_KEYS, MEMBER_KEYS, STATES, CLIENT_LIMIT, IDS, ID_LIMIT);

    private ClientStatesSettings() {}

    /** What a target's section says; what is wrong in it is recorded there. */
    static ClientStatesOptions read(Settings target) {
        List<MemberKey> memberKeys = new ArrayList<>();
        for (String text : target.get(MEMBER_KEYS)) {
            try {
                memberKeys.add(MemberKey.parse(text));
            } catch (IllegalArgumentException e) {
                target.fault(MEMBER_KEYS, String.valueOf(e.getMessage()));
            }
        }
        List<String> hashKeys = target.get(HASH_KEYS);
        if (hashKeys.isEmpty() && target.get(MEMBER_KEYS).isEmpty()) {
            target.fault(HASH_KEYS, "there are neither hash-keys nor member-keys; name the keys that hold the clients");
        }
        return new ClientStatesOptions(
                memberKeys,
                hashKeys,
                target.get(STATES).stream()
                        .map(ClientStatesOptions::stateOf)
                        .distinct()
                        .toList(),
                target.get(CLIENT_LIMIT),
                target.get(IDS) ? target.get(ID_LIMIT) : 0);
    }
}
