package dev.monitoring.collectors.redis.connection;

import java.util.Optional;

/**
 * Who asks. Immutable; its text shows no password.
 *
 * @param username the ACL user; without one it is {@code default}
 * @param password without one there is no authentication at all
 */
public record Login(Optional<String> username, Optional<String> password) {
    /** No authentication. */
    public static final Login NONE = new Login(Optional.empty(), Optional.empty());

    @Override
    public String toString() {
        return username.orElse("default") + (password.isPresent() ? ":***" : "");
    }
}
