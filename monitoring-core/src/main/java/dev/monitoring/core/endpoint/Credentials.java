package dev.monitoring.core.endpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * Who asks: the value of the Authorization header. Thread-safe. What it is made of never shows in {@code toString}.
 */
@FunctionalInterface
public interface Credentials {
    /**
     * The header's value for the next request, or nothing.
     *
     * @throws IOException naming the file that cannot be read, and what to do
     */
    Optional<String> authorization() throws IOException;

    /** Nobody. */
    static Credentials none() {
        return Optional::empty;
    }

    /** A user with a password. */
    static Credentials basic(String user, String password) {
        String encoded = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return () -> Optional.of("Basic " + encoded);
    }

    /** A user whose password is in a file, which is read for each request. */
    static Credentials basicFromFile(String user, Path passwordFile) {
        return () -> basic(user, SecretFile.read(passwordFile)).authorization();
    }

    /** A token. */
    static Credentials bearer(String token) {
        return () -> Optional.of("Bearer " + token);
    }

    /** A token in a file, which is read for each request. */
    static Credentials bearerFromFile(Path tokenFile) {
        return () -> Optional.of("Bearer " + SecretFile.read(tokenFile));
    }

    /** Reads secrets that others put into files. */
    final class SecretFile {
        private static final long MAX_BYTES = 8 << 10;

        private SecretFile() {}

        private static String read(Path file) throws IOException {
            try {
                if (Files.size(file) > MAX_BYTES) {
                    throw new IOException("file " + file + " has more than " + MAX_BYTES
                            + " bytes, which is no secret; name another");
                }
                String secret = Files.readString(file, StandardCharsets.UTF_8).strip();
                if (secret.isEmpty()) {
                    throw new IOException("file " + file + " is empty; put the secret into it");
                }
                return secret;
            } catch (java.nio.file.FileSystemException | java.nio.charset.CharacterCodingException e) {
                throw new IOException(
                        "file " + file + " cannot be read (" + e.getClass().getSimpleName()
                                + "); name a text file that this process may read",
                        e);
            }
        }
    }
}
