package dev.monitoring.core.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who may do what: bearer tokens and users with passwords, each with an {@link Access}. Without any, callers on this machine
 * may do everything and nobody else anything, unless a server around us knows its callers itself. Immutable.
 *
 * <p>Secrets are kept as digests, compared in constant time and never shown.
 */
public final class WebAccess {
    /** Below it a token can be guessed. */
    private static final int MIN_TOKEN_LENGTH = 16;

    private static final WebAccess LOOPBACK_ONLY = builder().build();

    private final List<Credential> credentials;
    private final boolean trustsLoopback;
    private final Access everybody;

    private record Credential(boolean bearer, byte[] digest, Optional<String> principal, Access access) {}

    /**
     * What a caller may do.
     *
     * @param principal who it is, where it has a name
     * @param access the most it may do
     */
    public record Grant(Optional<String> principal, Access access) {}

    private WebAccess(List<Credential> credentials, boolean trustsLoopback, Access everybody) {
        this.credentials = List.copyOf(credentials);
        this.trustsLoopback = trustsLoopback;
        this.everybody = everybody;
    }

    /** No credentials: callers on this machine may do everything, others nothing. */
    public static WebAccess loopbackOnly() {
        return LOOPBACK_ONLY;
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * The same for those who prove who they are, and nobody trusted for calling from this machine: callers need
     * credentials, or the server around us has proved them ({@link IncomingRequest#proven}).
     */
    public WebAccess withoutLoopback() {
        return new WebAccess(credentials, false, everybody);
    }

    /** The same, with {@code access} for callers that prove nothing; from the start that is {@link Access#OPEN}. */
    public WebAccess withEverybody(Access access) {
        return new WebAccess(credentials, trustsLoopback, access);
    }

    /** Whether callers have to prove who they are. */
    public boolean hasCredentials() {
        return !credentials.isEmpty();
    }

    /** Whether callers on this machine may do everything without proving who they are. */
    boolean trustsLoopback() {
        return trustsLoopback;
    }

    /** What a caller may do that proved nothing; {@link Access#OPEN} for nothing. */
    Access everybody() {
        return everybody;
    }

    /** What the value of an {@code Authorization} header proves; nothing where it fits no credential. */
    Optional<Grant> authenticate(String authorization) {
        int space = authorization.indexOf(' ');
        if (space < 0) {
            return Optional.empty();
        }
        String given = authorization.substring(space + 1).strip();
        return switch (authorization.substring(0, space).toLowerCase(Locale.ROOT)) {
            case "bearer" -> find(true, given);
            case "basic" -> decodeBasic(given).flatMap(pair -> find(false, pair));
            default -> Optional.empty();
        };
    }

    /** What to put into {@code WWW-Authenticate}. */
    String challenge() {
        return credentials.stream().allMatch(Credential::bearer)
                ? "Bearer realm=\"monitoring\""
                : "Basic realm=\"monitoring\", charset=\"UTF-8\"";
    }

    private Optional<Grant> find(boolean bearer, String secret) {
        byte[] digest = digest(secret);
        Optional<Grant> found = Optional.empty();
        // Every credential is compared, so that the time says nothing about which one was close.
        for (Credential credential : credentials) {
            boolean equal = MessageDigest.isEqual(credential.digest, digest);
            if (equal && credential.bearer == bearer) {
                found = Optional.of(new Grant(credential.principal, credential.access));
            }
        }
        return found;
    }

    private static Optional<String> decodeBasic(String base64) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte[] digest(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256, this one has not", e);
        }
    }

    @Override
    public String toString() {
        return "WebAccess[" + (trustsLoopback ? "loopback only" : credentials.size() + " credentials")
                + (everybody == Access.OPEN ? "" : ", everybody may " + everybody) + "]";
    }

    /** Collects credentials. Confined to one thread. */
    public static final class Builder {
        private final List<Credential> credentials = new ArrayList<>();

        private Builder() {}

        /**
         * A bearer token.
         *
         * @throws IllegalArgumentException if it has fewer than 16 characters
         */
        public Builder token(String token, Access access) {
            if (token.length() < MIN_TOKEN_LENGTH) {
                throw new IllegalArgumentException("the token has " + token.length() + " characters; use at least "
                        + MIN_TOKEN_LENGTH + ", for example the output of: openssl rand -hex 24");
            }
            credentials.add(new Credential(true, digest(token), Optional.empty(), access));
            return this;
        }

        /**
         * A user for basic authentication.
         *
         * @throws IllegalArgumentException if the name is empty or has a colon, or the password is empty
         */
        public Builder user(String name, String password, Access access) {
            if (name.isEmpty() || name.indexOf(':') >= 0) {
                throw new IllegalArgumentException("user name \"" + name
                        + "\" is empty or has a colon in it; basic authentication allows neither");
            }
            if (password.isEmpty()) {
                throw new IllegalArgumentException("user \"" + name + "\" has an empty password; set one");
            }
            credentials.add(new Credential(false, digest(name + ":" + password), Optional.of(name), access));
            return this;
        }

        public WebAccess build() {
            return new WebAccess(credentials, credentials.isEmpty(), Access.OPEN);
        }
    }
}
