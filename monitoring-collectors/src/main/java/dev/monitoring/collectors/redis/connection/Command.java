package dev.monitoring.collectors.redis.connection;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A command with its arguments. Immutable. */
public final class Command {
    private final List<byte[]> words;

    private Command(List<byte[]> words) {
        this.words = words;
    }

    /** A command of words: {@code of("CONFIG", "GET", "maxmemory")}. */
    public static Command of(String name, String... arguments) {
        List<byte[]> words = new ArrayList<>(arguments.length + 1);
        words.add(name.getBytes(StandardCharsets.US_ASCII));
        for (String argument : arguments) {
            words.add(argument.getBytes(StandardCharsets.UTF_8));
        }
        return new Command(words);
    }

    /** This command with one more argument, which need not be text: a key as the server gave it. */
    public Command with(byte[] argument) {
        List<byte[]> more = new ArrayList<>(words);
        more.add(argument.clone());
        return new Command(more);
    }

    /** This command with one more argument. */
    public Command with(String argument) {
        return with(argument.getBytes(StandardCharsets.UTF_8));
    }

    /** Its words, the name first; not to be changed. */
    List<byte[]> words() {
        return words;
    }

    /** All words, separated by spaces: for tests and for people who know what the arguments are. */
    public String text() {
        return words.stream()
                .map(word -> new String(word, StandardCharsets.UTF_8))
                .collect(Collectors.joining(" "));
    }

    /** The first word, without arguments, which may be anything. */
    @Override
    public String toString() {
        return new String(words.get(0), StandardCharsets.US_ASCII);
    }
}
