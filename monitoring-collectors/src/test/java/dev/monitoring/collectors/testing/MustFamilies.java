package dev.monitoring.collectors.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.monitoring.core.testing.SharedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The families that public dashboards and rules ask for, as recorded beside the repository; none where that is not there. */
final class MustFamilies {
    private MustFamilies() {}

    /** The names of a list. */
    static Set<String> named(String list) {
        Optional<Path> folder = SharedFiles.folder("exporters");
        if (folder.isEmpty()) {
            return Set.of();
        }
        try (JsonParser json = new JsonFactory()
                .createParser(folder.get().resolve("musts.json").toFile())) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals(list)) {
                    return names(json);
                }
                json.skipChildren();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalArgumentException("there is no must list " + list);
    }

    /** Whether a family, or the one of which the name is a part, is among {@code families}. */
    static boolean has(Set<String> families, String name) {
        return families.contains(name) || families.contains(name.replaceFirst("_(bucket|sum|count)$", ""));
    }

    private static Set<String> names(JsonParser json) throws IOException {
        Set<String> names = new TreeSet<>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                if (field.equals("name")) {
                    names.add(json.getText());
                }
                json.skipChildren();
            }
        }
        return names;
    }
}
