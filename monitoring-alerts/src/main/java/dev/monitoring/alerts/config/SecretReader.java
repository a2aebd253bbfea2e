package dev.monitoring.alerts.config;

import dev.monitoring.alerts.yaml.YamlMap;
import dev.monitoring.alerts.yaml.YamlValue;
import dev.monitoring.core.settings.ByteSizes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads secrets: as they stand, with {@code ${NAME}} for variables of the environment, or from the file that
 * {@code <key>_file} names. No secret gets into a fault. Confined to one thread.
 */
public final class SecretReader {
    private static final int MAX_BYTES = 64 << 10;
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}");

    private final Function<String, @Nullable String> environment;
    private final Path directory;
    private final Set<Path> files = new LinkedHashSet<>();

    /**
     * A reader.
     *
     * @param environment gives the value of a variable, null where it is not set
     * @param directory from where relative files are seen: that of the configuration file
     */
    public SecretReader(Function<String, @Nullable String> environment, Path directory) {
        this.environment = environment;
        this.directory = directory;
    }

    /** The secret that stands under {@code key} or in the file under {@code key_file}; both are a fault. */
    public Optional<Secret> read(YamlMap map, String key) {
        Optional<YamlValue> value = map.get(key);
        Optional<YamlValue> file = map.get(key + "_file");
        if (value.isPresent() && file.isPresent()) {
            file.get().fault("stands beside \"" + key + "\"; keep one of them");
            return Optional.empty();
        }
        return value.isPresent() ? value.flatMap(this::text) : file.flatMap(this::content);
    }

    /** Where a file is that the configuration names: seen from the directory of the configuration file. */
    public Path file(String name) {
        return directory.resolve(name);
    }

    /** The files that were read so far, or could not be. */
    public Set<Path> files() {
        return Set.copyOf(files);
    }

    /** The secret that a value is. */
    public Optional<Secret> text(YamlValue value) {
        Optional<String> text = value.text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher variables = VARIABLE.matcher(text.get());
        StringBuilder expanded = new StringBuilder();
        boolean complete = true;
        while (variables.find()) {
            String name = variables.group(1);
            String found = environment.apply(name);
            if (found == null) {
                value.fault("environment variable " + name + " is not set; set it, or name a file with <key>_file");
                complete = false;
            }
            variables.appendReplacement(expanded, Matcher.quoteReplacement(found == null ? "" : found));
        }
        variables.appendTail(expanded);
        return complete ? Optional.of(Secret.of(expanded.toString())) : Optional.empty();
    }

    /** The secret in the file that a value names. */
    public Optional<Secret> content(YamlValue value) {
        Optional<String> name = value.text();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Path file;
        try {
            file = directory.resolve(name.get());
        } catch (InvalidPathException e) {
            value.fault("\"" + name.get() + "\" is not a path: " + e.getReason());
            return Optional.empty();
        }
        files.add(file);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                value.fault("\"" + name.get() + "\" is larger than " + ByteSizes.format(MAX_BYTES)
                        + "; name the file that holds the secret alone");
                return Optional.empty();
            }
            return Optional.of(Secret.of(new String(bytes, StandardCharsets.UTF_8).strip()));
        } catch (IOException e) {
            value.fault("\"" + name.get() + "\" cannot be read (" + e.getClass().getSimpleName()
                    + "); check the path, seen from " + directory.toAbsolutePath() + ", and its permissions");
            return Optional.empty();
        }
    }
}
