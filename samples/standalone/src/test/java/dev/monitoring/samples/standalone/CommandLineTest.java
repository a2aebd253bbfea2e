package dev.monitoring.samples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.core.settings.Fault;
import dev.monitoring.samples.standalone.CommandLine.Command;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    @Test
    void runsWithoutBeingTold() {
        CommandLine line = CommandLine.parse();

        assertEquals(Command.RUN, line.command());
        assertEquals(Optional.empty(), line.config());
        assertEquals(List.of(), line.faults());
    }

    @Test
    void takesFlagsBeforeAndAfterTheCommandWithAndWithoutEqualsSign() {
        CommandLine line = CommandLine.parse("--port", "0", "check", "--host=::1", "--config", "a b.yml");

        assertEquals(Command.CHECK, line.command());
        assertEquals(Optional.of("a b.yml"), line.config());
        assertEquals("0", text(line, "monitoring.web.port"));
        assertEquals("::1", text(line, "monitoring.web.host"));
        assertEquals(List.of(), line.faults());
    }

    @Test
    void takesAnySettingAsAFlag() {
        CommandLine line =
                CommandLine.parse("--monitoring.collectors.redis.targets[0].host=a=b", "--allow-remote-write");

        assertEquals("a=b", text(line, "monitoring.collectors.redis.targets[0].host"));
        assertEquals(
                "--monitoring.collectors.redis.targets[0].host",
                Objects.requireNonNull(line.settings().values().get("monitoring.collectors.redis.targets[0].host"))
                        .origin()
                        .toString());
        assertEquals("true", text(line, "monitoring.prometheus.remote-write-receiver"));
    }

    @ParameterizedTest
    @CsvSource({
        "--prot, --prot is not a known flag; did you mean --port?",
        "--frobnicate, --frobnicate is not a known flag; --help lists them",
        "chekc, chekc is not a known command; did you mean check?",
        "dance, 'dance is not a known command; use one of run, demo, import, check, doctor, test-rules, explain, backtest'",
        "--port, --port has no value; write for example --port 9900",
        "--config, --config has no value; write for example --config monitoring.yml",
        "--monitoring.interval, --monitoring.interval has no value; write --monitoring.interval=VALUE",
        "--help=me, --help takes no value; leave off =me",
    })
    void saysWhatItDoesNotUnderstand(String word, String message) {
        assertEquals(List.of(message), messages(CommandLine.parse(word)));
    }

    @Test
    void saysAllOfItAtOnce() {
        assertEquals(
                List.of(
                        "--prot is not a known flag; did you mean --port?",
                        "1 is not a known command; use one of run, demo, import, check, doctor, test-rules, explain, backtest",
                        "doctor is a second command; give one",
                        "--config is given twice; name one file"),
                messages(CommandLine.parse("--prot", "1", "check", "doctor", "--config=a", "--config=b")));
    }

    @Test
    void letsHelpAndVersionWin() {
        assertEquals(Command.HELP, CommandLine.parse("check", "--help").command());
        assertEquals(Command.HELP, CommandLine.parse("-h", "check").command());
        assertEquals(Command.VERSION, CommandLine.parse("--version").command());
    }

    @Test
    void noticesSettingsGivenTwice() {
        CommandLine line = CommandLine.parse("--port=1", "--monitoring.web.port=2");

        assertEquals(
                "--monitoring.web.port: monitoring.web.port is set twice; remove this one or the one at --port",
                line.settings().faults().get(0).toString());
    }

    private static String text(CommandLine line, String key) {
        return Objects.requireNonNull(line.settings().values().get(key), key).text();
    }

    private static List<String> messages(CommandLine line) {
        return line.faults().stream().map(Fault::message).toList();
    }

    @Test
    void takesTheFileToImport() {
        CommandLine line = CommandLine.parse("import", "run", "--port=1");

        assertEquals(Command.IMPORT, line.command());
        assertEquals(List.of("run"), line.words());
        assertEquals(List.of(), line.faults());
    }

    @Test
    void wantsAFileToImport() {
        assertEquals(
                List.of("import names no file; write for example import data.om"),
                CommandLine.parse("import", "--port=1").faults().stream()
                        .map(Fault::message)
                        .toList());
    }
}
