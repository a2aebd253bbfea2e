package dev.monitoring.core.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All files of the console by name, as {@value #INDEX} lists them, and the version that names just this content. Immutable.
 *
 * <p>A request finds a file by its whole name in a map; nothing of a request becomes a path of the class path or of a disk.
 */
final class ConsoleFiles {
    /** Lists the files, one a line. */
    static final String INDEX = "files.txt";

    /** The page that everything begins with; it is served at the root, not among the others. */
    static final String PAGE = "index.html";

    private final Map<String, ConsoleFile> byName = new LinkedHashMap<>();
    private final String page;
    private final String version;

    private ConsoleFiles() {
        MessageDigest digest = sha256();
        for (String name : names()) {
            byte[] content = read(name);
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update(content);
            byName.put(name, ConsoleFile.of(name, content));
        }
        page = new String(read(PAGE), StandardCharsets.UTF_8);
        version = HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    /** Reads and compresses all of them, which takes some ten milliseconds. */
    static ConsoleFiles load() {
        return new ConsoleFiles();
    }

    static List<String> names() {
        return new String(read(INDEX), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    Optional<ConsoleFile> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The page as it is written, with its placeholders. */
    String page() {
        return page;
    }

    /** Sixteen digits that another content would not have. */
    String version() {
        return version;
    }

    private static byte[] read(String name) {
        try (InputStream in = ConsoleFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the console's file " + name + " is not in the jar; build it again");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the console's file " + name + " cannot be read", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256, this one has not", e);
        }
    }
}
