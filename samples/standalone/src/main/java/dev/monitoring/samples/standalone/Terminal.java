package dev.monitoring.samples.standalone;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where people read: standard output, standard error, and whether colours are welcome there. Thread-safe.
 *
 * @param out takes what was asked for
 * @param err takes what went wrong
 * @param colours whether to colour; see <a href="https://no-color.org">no-color.org</a>
 */
record Terminal(PrintStream out, PrintStream err, boolean colours) {
    private static final String RESET = "\u001b[0m";

    static Terminal of(PrintStream out, PrintStream err, Map<String, String> environment) {
        boolean unwanted = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "dumb").equals("dumb");
        return new Terminal(out, err, !unwanted && isTerminal());
    }

    String good(String text) {
        return coloured("\u001b[32m", text);
    }

    String warn(String text) {
        return coloured("\u001b[33m", text);
    }

    String bad(String text) {
        return coloured("\u001b[31m", text);
    }

    String strong(String text) {
        return coloured("\u001b[1m", text);
    }

    private String coloured(String colour, String text) {
        return colours ? colour + text + RESET : text;
    }

    /** Whether both outputs are devices people sit at. Elsewhere than on Linux there is no telling without native code. */
    private static boolean isTerminal() {
        return isTerminal(1) && isTerminal(2);
    }

    private static boolean isTerminal(int descriptor) {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
