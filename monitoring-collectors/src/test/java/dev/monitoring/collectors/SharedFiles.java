package dev.monitoring.collectors;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Recorded expositions and lists that lie beside the repository on some machines, in a directory named shared. */
public final class SharedFiles {
    private SharedFiles() {}

    /** The file; where there is none the test is skipped, saying so. */
    public static Path require(String name) {
        for (Path directory = Path.of("").toAbsolutePath(); directory != null; directory = directory.getParent()) {
            Path file = directory.resolve("shared").resolve(name);
            if (Files.isReadable(file)) {
                return file;
            }
        }
        return Assumptions.abort("there is no file shared/" + name + " beside the repository");
    }
}
