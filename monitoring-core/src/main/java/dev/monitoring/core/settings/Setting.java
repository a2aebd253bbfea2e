package dev.monitoring.core.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A key that may be set, with its type, its default and a sentence about it: enough to read it, to document it and to find
 * mistakes in it. Immutable and thread-safe.
 *
 * @param <T> the type of its value
 */
public final class Setting<T> {
    /**
     * How text becomes a value and back.
     *
     * @param form what the text looks like, for people
     * @param parser throws IllegalArgumentException saying what is wrong with the text, and what would be right
     * @param listParser the same for a list of texts, where the setting takes one
     * @param printer the text of a value
     * @param secret whether the value must never be shown
     */
    private record Type<T>(
            String form,
            Function<String, T> parser,
            @Nullable Function<List<String>, T> listParser,
            Function<T, String> printer,
            boolean secret) {
        Type(String form, Function<String, T> parser, Function<T, String> printer) {
            this(form, parser, null, printer, false);
        }
    }

    private static final Type<String> TEXT = new Type<>("text", text -> text, text -> text);
    private static final Type<String> SECRET = new Type<>("secret text", text -> text, null, text -> "***", true);
    private static final Type<Boolean> FLAG = new Type<>("true or false", Setting::parseFlag, String::valueOf);
    private static final Type<List<String>> LIST = new Type<>(
            "list of texts", Setting::parseList, Setting::parseItems, items -> String.join(",", items), false);

    private final String key;
    private final String help;
    private final @Nullable T defaultValue;
    private final Type<T> type;

    private Setting(String key, @Nullable T defaultValue, String help, Type<T> type) {
        if (!isKebabCase(key)) {
            throw new IllegalArgumentException(
                    "setting key \"" + key + "\" is not kebab-case, for example \"query-timeout\"");
        }
        this.key = key;
        this.help = help;
        this.defaultValue = defaultValue;
        this.type = type;
    }

    /** Whether a key is words of small letters and digits, apart by single hyphens or dots. By hand: there are many keys. */
    private static boolean isKebabCase(String key) {
        boolean inWord = false;
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
            if (!letter && !(inWord && (c == '-' || c == '.'))) {
                return false;
            }
            inWord = letter;
        }
        return inWord;
    }

    public static Setting<String> text(String key, @Nullable String defaultValue, String help) {
        return new Setting<>(key, defaultValue, help, TEXT);
    }

    /** Text that is never shown: not in health, not in logs, not in faults. */
    public static Setting<String> secret(String key, String help) {
        return new Setting<>(key, null, help, SECRET);
    }

    public static Setting<Boolean> flag(String key, boolean defaultValue, String help) {
        return new Setting<>(key, defaultValue, help, FLAG);
    }

    /** A flag without a default, for a choice that otherwise depends on something else. */
    public static Setting<Boolean> optionalFlag(String key, String help) {
        return new Setting<>(key, null, help, FLAG);
    }

    /** A whole number between {@code min} and {@code max}, both included. */
    public static Setting<Integer> integer(String key, int defaultValue, int min, int max, String help) {
        return new Setting<>(key, defaultValue, help, integerType(min, max));
    }

    /** A whole number without a default, for one that otherwise depends on something else. */
    public static Setting<Integer> optionalInteger(String key, int min, int max, String help) {
        return new Setting<>(key, null, help, integerType(min, max));
    }

    /** A length of time of at least {@code min}. */
    public static Setting<Duration> duration(String key, @Nullable Duration defaultValue, Duration min, String help) {
        String form = "duration of at least " + Durations.format(min);
        return new Setting<>(
                key, defaultValue, help, new Type<>(form, text -> parseDuration(text, min), Durations::format));
    }

    /** A number of bytes, at least {@code min}: {@code 64MiB}, {@code 512KB}, {@code 1048576}. */
    public static Setting<Long> bytes(String key, long defaultValue, long min, String help) {
        String form = "size of at least " + ByteSizes.format(min);
        return new Setting<>(
                key, defaultValue, help, new Type<>(form, text -> ByteSizes.parse(text, min), ByteSizes::format));
    }

    /** Texts separated by commas, or a list in YAML, whose items may contain commas. */
    public static Setting<List<String>> list(String key, List<String> defaultValue, String help) {
        return new Setting<>(key, List.copyOf(defaultValue), help, LIST);
    }

    /** One of an enum's constants, written in kebab-case. */
    public static <E extends Enum<E>> Setting<E> choice(String key, E defaultValue, String help) {
        return choice(key, defaultValue, Setting::kebab, help);
    }

    /**
     * One of an enum's constants.
     *
     * @param word how each is written, in any case
     */
    public static <E extends Enum<E>> Setting<E> choice(
            String key, E defaultValue, Function<? super E, String> word, String help) {
        Map<String, E> choices = new LinkedHashMap<>();
        for (E constant : defaultValue.getDeclaringClass().getEnumConstants()) {
            choices.put(word.apply(constant), constant);
        }
        String form = "one of " + String.join(", ", choices.keySet());
        return new Setting<>(
                key, defaultValue, help, new Type<>(form, text -> parseChoice(text, choices), word::apply));
    }

    /** The key below its section, in kebab-case. */
    public String key() {
        return key;
    }

    /** One sentence for people. */
    public String help() {
        return help;
    }

    /** What its text looks like, for people: {@code duration of at least 100ms}. */
    public String form() {
        return type.form();
    }

    /** What holds where the key is not set; empty for a key that then has no value. */
    public Optional<T> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    /** The default as one would write it; empty where there is none. */
    public Optional<String> defaultText() {
        return defaultValue().map(type.printer());
    }

    /** Whether the value must never be shown. */
    public boolean isSecret() {
        return type.secret();
    }

    /** Whether the value is a list. */
    public boolean isList() {
        return type.listParser() != null;
    }

    /**
     * The value that {@code text} says.
     *
     * @throws IllegalArgumentException saying what is wrong with the text, and what would be right
     */
    T parse(String text) {
        return type.parser().apply(text);
    }

    /**
     * The value that a list says.
     *
     * @throws IllegalArgumentException if the setting takes no list, or one of the items is wrong
     */
    T parse(List<String> items) {
        Function<List<String>, T> listParser = type.listParser();
        if (listParser == null) {
            throw new IllegalArgumentException("is a list, but takes one value; write it without [0]");
        }
        return listParser.apply(items);
    }

    @Override
    public String toString() {
        return key;
    }

    private static boolean parseFlag(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default ->
                throw new IllegalArgumentException("\"" + text + "\" is neither true nor false; use one of them");
        };
    }

    private static Type<Integer> integerType(int min, int max) {
        return new Type<>(
                "whole number from " + min + " to " + max, text -> parseInteger(text, min, max), String::valueOf);
    }

    private static int parseInteger(String text, int min, int max) {
        long value;
        try {
            value = Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a whole number; use one from " + min + " to " + max, e);
        }
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    value + " is outside " + min + " to " + max + "; use a number in that range");
        }
        return (int) value;
    }

    private static Duration parseDuration(String text, Duration min) {
        Duration parsed = Durations.parse(text);
        if (parsed.compareTo(min) < 0) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is shorter than " + Durations.format(min) + "; use at least that");
        }
        return parsed;
    }

    private static List<String> parseList(String text) {
        return parseItems(Arrays.asList(text.split(",", -1)));
    }

    private static List<String> parseItems(List<String> items) {
        return items.stream().map(String::strip).filter(item -> !item.isEmpty()).toList();
    }

    private static <E> E parseChoice(String text, Map<String, E> choices) {
        for (Map.Entry<String, E> choice : choices.entrySet()) {
            if (choice.getKey().equalsIgnoreCase(text.strip())) {
                return choice.getValue();
            }
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" is none of the choices; use one of " + String.join(", ", choices.keySet()));
    }

    private static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
