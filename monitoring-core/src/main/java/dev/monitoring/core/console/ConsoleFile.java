package dev.monitoring.core.console;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the console, kept compressed as nearly every browser takes it. Immutable.
 *
 * @param contentType the media type
 * @param gzipped the content in gzip; not copied, must not change
 */
record ConsoleFile(String contentType, byte[] gzipped) {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "txt", "text/plain; charset=utf-8",
            "svg", "image/svg+xml");

    /**
     * The file of a name.
     *
     * @throws IllegalArgumentException if the ending of the name has no media type here
     */
    static ConsoleFile of(String name, byte[] content) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalArgumentException(
                    "file \"" + name + "\" of the console is of no known kind; use one of " + TYPES.keySet());
        }
        return new ConsoleFile(type, compressed(content));
    }

    /** The content as it is written. */
    byte[] plain() {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzipped))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("what was compressed here cannot be read", e);
        }
    }

    private static byte[] compressed(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length / 3 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException("an array took no more bytes", e);
        }
        return out.toByteArray();
    }
}
