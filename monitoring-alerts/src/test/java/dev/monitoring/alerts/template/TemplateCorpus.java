package dev.monitoring.alerts.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Templates as people write them, and every corner of the language once, with what the original makes of each. */
final class TemplateCorpus {
    private static final String OUTPUT = "= ";

    private TemplateCorpus() {}

    /**
     * A template with its recorded output.
     *
     * @param row the number of the series that it is about
     * @param output empty where it is refused
     */
    record Recorded(int row, String template, Optional<String> output) {}

    /** Annotations of alert rules, over {@link RuleFixture}. */
    static List<Recorded> prometheus() {
        return read("prometheus-2.42.txt");
    }

    /** Texts of notifications, over {@link NotificationFixture}. */
    static List<Recorded> alertmanager() {
        return read("alertmanager-0.25.txt");
    }

    private static List<Recorded> read(String name) {
        List<String> lines = new ArrayList<>();
        try (InputStream in = TemplateCorpus.class.getResourceAsStream(name)) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.startsWith("#")) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Recorded> recorded = new ArrayList<>();
        for (int i = 0; i < lines.size(); i += 2) {
            int quote = lines.get(i).indexOf('"');
            int row = quote == 0
                    ? 0
                    : Integer.parseInt(lines.get(i).substring(0, quote).strip());
            String output = lines.get(i + 1);
            recorded.add(new Recorded(
                    row,
                    text(lines.get(i).substring(quote)),
                    output.startsWith(OUTPUT)
                            ? Optional.of(text(output.substring(OUTPUT.length())))
                            : Optional.empty()));
        }
        return recorded;
    }

    private static String text(String literal) {
        try {
            return GoText.unquote(literal);
        } catch (Fault e) {
            throw new IllegalStateException("not a text of Go: " + literal, e);
        }
    }
}
