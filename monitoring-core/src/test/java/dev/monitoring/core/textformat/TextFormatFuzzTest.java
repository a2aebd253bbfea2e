package dev.monitoring.core.textformat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random and damaged texts: the outcome is always families or a {@link TextFormatException}, the same each time. */
class TextFormatFuzzTest {
    private static final List<String> PIECES = List.of(
            "# HELP ",
            "# TYPE ",
            "# UNIT ",
            "# EOF\n",
            "#",
            " ",
            "  ",
            "\t",
            "\n",
            "\r\n",
            "a",
            "b_total",
            "c_bucket",
            "c_sum",
            "c_count",
            "c",
            "_",
            ":",
            "{",
            "}",
            "=",
            ",",
            "\"",
            "\\",
            "\\\"",
            "\\n",
            "le=\"1.0\"",
            "le=\"+Inf\"",
            "quantile=\"0.5\"",
            "x=\"y\"",
            "{\"q.q\"}",
            "1",
            "-",
            "+",
            ".",
            "e",
            "5",
            "1e400",
            "NaN",
            "+Inf",
            "0x1",
            "9223372036854775807",
            "99999999999999999999",
            " # {t=\"1\"} 1",
            "counter",
            "gauge",
            "histogram",
            "gaugehistogram",
            "summary",
            "info",
            "stateset",
            "unknown",
            "untyped",
            "é",
            "\uD83D\uDE00",
            "\u0000",
            "\u001b");

    private static final String VALID = """
            # TYPE requests counter
            # HELP requests All "of" them\\n and more.
            requests_total{code="200",path="a\\\\b\\"c\\nd"} 1027 1700000000.5 # {trace="x"} 1 2
            # TYPE h_seconds histogram
            # UNIT h_seconds seconds
            h_seconds_bucket{le="0.5"} 1
            h_seconds_bucket{le="+Inf"} 3
            h_seconds_sum 4.5
            h_seconds_count 3
            # TYPE s summary
            s{quantile="0.5"} 1e-3
            s_sum 3
            s_count 2
            # EOF
            """;

    @Test
    void neverFailsOtherwiseOnRandomPieces() {
        long seed = 4_711;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(25); n > 0; n--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            verify(text.toString().getBytes(StandardCharsets.UTF_8), seed);
        }
    }

    @Test
    void neverFailsOtherwiseOnDamagedText() {
        long seed = 815;
        Random random = new Random(seed);
        byte[] valid = VALID.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            List<Byte> damaged = new ArrayList<>();
            for (byte b : valid) {
                damaged.add(b);
            }
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                int at = random.nextInt(damaged.size());
                switch (random.nextInt(4)) {
                    case 0 -> damaged.remove(at);
                    case 1 -> damaged.set(at, (byte) random.nextInt(256));
                    case 2 -> damaged.add(at, (byte) " \n\"\\{}#=,e".charAt(random.nextInt(10)));
                    default -> damaged.subList(at, damaged.size()).clear();
                }
                if (damaged.isEmpty()) {
                    break;
                }
            }
            byte[] bytes = new byte[damaged.size()];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = damaged.get(at);
            }
            verify(bytes, seed);
        }
    }

    private final TextFormatParser reused = new TextFormatParser();

    private void verify(byte[] text, long seed) {
        for (TextFormat format : TextFormat.values()) {
            String fresh = outcome(new TextFormatParser(), format, text, seed);
            String again = outcome(reused, format, text, seed);
            assertEquals(fresh, again, () -> "seed " + seed + ", text " + new String(text, StandardCharsets.UTF_8));
        }
    }

    private static String outcome(TextFormatParser parser, TextFormat format, byte[] text, long seed) {
        try {
            StringBuilder outcome = new StringBuilder();
            parser.parse(format, text)
                    .forEach(f -> outcome.append(f.family())
                            .append(f.family().help())
                            .append(f.samples())
                            .append('\n'));
            return outcome.toString();
        } catch (TextFormatException e) {
            return String.valueOf(e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            return fail("seed " + seed + ", " + format + " text " + new String(text, StandardCharsets.UTF_8), e);
        }
    }
}
