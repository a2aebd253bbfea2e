package dev.monitoring.spring.connection;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.jdbc.datasource.AbstractDriverBasedDataSource;
import org.springframework.util.ClassUtils;

/**
 * Where a data source connects and as whom, copied from it without a connection. Immutable; its text shows no password.
 *
 * @param url the JDBC URL, which may have a password in it
 * @param username the user, or an empty text
 * @param password the password, or an empty text
 */
record JdbcLogin(String url, String username, String password) {
    private static final String HIKARI = "com.zaxxer.hikari.HikariDataSource";
    private static final String DRIVER = "org.postgresql.ds.common.BaseDataSource";
    private static final String DRIVER_BASED = "org.springframework.jdbc.datasource.AbstractDriverBasedDataSource";

    /** Of HikariCP's pool, of Spring's sources without a pool, of the driver's own; nothing of others. */
    static Optional<JdbcLogin> of(DataSource source) {
        Optional<JdbcLogin> login = Optional.empty();
        if (isPresent(HIKARI)) {
            login = Hikari.login(source);
        }
        if (login.isEmpty() && isPresent(DRIVER_BASED)) {
            login = DriverBased.login(source);
        }
        return login.isPresent() ? login : ofDriver(source);
    }

    /** Of PostgreSQL's own sources, whose types have annotations of a library that nobody has. */
    private static Optional<JdbcLogin> ofDriver(DataSource source) {
        try {
            return as(source, ClassUtils.forName(DRIVER, JdbcLogin.class.getClassLoader()), driver -> {
                BeanWrapper properties = PropertyAccessorFactory.forBeanPropertyAccess(driver);
                return login(text(properties, "URL"), text(properties, "user"), text(properties, "password"));
            });
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String text(BeanWrapper properties, String name) {
        return (String) properties.getPropertyValue(name);
    }

    private static JdbcLogin login(@Nullable String url, @Nullable String username, @Nullable String password) {
        return new JdbcLogin(
                url == null ? "" : url, username == null ? "" : username, password == null ? "" : password);
    }

    /** What {@code read} makes of the source of that type, behind however many that wrap it. */
    private static <S> Optional<JdbcLogin> as(DataSource source, Class<S> type, Function<S, @Nullable JdbcLogin> read) {
        try {
            return source.isWrapperFor(type) ? Optional.ofNullable(read.apply(source.unwrap(type))) : Optional.empty();
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    private static boolean isPresent(String type) {
        return ClassUtils.isPresent(type, JdbcLogin.class.getClassLoader());
    }

    @Override
    public String toString() {
        return "JdbcLogin[***]";
    }

    /** Apart, because a host may have another pool. */
    private static final class Hikari {
        static Optional<JdbcLogin> login(DataSource source) {
            return as(source, HikariDataSource.class, Hikari::read);
        }

        private static @Nullable JdbcLogin read(HikariDataSource pool) {
            if (pool.getJdbcUrl() != null) {
                Properties properties = pool.getDataSourceProperties();
                String user = pool.getUsername() == null ? properties.getProperty("user") : pool.getUsername();
                String password = pool.getPassword() == null ? properties.getProperty("password") : pool.getPassword();
                return JdbcLogin.login(pool.getJdbcUrl(), user, password);
            }
            DataSource inner = pool.getDataSource();
            return inner == null ? null : JdbcLogin.of(inner).orElse(null);
        }
    }

    /** Apart, because a host may have no spring-jdbc. */
    private static final class DriverBased {
        static Optional<JdbcLogin> login(DataSource source) {
            return as(
                    source,
                    AbstractDriverBasedDataSource.class,
                    based -> JdbcLogin.login(based.getUrl(), based.getUsername(), based.getPassword()));
        }
    }
}
