package dev.monitoring.core.settings;

import dev.monitoring.core.model.Spelling;
import dev.monitoring.core.settings.SettingCatalog.Node;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One walk of all configured keys down the tree of known ones. Confined to one thread. */
final class SettingCheck {
    private static final int SHOWN_KEYS = 16;

    private final SettingCatalog catalog;
    private final Settings settings;

    /** The first unknown part of each key, so that a section of many keys is reported once. */
    private final Set<String> reported = new HashSet<>();

    /** The numbers in use, by the list they belong to. */
    private final Map<String, Set<Integer>> numbers = new TreeMap<>();

    SettingCheck(SettingCatalog catalog, Settings settings) {
        this.catalog = catalog;
        this.settings = settings.at("");
    }

    /** Records everything that is wrong. */
    void run() {
        settings.keys().forEach(this::checkKey);
        numbers.forEach(this::checkNumbers);
    }

    private void checkKey(String key) {
        Node node = catalog.root();
        String path = "";
        Iterator<String> segments = SettingCatalog.segments(key).iterator();
        while (segments.hasNext() && !node.free) {
            String segment = segments.next();
            Node next = node.child(segment);
            boolean item = next == null && node.setting != null && segment.startsWith("[") && !segments.hasNext();
            if ((next != null || item)
                    && SettingCatalog.INDEXED.matcher(segment).matches()) {
                numbers.computeIfAbsent(path, unused -> new TreeSet<>())
                        .add(Integer.valueOf(segment.substring(1, segment.length() - 1)));
            }
            if (item) {
                break;
            }
            if (next == null) {
                reportUnknown(key, path, segment, node);
                return;
            }
            path = join(path, segment);
            node = next;
        }
        checkValue(key, path, node);
    }

    /** The value of {@code key}, of which {@code path} is what led to {@code node}: all of it, or all but an item's number. */
    private void checkValue(String key, String path, Node node) {
        Settings.Value value = settings.value(key).orElseThrow();
        if (node.setting != null) {
            String prefix = path.substring(0, path.length() - node.setting.key().length() - 1);
            settings.at(prefix).find(node.setting);
        } else if (!value.text().isEmpty() && path.equals(key)) {
            String shape = node.children.containsKey(SettingCatalog.INDEX) ? "list" : "section";
            settings.fault(
                    new Fault(value.origin(), key + " is a " + shape + ", but a value is given; " + known(key, node)));
        }
    }

    private void checkNumbers(String list, Set<Integer> used) {
        int expected = 0;
        for (int number : used) {
            if (number != expected) {
                String entry = list + "[" + number + "]";
                settings.fault(new Fault(
                        settings.originOfKey(entry),
                        entry + " is set, but " + list + "[" + expected
                                + "] is not; number the entries from 0 without gaps"));
                return;
            }
            expected++;
        }
    }

    private void reportUnknown(String key, String parent, String segment, Node node) {
        String unknown = join(parent, segment);
        if (!reported.add(unknown)) {
            return;
        }
        String remedy = Spelling.nearest(segment, node.children.keySet())
                .map(child -> join(parent, child))
                .or(() -> elsewhere(key))
                .map(known -> "did you mean " + known + "?")
                .orElseGet(() -> known(parent, node));
        settings.fault(new Fault(settings.originOfKey(unknown), unknown + " is not a known key; " + remedy));
    }

    /** The one key anywhere that ends like this one: somebody remembered the word, but not where it belongs. */
    private Optional<String> elsewhere(String key) {
        String lastSegment = key.substring(key.lastIndexOf('.') + 1);
        List<String> found = catalog.sections().stream()
                .flatMap(section -> section.entries().stream())
                .map(SettingCatalog.Entry::key)
                .filter(known -> known.endsWith("." + lastSegment))
                .limit(2)
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private static String known(String parent, Node node) {
        if (node.free) {
            return "write a key and its value below it";
        }
        if (parent.isEmpty()) {
            return "keys begin with " + String.join(" or ", node.children.keySet());
        }
        if (node.children.isEmpty()) {
            return parent + " has no keys below it; remove it";
        }
        Node entry = node.children.get(SettingCatalog.INDEX);
        if (entry != null) {
            return "write each entry below it after a -" + (entry.children.isEmpty() ? "" : "; it has " + keys(entry));
        }
        return parent + " has " + keys(node);
    }

    private static String keys(Node node) {
        List<String> keys = List.copyOf(node.children.keySet());
        boolean cut = keys.size() > SHOWN_KEYS;
        return String.join(", ", cut ? keys.subList(0, SHOWN_KEYS) : keys) + (cut ? ", …" : "");
    }

    private static String join(String parent, String segment) {
        return parent.isEmpty() || segment.startsWith("[") ? parent + segment : parent + "." + segment;
    }
}
