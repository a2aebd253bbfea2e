package dev.monitoring.core.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder with test scripts. Has no state. */
final class ScriptFolder {
    static final String PROPERTY = "monitoring.promql.scripts";
    private static final String SUFFIX = ".test";

    private ScriptFolder() {}

    /**
     * The folder that a text names: an absolute path, or one relative to {@code directory} or a directory above it, because a
     * module's tests do not run where Maven was called.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Path named(String text, Path directory) {
        for (Path at = directory; at != null; at = at.getParent()) {
            Path folder = at.resolve(text).normalize();
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        throw new IllegalArgumentException(PROPERTY + " is \"" + text + "\", and there is no such folder in "
                + directory + " or above it; name a folder with scripts, best by its absolute path");
    }

    /**
     * The scripts of a folder by name.
     *
     * @throws IllegalArgumentException if it has none
     */
    static List<Path> scripts(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> scripts = files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
            if (scripts.isEmpty()) {
                throw new IllegalArgumentException(
                        "folder " + folder + " has no file whose name ends in " + SUFFIX + "; name one that has");
            }
            return scripts;
        }
    }
}
