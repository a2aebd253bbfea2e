package dev.monitoring.collectors.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The text that {@code INFO} answers, as sections of fields in the server's order. Immutable.
 *
 * <pre>
 * # Clients
 * connected_clients:1
 * </pre>
 */
final class Info {
    /** A line. */
    record Field(String name, String value) {}

    /** More fields than any server has: a command has two, and modules add commands. */
    private static final int MAX_FIELDS = 20_000;

    private final Map<String, List<Field>> sections;
    private final Map<String, String> values;

    private Info(Map<String, List<Field>> sections, Map<String, String> values) {
        this.sections = sections;
        this.values = values;
    }

    static Info parse(String text) {
        Map<String, List<Field>> sections = new HashMap<>();
        Map<String, String> values = new HashMap<>();
        List<Field> section = new ArrayList<>();
        sections.put("", section);
        int fields = 0;
        for (int begin = 0; begin < text.length() && fields < MAX_FIELDS; ) {
            int end = text.indexOf('\n', begin);
            int next = end < 0 ? text.length() : end + 1;
            end = end < 0 ? text.length() : end;
            if (end > begin && text.charAt(end - 1) == '\r') {
                end--;
            }
            if (text.startsWith("# ", begin)) {
                section =
                        sections.computeIfAbsent(text.substring(begin + 2, end).strip(), name -> new ArrayList<>());
            } else {
                int colon = text.indexOf(':', begin);
                if (colon > begin && colon < end) {
                    Field field = new Field(text.substring(begin, colon), text.substring(colon + 1, end));
                    section.add(field);
                    values.putIfAbsent(field.name, field.value);
                    fields++;
                }
            }
            begin = next;
        }
        return new Info(sections, values);
    }

    /** The fields of a section by its title: {@code Commandstats}; none where the server has no such section. */
    List<Field> section(String title) {
        return sections.getOrDefault(title, List.of());
    }

    /** The value of a field, whatever its section; empty where there is none. */
    String value(String field) {
        return values.getOrDefault(field, "");
    }

    /** The value of a field as a number; not a number where it is none. */
    double number(String field) {
        try {
            return Double.parseDouble(value(field));
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** Whether it is a sentinel's. */
    boolean isSentinel() {
        return value("redis_mode").equals("sentinel");
    }

    /** Whether it is that of a node of a cluster. */
    boolean isClusterNode() {
        return value("cluster_enabled").equals("1");
    }

    /** The number before the first dot of the version; 0 where there is none. */
    int majorVersion() {
        String version = value("redis_version");
        int dot = version.indexOf('.');
        try {
            return Integer.parseInt(dot < 0 ? version : version.substring(0, dot));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
