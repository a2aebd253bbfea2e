package dev.monitoring.collectors.system.linux;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Small files and directories of the kernel as text, for what is read seldom. What cannot be read is empty. */
final class Sysfs {
    private static final int USUAL_FILE_BYTES = 256;
    private static final int MAX_FILE_BYTES = 64 * 1024;
    private static final int MAX_ENTRIES = 10_000;

    private Sysfs() {}

    /** The file's content without white space around it; empty where there is none or it cannot be read. */
    static String text(Path file) {
        try (InputStream in = new FileInputStream(file.toFile())) {
            // InputStream.readNBytes(int) begins with 8 KB, many times what most of these files hold.
            byte[] content = new byte[USUAL_FILE_BYTES];
            int length = in.readNBytes(content, 0, content.length);
            while (length == content.length && length < MAX_FILE_BYTES) {
                content = Arrays.copyOf(content, 4 * content.length);
                length += in.readNBytes(content, length, content.length - length);
            }
            return new String(content, 0, length, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return ""; // drivers answer errors for attributes they do not support
        }
    }

    /** The file's lines, as {@link #text} reads them. */
    static List<String> lines(Path file) {
        return text(file).lines().toList();
    }

    /** The names in a directory that begin with {@code prefix}, in order of length and then of text: cpu2 before cpu10. */
    static List<String> names(Path directory, String prefix) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (name.startsWith(prefix) && names.size() < MAX_ENTRIES) {
                    names.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(names, (a, b) -> a.length() != b.length() ? a.length() - b.length() : a.compareTo(b));
        return names;
    }

    /** As {@link #names(Path, String)}, only names that go on with a digit: cpu0, but not cpufreq. */
    static List<String> numbered(Path directory, String prefix) throws IOException {
        return names(directory, prefix).stream()
                .filter(name -> name.length() > prefix.length() && Character.isDigit(name.charAt(prefix.length())))
                .toList();
    }

    static boolean isDirectory(Path directory) {
        return Files.isDirectory(directory);
    }
}
