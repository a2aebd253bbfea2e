package dev.monitoring.core.settings;

import dev.monitoring.core.model.Spelling;
import dev.monitoring.core.settings.SettingCatalog.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Environment variables as keys, in the manner of Spring: capitals, underscores for dots, hyphens and brackets.
 * {@code MONITORING_COLLECTORS_REDIS_TARGETS_0_HOST} is {@code monitoring.collectors.redis.targets[0].host};
 * {@code MONITORING_HISTORY_MAX_MEMORY} and {@code MONITORING_HISTORY_MAXMEMORY} are {@code monitoring.history.max-memory}.
 * Which underscore stands for what is decided by the keys there are. Immutable and thread-safe.
 */
public final class EnvironmentBinding {
    private final SettingCatalog catalog;

    private EnvironmentBinding(SettingCatalog catalog) {
        this.catalog = catalog;
    }

    public static EnvironmentBinding of(SettingCatalog catalog) {
        return new EnvironmentBinding(catalog);
    }

    /** The key that a variable stands for, if it stands for one. */
    public Optional<String> keyOf(String variable) {
        List<String> words = Arrays.asList(variable.toLowerCase(Locale.ROOT).split("_", -1));
        return words.contains("") ? Optional.empty() : match(catalog.root(), words, "");
    }

    /** The variable for a key: {@code MONITORING_HISTORY_MAX_MEMORY}. */
    public static String variableOf(String key) {
        return key.toUpperCase(Locale.ROOT)
                .replace("]", "")
                .replace('[', '_')
                .replace('.', '_')
                .replace('-', '_');
    }

    /** The variable that somebody who mistyped most likely meant, of those of known keys. */
    public Optional<String> nearest(String variable) {
        TreeSet<String> known = new TreeSet<>();
        for (SettingCatalog.Section section : catalog.sections()) {
            for (SettingCatalog.Entry entry : section.entries()) {
                known.add(variableOf(entry.key().replace("[]", "[0]")));
            }
        }
        return Spelling.nearest(variable, known);
    }

    private static Optional<String> match(Node node, List<String> words, String path) {
        if (words.isEmpty()) {
            return node.setting == null ? Optional.empty() : Optional.of(path);
        }
        if (node.free) {
            return Optional.of(path + "." + String.join("_", words));
        }
        List<String> index = new ArrayList<>();
        if (words.get(0).matches("0|[1-9]\\d{0,5}")) {
            index.add("[" + words.get(0) + "]");
        }
        for (Map.Entry<String, Node> child : node.children.entrySet()) {
            Optional<String> found = Optional.empty();
            if (!child.getKey().equals("[]")) {
                found = matchName(child.getKey(), child.getValue(), words, path.isEmpty() ? "" : path + ".");
            } else if (!index.isEmpty()) {
                found = match(child.getValue(), words.subList(1, words.size()), path + index.get(0));
            }
            if (found.isPresent()) {
                return found;
            }
        }
        boolean listItem = !index.isEmpty() && words.size() == 1 && node.setting != null && node.setting.isList();
        return listItem ? Optional.of(path + index.get(0)) : Optional.empty();
    }

    /** Takes as many words as make up {@code name} without its hyphens. */
    private static Optional<String> matchName(String name, Node child, List<String> words, String before) {
        String wanted = name.replace("-", "");
        StringBuilder taken = new StringBuilder();
        for (int i = 0; i < words.size() && taken.length() < wanted.length(); i++) {
            taken.append(words.get(i));
            if (wanted.contentEquals(taken)) {
                return match(child, words.subList(i + 1, words.size()), before + name);
            }
        }
        return Optional.empty();
    }
}
