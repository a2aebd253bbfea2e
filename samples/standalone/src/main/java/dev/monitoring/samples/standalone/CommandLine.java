package dev.monitoring.samples.standalone;

import dev.monitoring.core.model.Spelling;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.SettingLayer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was typed after the program's name: a command, flags, settings. Immutable but for its layer.
 *
 * @param command what to do
 * @param words what stands after the command: files, the name of a rule; at least one where the command needs one
 * @param options the flags that belong to one command, by name, without the dashes
 * @param config the configuration file, where one is named
 * @param settings the settings given by flags
 * @param faults what was not understood
 */
record CommandLine(
        Command command,
        List<String> words,
        Map<String, String> options,
        Optional<String> config,
        SettingLayer settings,
        List<Fault> faults) {
    /** What the program can do. */
    enum Command {
        RUN("run"),
        DEMO("demo"),
        IMPORT("import"),
        CHECK("check"),
        DOCTOR("doctor"),
        TEST_RULES("test-rules"),
        EXPLAIN("explain"),
        BACKTEST("backtest"),
        HELP("--help"),
        HELP_SETTINGS("--help-settings"),
        VERSION("--version");

        private final String word;

        Command(String word) {
            this.word = word;
        }
    }

    private static final List<String> COMMANDS =
            List.of("run", "demo", "import", "check", "doctor", "test-rules", "explain", "backtest");

    /** Those that take words after them, with an example of such. */
    private static final Map<Command, String> TAKING_WORDS = Map.of(
            Command.IMPORT, "import data.om",
            Command.CHECK, "check rules.yml",
            Command.TEST_RULES, "test-rules tests.yml",
            Command.EXPLAIN, "explain HighLoad",
            Command.BACKTEST, "backtest rules.yml");

    /** Flags of single commands, all with a value. */
    private static final Map<String, String> OPTIONS = Map.of(
            "--url", "http://127.0.0.1:9900",
            "--time", "2026-01-31T14:03:10Z",
            "--labels", "'{instance=\"a\"}'",
            "--from", "2026-01-31T14:00:00Z",
            "--to", "2026-01-31T15:00:00Z",
            "--data", "data.om");

    private static final List<String> FLAGS = List.of(
            "--config",
            "--port",
            "--host",
            "--allow-remote-write",
            "--url",
            "--time",
            "--labels",
            "--from",
            "--to",
            "--data",
            "--help",
            "--help-settings",
            "--version",
            "-h");
    private static final String ANY_SETTING = "--monitoring.";

    static CommandLine parse(String... arguments) {
        return new Parser(arguments).parse();
    }

    /** Goes through the words once, from left to right. */
    private static final class Parser {
        private final Deque<String> words;
        private final List<Fault> faults = new ArrayList<>();
        private final SettingLayer settings = new SettingLayer();
        private Optional<Command> command = Optional.empty();
        private final List<String> after = new ArrayList<>();
        private final Map<String, String> options = new LinkedHashMap<>();
        private Optional<String> config = Optional.empty();

        Parser(String... arguments) {
            words = new ArrayDeque<>(Arrays.asList(arguments));
        }

        CommandLine parse() {
            while (!words.isEmpty()) {
                String word = words.remove();
                if (word.startsWith(ANY_SETTING)) {
                    setting(word);
                } else if (word.startsWith("-")) {
                    flag(word);
                } else {
                    command(word);
                }
            }
            Command what = command.orElse(Command.RUN);
            if (TAKING_WORDS.containsKey(what) && what != Command.CHECK && after.isEmpty()) {
                fault(
                        what.word,
                        "names no " + (what == Command.EXPLAIN ? "rule" : "file") + "; write for example "
                                + TAKING_WORDS.get(what));
            }
            return new CommandLine(
                    what, List.copyOf(after), Map.copyOf(options), config, settings, List.copyOf(faults));
        }

        private void setting(String word) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                fault(word, "has no value; write " + word + "=VALUE");
            } else {
                settings.put(
                        word.substring(2, equals), word.substring(equals + 1), new Origin(word.substring(0, equals)));
            }
        }

        private void flag(String word) {
            int equals = word.indexOf('=');
            String flag = equals < 0 ? word : word.substring(0, equals);
            switch (flag) {
                case "--config" -> {
                    Optional<String> file = value(word, flag);
                    if (config.isPresent() && file.isPresent()) {
                        fault(flag, "is given twice; name one file");
                    }
                    config = config.or(() -> file);
                }
                case "--port" -> value(word, flag).ifPresent(port -> put("monitoring.web.port", port, flag));
                case "--host" -> value(word, flag).ifPresent(host -> put("monitoring.web.host", host, flag));
                case "--allow-remote-write" -> {
                    withoutValue(word, flag);
                    put("monitoring.prometheus.remote-write-receiver", "true", flag);
                }
                case "--help", "-h" -> asked(Command.HELP, word, flag);
                case "--help-settings" -> asked(Command.HELP_SETTINGS, word, flag);
                case "--version" -> asked(Command.VERSION, word, flag);
                case "--url", "--time", "--labels", "--from", "--to", "--data" ->
                    value(word, flag).ifPresent(text -> options.put(flag.substring(2), text));
                default ->
                    fault(
                            flag,
                            "is not a known flag; "
                                    + Spelling.nearest(flag, FLAGS)
                                            .map(known -> "did you mean " + known + "?")
                                            .orElse("--help lists them"));
            }
        }

        private void command(String word) {
            if (command.isPresent() && takes(command.get(), word)) {
                after.add(word);
                return;
            }
            Optional<Command> known = Arrays.stream(Command.values())
                    .filter(any -> any.word.equals(word))
                    .findFirst();
            if (known.isEmpty()) {
                fault(
                        word,
                        "is not a known command; "
                                + Spelling.nearest(word, COMMANDS)
                                        .map(nearest -> "did you mean " + nearest + "?")
                                        .orElse("use one of " + String.join(", ", COMMANDS)));
            } else if (command.isPresent() && COMMANDS.contains(command.get().word)) {
                fault(word, "is a second command; give one");
            } else if (command.isEmpty()) {
                command = known;
            }
        }

        /** Whether one more word belongs to the command; only some take several, and check may do without. */
        private boolean takes(Command what, String word) {
            if (what == Command.CHECK && COMMANDS.contains(word)) {
                return false;
            }
            return TAKING_WORDS.containsKey(what)
                    && (after.isEmpty() || what == Command.CHECK || what == Command.TEST_RULES);
        }

        /** Help and version win over commands. */
        private void asked(Command what, String word, String flag) {
            withoutValue(word, flag);
            command = Optional.of(what);
        }

        private Optional<String> value(String word, String flag) {
            if (!word.equals(flag)) {
                return Optional.of(word.substring(flag.length() + 1));
            }
            if (words.isEmpty() || words.peek().startsWith("--")) {
                fault(flag, "has no value; write for example " + flag + " " + example(flag));
                return Optional.empty();
            }
            return Optional.of(words.remove());
        }

        private static String example(String flag) {
            return switch (flag) {
                case "--port" -> "9900";
                case "--host" -> "127.0.0.1";
                default -> OPTIONS.getOrDefault(flag, "monitoring.yml");
            };
        }

        private void withoutValue(String word, String flag) {
            if (!word.equals(flag)) {
                fault(flag, "takes no value; leave off " + word.substring(flag.length()));
            }
        }

        private void put(String key, String value, String flag) {
            settings.put(key, value, new Origin(flag));
        }

        private void fault(String word, String message) {
            faults.add(new Fault(new Origin("command line"), word + " " + message));
        }
    }
}
