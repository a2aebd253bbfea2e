package dev.monitoring.spring.connection;

import dev.monitoring.collectors.postgres.PostgresCollectorFactory;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Reads data sources whose database is PostgreSQL; others are passed over in silence. The driver itself takes the URL apart.
 * Of several hosts each is watched. Immutable.
 */
final class PostgresReader implements BeanReader {
    private static final String SCHEME = "jdbc:postgresql:";
    private static final int PORT = 5432;

    private static final Setting<String> ADDRESS = Setting.text("address", null, "The server.");

    @Override
    public Class<?> type() {
        return DataSource.class;
    }

    @Override
    public CollectorFactory collectors() {
        return new PostgresCollectorFactory();
    }

    @Override
    public List<BeanTarget> read(HostBean bean) throws Unreadable {
        Optional<JdbcLogin> login = JdbcLogin.of((DataSource) bean.object()).or(() -> ofBoot(bean));
        if (login.isEmpty()) {
            throw new Unreadable("a " + bean.object().getClass().getSimpleName()
                    + " does not tell its URL without a connection of the host's being taken");
        }
        if (!login.get().url().startsWith(SCHEME)) {
            return List.of();
        }
        Properties read = takenApart(login.get().url());
        Map<String, String> common = new TreeMap<>();
        common.put("database", read.getProperty("PGDBNAME", "postgres"));
        String user = read.getProperty("user", login.get().username());
        String password = read.getProperty("password", login.get().password());
        if (user.isBlank()) {
            throw new Unreadable("it names no user");
        }
        common.put("username", user);
        if (!password.isEmpty()) {
            common.put("password", password);
        }
        PostgresTls.put(read, common);
        String[] hosts = read.getProperty("PGHOST", "localhost").split(",", -1);
        String[] ports = read.getProperty("PGPORT", "").split(",", -1);
        List<BeanTarget> targets = new ArrayList<>();
        for (int i = 0; i < hosts.length; i++) {
            int port = i < ports.length && ports[i].matches("\\d{1,5}") ? Integer.parseInt(ports[i]) : PORT;
            Map<String, String> values = new TreeMap<>(common);
            values.put("address", Place.text(hosts[i], port));
            targets.add(new BeanTarget(bean.name(), new Place(hosts[i], port), values));
        }
        return targets;
    }

    @Override
    public List<Place> places(Settings target) {
        return target.find(ADDRESS)
                .flatMap(text -> Place.of(text, PORT))
                .map(List::of)
                .orElse(List.of());
    }

    /** The driver's own view of a URL, by the names of its properties. */
    private static Properties takenApart(String url) throws Unreadable {
        Properties properties = new Properties();
        try {
            for (DriverPropertyInfo property : DriverManager.getDriver(url).getPropertyInfo(url, new Properties())) {
                if (property.value != null) {
                    properties.setProperty(property.name, property.value);
                }
            }
        } catch (SQLException e) {
            throw new Unreadable(
                    "the driver cannot read its URL"); // its message has the URL, and that may have a password
        }
        return properties;
    }

    /** What Boot was told, for pools that do not show it. */
    private static Optional<JdbcLogin> ofBoot(HostBean bean) {
        String url = bean.property("spring.datasource.url");
        return url.isEmpty()
                ? Optional.empty()
                : Optional.of(new JdbcLogin(
                        url, bean.property("spring.datasource.username"), bean.property("spring.datasource.password")));
    }
}
