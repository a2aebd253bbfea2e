package dev.monitoring.core.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Every key that may be set: what configured keys are checked against, what the reference is printed from, and what
 * environment variables are matched with. Immutable and thread-safe.
 *
 * <p>Keys are held as a tree of segments. {@code []} stands for the number of a list entry, so that
 * {@code monitoring.collectors.redis.targets[].host} is the path monitoring – collectors – redis – targets – [] – host.
 */
public final class SettingCatalog {
    static final String INDEX = "[]";
    static final Pattern INDEXED = Pattern.compile("\\[(0|[1-9]\\d{0,5})]");
    private static final Pattern CREDENTIALS = Pattern.compile("//[^/@\\s]*@");

    /**
     * A key that may be set.
     *
     * @param key the full key, with {@code []} where the number of a list entry goes
     * @param setting its type, default and help
     */
    public record Entry(String key, Setting<?> setting) {}

    /**
     * Keys that belong together.
     *
     * @param prefix the full key above them
     * @param title what they are about, in a few words for people
     * @param entries the keys, as they were given
     */
    public record Section(String prefix, String title, List<Entry> entries) {
        public Section {
            entries = List.copyOf(entries);
        }
    }

    /** A segment of a key with what may follow it. Written by the builder only. */
    static final class Node {
        final Map<String, Node> children = new TreeMap<>();

        @Nullable
        Setting<?> setting;

        /** Whether any key may follow, as in a map of labels. */
        boolean free;

        /** What follows as {@code segment} of a configured key, where list entries have numbers. */
        @Nullable
        Node child(String segment) {
            if (!segment.startsWith("[")) {
                return children.get(segment);
            }
            return INDEXED.matcher(segment).matches() ? children.get(INDEX) : null;
        }
    }

    private final List<Section> sections;
    private final List<String> free;
    private final Node root;

    private SettingCatalog(List<Section> sections, List<String> free, Node root) {
        this.sections = List.copyOf(sections);
        this.free = List.copyOf(free);
        this.root = root;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A builder that has everything of this one. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        for (Section section : sections) {
            List<Setting<?>> settings = new ArrayList<>();
            section.entries().forEach(entry -> settings.add(entry.setting()));
            builder.section(section.prefix(), section.title(), settings);
        }
        free.forEach(builder::freeKeys);
        return builder;
    }

    /** Collects sections. Confined to one thread. */
    public static final class Builder {
        /** By prefix and title: two may begin at the same prefix. */
        private final Map<String, Section> sections = new LinkedHashMap<>();

        private final List<String> free = new ArrayList<>();
        private final Node root = new Node();

        private Builder() {}

        /**
         * Adds keys below a prefix.
         *
         * @param prefix the full key above them, {@code monitoring.collectors.redis.targets[]} for those of a list's entries
         * @param title what they are about, in a few words for people
         */
        public Builder section(String prefix, String title, List<? extends Setting<?>> settings) {
            List<Entry> entries = new ArrayList<>();
            for (Setting<?> setting : settings) {
                Entry entry = new Entry(prefix + "." + setting.key(), setting);
                entries.add(entry);
                node(entry.key()).setting = setting;
            }
            sections.put(prefix + " " + title, new Section(prefix, title, entries));
            return this;
        }

        /** Lets any key stand below {@code prefix}: a map of labels, whose names are the user's. */
        public Builder freeKeys(String prefix) {
            node(prefix).free = true;
            free.add(prefix);
            return this;
        }

        public SettingCatalog build() {
            return new SettingCatalog(new ArrayList<>(sections.values()), free, root);
        }

        private Node node(String key) {
            Node node = root;
            for (String segment : segments(key)) {
                node = node.children.computeIfAbsent(segment, unused -> new Node());
            }
            return node;
        }
    }

    /** The sections, in the order they were added. */
    public List<Section> sections() {
        return sections;
    }

    Node root() {
        return root;
    }

    /**
     * Checks every value of a configuration, whether or not anything will read it: unknown keys, with the nearest known one;
     * numbers left out in lists; values that do not parse. Faults are recorded in {@code settings}.
     */
    public void check(Settings settings) {
        new SettingCheck(this, settings).run();
    }

    /** The setting of a full key, list numbers included. */
    public Optional<Setting<?>> find(String key) {
        Node node = root;
        for (String segment : segments(key)) {
            Node next = node.child(segment);
            if (next == null) {
                return segment.startsWith("[") ? Optional.ofNullable(node.setting) : Optional.empty();
            }
            node = next;
        }
        return Optional.ofNullable(node.setting);
    }

    /**
     * A key as it is written here, of one in another spelling: {@code history.maxMemory}, {@code history.max_memory} and
     * {@code HISTORY.MAX-MEMORY} are {@code history.max-memory}. From the first segment on that means nothing, or that the
     * user chose, it stays as it is.
     */
    public String spelled(String key) {
        StringBuilder spelled = new StringBuilder();
        Node node = root;
        for (String segment : segments(key)) {
            String known = node == null || node.free ? segment : spelled(segment, node);
            node = node == null || node.free ? node : node.child(known);
            spelled.append(spelled.isEmpty() || known.startsWith("[") ? "" : ".")
                    .append(known);
        }
        return spelled.toString();
    }

    private static String spelled(String segment, Node node) {
        if (node.children.containsKey(segment) || segment.startsWith("[")) {
            return segment;
        }
        String bare = bare(segment);
        return node.children.keySet().stream()
                .filter(child -> bare(child).equals(bare))
                .findFirst()
                .orElse(segment);
    }

    private static String bare(String segment) {
        return segment.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

    /**
     * A value as it may be shown: secrets and values of unknown keys as {@code ***}, addresses without the user and password
     * in them.
     */
    public String shown(String key, String text) {
        boolean free = isFree(key);
        return find(key).map(setting -> !setting.isSecret()).orElse(free)
                ? CREDENTIALS.matcher(text).replaceAll("//***@")
                : "***";
    }

    /**
     * A configured value as it may be shown.
     *
     * @param value the text, {@code ***} where it is secret
     */
    public record Shown(String key, String value, Origin origin) {}

    /** All configured values as they may be shown, by key. */
    public List<Shown> shown(Settings settings) {
        List<Shown> shown = new ArrayList<>();
        for (String key : settings.at("").keys()) {
            settings.value(key).ifPresent(value -> shown.add(new Shown(key, shown(key, value.text()), value.origin())));
        }
        return shown;
    }

    /** The configured values that must never be shown. */
    public List<String> secrets(Settings settings) {
        return settings.at("").keys().stream()
                .filter(key -> find(key).filter(Setting::isSecret).isPresent())
                .flatMap(key -> settings.value(key).stream())
                .map(Settings.Value::text)
                .toList();
    }

    /** Whether a key may be set, list numbers included. */
    public boolean knows(String key) {
        return find(key).isPresent() || isFree(key);
    }

    private boolean isFree(String key) {
        Node node = root;
        for (String segment : segments(key)) {
            Node next = node.child(segment);
            if (node.free || next == null) {
                return node.free;
            }
            node = next;
        }
        return node.free;
    }

    /** All keys with type, default and help, as plain text for people. */
    public String reference() {
        StringBuilder text = new StringBuilder();
        Function<Setting<?>, String> defaultOf = setting -> setting.defaultText()
                .filter(value -> !value.isEmpty())
                .map(value -> ", default " + value)
                .orElse("");
        for (Section section : sections) {
            text.append(text.isEmpty() ? "" : "\n").append(section.title()).append('\n');
            for (Entry entry : section.entries()) {
                Setting<?> setting = entry.setting();
                text.append("  ").append(entry.key()).append("  (").append(setting.form());
                text.append(defaultOf.apply(setting))
                        .append(")\n      ")
                        .append(setting.help())
                        .append('\n');
            }
        }
        return text.toString();
    }

    /** {@code a.b[0].c} as a, b, [0], c. */
    static List<String> segments(String key) {
        List<String> segments = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= key.length(); i++) {
            boolean end = i == key.length();
            if (end || key.charAt(i) == '.' || key.charAt(i) == '[') {
                if (i > start) {
                    segments.add(key.substring(start, i));
                }
                start = !end && key.charAt(i) == '.' ? i + 1 : i;
            }
        }
        return segments;
    }
}
