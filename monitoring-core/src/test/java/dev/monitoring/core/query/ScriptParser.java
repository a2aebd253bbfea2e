package dev.monitoring.core.query;

import dev.monitoring.core.query.ScriptCommand.Aspect;
import dev.monitoring.core.query.ScriptCommand.Expectation;
import dev.monitoring.core.query.syntax.Expr;
import dev.monitoring.core.query.syntax.ParserOptions;
import dev.monitoring.core.query.syntax.PromqlParser;
import dev.monitoring.core.query.syntax.StringLiteral;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the language of Prometheus' promqltest: commands of one or more lines, ended by a blank one. Confined to one thread.
 *
 * @see <a href="https://github.com/prometheus/prometheus/blob/main/promql/promqltest/README.md">promqltest</a>
 */
final class ScriptParser {
    private static final Pattern LOAD = Pattern.compile("load(_with_nhcb)?\\s+(\\S+)");
    private static final Pattern INSTANT =
            Pattern.compile("eval(?:_(fail|warn|info|ordered))?\\s+instant\\s+at\\s+(\\S+)\\s+(.+)");
    private static final Pattern RANGE = Pattern.compile(
            "eval(?:_(fail|warn|info))?\\s+range\\s+from\\s+(\\S+)\\s+to\\s+(\\S+)\\s+step\\s+(\\S+)\\s+(.+)");
    private static final Pattern EXPECT =
            Pattern.compile("expect\\s+(fail|warn|info|no_warn|no_info|ordered)(?:\\s+(msg|regex):\\s*(.*))?");
    private static final Pattern EXPECT_RANGE =
            Pattern.compile("expect\\s+range\\s+vector\\s+from\\s+(\\S+)\\s+to\\s+(\\S+)\\s+step\\s+(\\S+)");
    private static final Pattern EXPECT_STRING = Pattern.compile("expect\\s+string\\s+(.+)");
    private static final Pattern EXPECTED_FAIL = Pattern.compile("expected_fail_(message|regexp)\\s+(.+)");

    private final List<String> lines;
    private int next;

    private ScriptParser(String script) {
        this.lines = script.lines()
                .map(String::strip)
                .map(line -> line.startsWith("#") ? "" : line)
                .toList();
    }

    /**
     * The commands of a script.
     *
     * @throws IllegalArgumentException if there is something else in it; the message begins with the line
     */
    static List<ScriptCommand> parse(String script) {
        ScriptParser parser = new ScriptParser(script);
        List<ScriptCommand> commands = new ArrayList<>();
        while (parser.next < parser.lines.size()) {
            if (parser.lines.get(parser.next).isEmpty()) {
                parser.next++;
                continue;
            }
            int line = parser.next + 1;
            try {
                commands.add(parser.command(line));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("line " + line + ": " + e.getMessage(), e);
            }
        }
        return commands;
    }

    private ScriptCommand command(int line) {
        String head = lines.get(next++);
        String word = head.split("\\s+", 2)[0].toLowerCase(Locale.ROOT);
        if (word.equals("clear")) {
            return new ScriptCommand.Clear(line);
        }
        if (word.startsWith("load")) {
            return load(line, head);
        }
        if (word.startsWith("eval")) {
            return eval(line, head);
        }
        throw new IllegalArgumentException("no command: " + head);
    }

    private Optional<String> body() {
        if (next == lines.size() || lines.get(next).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(lines.get(next++));
    }

    private ScriptCommand load(int line, String head) {
        Matcher matcher = match(LOAD, head);
        List<SeriesNotation> series = new ArrayList<>();
        for (Optional<String> body = body(); body.isPresent(); body = body()) {
            series.add(SeriesNotation.parse(body.get()));
        }
        return new ScriptCommand.Load(line, millis(matcher.group(2)), matcher.group(1) != null, List.copyOf(series));
    }

    private ScriptCommand eval(int line, String head) {
        boolean isInstant = INSTANT.matcher(head).matches();
        Matcher matcher = match(isInstant ? INSTANT : RANGE, head);
        EvalBody body = new EvalBody();
        if (matcher.group(1) != null) {
            body.expectations.add(Expectation.any(aspect(matcher.group(1))));
        }
        for (Optional<String> text = body(); text.isPresent(); text = body()) {
            if (body.read(text.get())) {
                break;
            }
        }
        long start = millis(matcher.group(2));
        return new ScriptCommand.Eval(
                line,
                matcher.group(isInstant ? 3 : 5),
                start,
                isInstant ? start : millis(matcher.group(3)),
                isInstant ? 0 : millis(matcher.group(4)),
                List.copyOf(body.expectations),
                List.copyOf(body.expected),
                body.scalar,
                body.text,
                body.range);
    }

    private static Aspect aspect(String word) {
        return Aspect.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static Matcher match(Pattern form, String text) {
        Matcher matcher = form.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not of the form " + form + ": " + text);
        }
        return matcher;
    }

    private static long millis(String duration) {
        return Math.round(SeriesNotation.number(duration) * 1e3);
    }

    /** The lines behind an eval. */
    private static final class EvalBody {
        final List<Expectation> expectations = new ArrayList<>();
        final List<SeriesNotation> expected = new ArrayList<>();
        Optional<Double> scalar = Optional.empty();
        Optional<String> text = Optional.empty();
        Optional<ScriptCommand.Range> range = Optional.empty();

        /** Takes a line in; whether it was the last one. */
        boolean read(String line) {
            Matcher oldFail = EXPECTED_FAIL.matcher(line);
            if (oldFail.matches()) {
                expectations.removeIf(expectation -> expectation.aspect() == Aspect.FAIL);
                expectations.add(
                        oldFail.group(1).equals("message")
                                ? Expectation.exactly(Aspect.FAIL, oldFail.group(2))
                                : Expectation.matching(Aspect.FAIL, oldFail.group(2)));
            } else if (line.split("\\s+", 2)[0].equals("expect")) {
                expectation(line);
            } else if (isNumber(line)) {
                scalar = Optional.of(SeriesNotation.number(line));
                return true;
            } else {
                expected.add(SeriesNotation.parse(line));
            }
            return false;
        }

        private static boolean isNumber(String line) {
            try {
                SeriesNotation.number(line);
                return true;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        private void expectation(String line) {
            Matcher steps = EXPECT_RANGE.matcher(line);
            Matcher string = EXPECT_STRING.matcher(line);
            if (steps.matches()) {
                range = Optional.of(new ScriptCommand.Range(
                        millis(steps.group(1)), millis(steps.group(2)), millis(steps.group(3))));
            } else if (string.matches()) {
                Expr literal = PromqlParser.parse(string.group(1), ParserOptions.STABLE);
                text = Optional.of(((StringLiteral) literal).value());
            } else {
                Matcher matcher = match(EXPECT, line);
                Aspect aspect = aspect(matcher.group(1));
                if (matcher.group(2) == null) {
                    expectations.add(Expectation.any(aspect));
                } else if (matcher.group(2).equals("msg")) {
                    expectations.add(Expectation.exactly(aspect, matcher.group(3)));
                } else {
                    expectations.add(Expectation.matching(aspect, matcher.group(3)));
                }
            }
        }
    }
}
