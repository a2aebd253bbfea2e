package dev.monitoring.collectors.redis.connection;

import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.tls.TlsClient;
import dev.monitoring.core.tls.TlsSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The keys by which a target says which server to connect to and as whom. */
public final class ServerSettings {
    private static final Setting<String> ADDRESS = Setting.text(
            "address", null, "Host and port of the server: cache-1:6379; not needed where sentinels are given.");
    private static final Setting<String> USERNAME =
            Setting.text("username", null, "The ACL user; without one it is the default user.");
    private static final Setting<String> PASSWORD =
            Setting.secret("password", "The user's password; without one there is no authentication.");
    private static final Setting<Integer> DATABASE = Setting.integer(
            "database", 0, 0, 1_023, "The database in which keys are looked for unless they say otherwise.");
    private static final Setting<String> CLIENT_NAME =
            Setting.text("client-name", RedisServer.CLIENT_NAME, "What CLIENT LIST shows for the connection.");
    private static final Setting<List<String>> SENTINELS =
            Setting.list("sentinels", List.of(), "Hosts and ports of sentinels, which are asked for the master.");
    private static final Setting<String> SENTINEL_MASTER =
            Setting.text("sentinel-master", "mymaster", "The name of the master, as the sentinels know it.");
    private static final Setting<String> SENTINEL_USERNAME =
            Setting.text("sentinel-username", null, "The ACL user of the sentinels.");
    private static final Setting<String> SENTINEL_PASSWORD = Setting.secret(
            "sentinel-password", "The password of the sentinels; without one there is no authentication.");

    private ServerSettings() {}

    /** All keys, for a factory's target settings. */
    public static List<Setting<?>> all() {
        List<Setting<?>> all = new ArrayList<>(List.of(
                ADDRESS,
                USERNAME,
                PASSWORD,
                DATABASE,
                CLIENT_NAME,
                SENTINELS,
                SENTINEL_MASTER,
                SENTINEL_USERNAME,
                SENTINEL_PASSWORD));
        all.add(TlsSettings.ENABLED);
        all.addAll(TlsSettings.all());
        return List.copyOf(all);
    }

    /** Whether a section names a server, by its address or by sentinels. */
    public static boolean isSet(Settings target) {
        return target.isSet(ADDRESS) || target.isSet(SENTINELS);
    }

    /** The server that a section names; nothing where it names none. What is wrong is recorded there. */
    public static Optional<RedisServer> read(Settings target) {
        List<Address> sentinels = new ArrayList<>();
        for (String sentinel : target.get(SENTINELS)) {
            address(target, SENTINELS, sentinel, Address.SENTINEL_PORT).ifPresent(sentinels::add);
        }
        boolean bySentinels = target.isSet(SENTINELS);
        Optional<String> text = bySentinels ? target.find(ADDRESS) : target.require(ADDRESS);
        if (bySentinels && text.isPresent()) {
            target.fault(ADDRESS, "sentinels are given as well; keep one of the two");
            return Optional.empty();
        }
        Optional<Address> address = text.flatMap(host -> address(target, ADDRESS, host, Address.REDIS_PORT));
        boolean tls = target.get(TlsSettings.ENABLED) || TlsSettings.isSet(target);
        Optional<TlsClient> client = tls ? Optional.of(TlsSettings.read(target)) : Optional.empty();
        String clientName = clientName(target);
        if (address.isPresent() == !sentinels.isEmpty()) {
            return Optional.empty(); // told above
        }
        return Optional.of(new RedisServer(
                address,
                sentinels,
                bySentinels ? target.get(SENTINEL_MASTER) : "",
                login(target, USERNAME, PASSWORD),
                login(target, SENTINEL_USERNAME, SENTINEL_PASSWORD),
                target.get(DATABASE),
                clientName,
                client));
    }

    private static Optional<Address> address(Settings target, Setting<?> setting, String text, int defaultPort) {
        if (text.contains("@")) {
            target.fault(setting, "an address has no user or password in it; set username and password");
            return Optional.empty();
        }
        try {
            return Optional.of(Address.parse(text, defaultPort));
        } catch (IllegalArgumentException e) {
            target.fault(setting, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Login login(Settings target, Setting<String> username, Setting<String> password) {
        Optional<String> user = target.find(username).filter(name -> !name.isBlank());
        Optional<String> secret = target.find(password).filter(word -> !word.isEmpty());
        if (user.isPresent() && secret.isEmpty()) {
            target.fault(username, "a user without a password cannot log in; set " + password.key() + " too");
        }
        return new Login(user, secret);
    }

    /** Redis takes no spaces in names. */
    private static String clientName(Settings target) {
        String name = target.get(CLIENT_NAME);
        if (name.isEmpty() || name.chars().anyMatch(c -> c < '!' || c > '~')) {
            target.fault(CLIENT_NAME, "\"" + name + "\" is not a client name; use printable ASCII without spaces");
            return RedisServer.CLIENT_NAME;
        }
        return name;
    }
}
