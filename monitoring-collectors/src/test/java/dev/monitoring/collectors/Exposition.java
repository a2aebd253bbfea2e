package dev.monitoring.collectors;

import dev.monitoring.core.model.Labels;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an exporter says, read from the text format 0.0.4 for comparison: families with their types, and values by series.
 * Strict about nothing, since the text comes from programs known to be right. Immutable.
 *
 * @param types the type of each family that has samples
 * @param labelNames the label names of each family, those with empty values left out
 * @param values the value of each series by its name and labels
 * @param familyOf the family of each series
 */
public record Exposition(
        Map<String, String> types,
        Map<String, Set<String>> labelNames,
        Map<String, Double> values,
        Map<String, String> familyOf) {

    public static Exposition parse(String text) {
        return parse(text, Set.of());
    }

    /** Reads a page, leaving out some labels. */
    public static Exposition parse(String text, Set<String> droppedLabels) {
        Map<String, String> declared = new LinkedHashMap<>();
        Map<String, String> types = new TreeMap<>();
        Map<String, Set<String>> labelNames = new TreeMap<>();
        Map<String, Double> values = new LinkedHashMap<>();
        Map<String, String> familyOf = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ");
                declared.put(words[2], words[3].toLowerCase(Locale.ROOT).replace("unknown", "untyped"));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                int nameEnd = indexOfAny(line);
                String name = line.substring(0, nameEnd);
                int[] at = {nameEnd};
                Labels labels = line.charAt(nameEnd) == '{' ? labels(line, at).without(droppedLabels) : Labels.EMPTY;
                String family = family(name, declared);
                types.put(family, declared.getOrDefault(family, "untyped"));
                Set<String> names = labelNames.computeIfAbsent(family, key -> new TreeSet<>());
                labels.forEach((label, value) -> names.add(label));
                values.put(
                        name + labels,
                        Double.parseDouble(
                                line.substring(at[0]).strip().split(" ")[0].replace("Inf", "Infinity")));
                familyOf.put(name + labels, family);
            }
        }
        return new Exposition(types, labelNames, values, familyOf);
    }

    private static int indexOfAny(String line) {
        int i = 0;
        while (line.charAt(i) != ' ' && line.charAt(i) != '{') {
            i++;
        }
        return i;
    }

    private static String family(String name, Map<String, String> declared) {
        for (String suffix : new String[] {"", "_sum", "_count", "_bucket"}) {
            if (name.endsWith(suffix) && declared.containsKey(name.substring(0, name.length() - suffix.length()))) {
                return name.substring(0, name.length() - suffix.length());
            }
        }
        return name;
    }

    private static Labels labels(String line, int[] at) {
        Labels.Builder labels = Labels.builder();
        int i = at[0] + 1;
        while (line.charAt(i) != '}') {
            int equals = line.indexOf('=', i);
            String name = line.substring(i, equals);
            StringBuilder value = new StringBuilder();
            i = equals + 2;
            for (; line.charAt(i) != '"'; i++) {
                if (line.charAt(i) == '\\') {
                    i++;
                    value.append(line.charAt(i) == 'n' ? '\n' : line.charAt(i));
                } else {
                    value.append(line.charAt(i));
                }
            }
            labels.add(name.strip(), value.toString());
            i++;
            while (line.charAt(i) == ',' || line.charAt(i) == ' ') {
                i++;
            }
        }
        at[0] = i + 1;
        return labels.build();
    }
}
