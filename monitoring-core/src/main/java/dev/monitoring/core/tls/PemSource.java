package dev.monitoring.core.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Where PEM text stands: in a file, or in the settings themselves. Its text names the place and shows no content. */
sealed interface PemSource {
    /** The text as it is now. */
    byte[] read() throws IOException;

    /** The file, where it is one: what is looked at for changes. */
    Optional<Path> file();

    /** A command of OpenSSL that shows what is wrong with the text. */
    String openssl(String command);

    /**
     * A file, read whenever it is needed.
     *
     * @param path the file
     */
    record InFile(Path path) implements PemSource {
        @Override
        public byte[] read() throws IOException {
            return TlsLoader.read(path);
        }

        @Override
        public Optional<Path> file() {
            return Optional.of(path);
        }

        @Override
        public String openssl(String command) {
            return "openssl " + command + " -in " + path;
        }

        @Override
        public String toString() {
            return "file " + path;
        }
    }

    /**
     * The value of a setting.
     *
     * @param key the setting
     * @param text the PEM text; of a key, never shown
     */
    record InSetting(String key, String text) implements PemSource {
        @Override
        public byte[] read() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public Optional<Path> file() {
            return Optional.empty();
        }

        @Override
        public String openssl(String command) {
            return "openssl " + command;
        }

        @Override
        public String toString() {
            return "setting " + key;
        }
    }
}
