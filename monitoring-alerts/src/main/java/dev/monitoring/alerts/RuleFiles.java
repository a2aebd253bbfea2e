package dev.monitoring.alerts;

import dev.monitoring.alerts.config.RuleFileReader;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.alerts.yaml.YamlReader;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where rules come from, read as a whole: files, {@code directory/*.yml}, {@code classpath:} resources, a text among the
 * settings, and Java. Immutable; each reading is a new look at the files.
 */
final class RuleFiles {
    private static final String CLASS_PATH = "classpath:";

    private static final String INLINE = "inline-rules";

    private final List<String> names;
    private final String inline;
    private final List<RuleGroup> own;
    private final RuleFileReader.Defaults defaults;

    /**
     * What a reading gives. Immutable.
     *
     * @param groups the groups without faults
     * @param faults everything that is wrong, in the order of the files
     */
    record Reading(List<RuleGroup> groups, List<Fault> faults) {
        Reading {
            groups = List.copyOf(groups);
            faults = List.copyOf(faults);
        }
    }

    /**
     * @param names files, patterns and resources
     * @param inline a text in the form of a rule file; may be empty
     * @param own groups made in Java
     */
    RuleFiles(List<String> names, String inline, List<RuleGroup> own, RuleFileReader.Defaults defaults) {
        this.names = List.copyOf(names);
        this.inline = inline;
        this.own = List.copyOf(own);
        this.defaults = defaults;
    }

    Reading read() {
        Faults faults = new Faults();
        RuleFileReader reader = new RuleFileReader(defaults, faults);
        List<RuleGroup> groups = new ArrayList<>(own);
        if (!inline.isBlank()) {
            groups.addAll(reader.parse(inline, INLINE));
        }
        for (String name : names) {
            if (isResource(name)) {
                resource(name, faults).ifPresent(text -> groups.addAll(reader.parse(text, name)));
            } else {
                for (Path file : files(name, faults)) {
                    groups.addAll(reader.read(file, file.toString()));
                }
            }
        }
        return new Reading(groups, faults.sorted());
    }

    /** Whether a name is that of a class-path resource. */
    static boolean isResource(String name) {
        return name.startsWith(CLASS_PATH);
    }

    /** Which files there are, how large, and when each was changed last: another text when one of them has changed. */
    String stamp() {
        return stamp(names);
    }

    /** The same of files, patterns and resources, of which the last do not change. */
    static String stamp(List<String> names) {
        StringBuilder stamp = new StringBuilder();
        for (String name : names) {
            if (name.startsWith(CLASS_PATH)) {
                continue;
            }
            for (Path file : files(name, new Faults())) {
                stamp.append(stamp(file));
            }
        }
        return stamp.toString();
    }

    /** The same of one file. */
    static String stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return file + " " + attributes.size() + " " + attributes.lastModifiedTime() + "\n";
        } catch (IOException e) {
            return file + " missing\n";
        }
    }

    /** The files that a name stands for, in the order of their names; wildcards are allowed in the last part. */
    static List<Path> files(String name, Faults faults) {
        int slash = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
        String last = name.substring(slash + 1);
        if (!last.contains("*") && !last.contains("?") && !last.contains("[")) {
            return List.of(Path.of(name));
        }
        Path directory = Path.of(slash < 0 ? "" : name.substring(0, slash + 1));
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> matching = Files.newDirectoryStream(directory, last)) {
            matching.forEach(found::add);
        } catch (IOException | RuntimeException e) {
            faults.add(new Origin(name), "cannot be listed: " + e + "; check the directory, and the wildcards");
        }
        found.sort(null);
        return found;
    }

    /** The text of a class-path resource; empty with a fault where it cannot be read. */
    static Optional<String> resource(String name, Faults faults) {
        String path = name.substring(CLASS_PATH.length());
        for (ClassLoader loader :
                new ClassLoader[] {Thread.currentThread().getContextClassLoader(), RuleFiles.class.getClassLoader()}) {
            if (loader == null) {
                continue;
            }
            try (InputStream in = loader.getResourceAsStream(path.startsWith("/") ? path.substring(1) : path)) {
                if (in != null) {
                    return Optional.of(new String(in.readNBytes(YamlReader.MAX_BYTES), StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                faults.add(new Origin(name), "cannot be read: " + e);
                return Optional.empty();
            }
        }
        faults.add(new Origin(name), "is not on the class path; check its name, which begins at the root of the jar");
        return Optional.empty();
    }
}
