package dev.monitoring.prometheus.exposition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The answer to an {@code Accept} header: which format is served, under which content type. Immutable.
 *
 * <p>The acceptable range with the greatest {@code q} that names something served here wins, the first among equals. Where
 * none does, text 0.0.4 is served, as every Prometheus client library does: a scraper that cannot say what it wants gets
 * what all can read.
 *
 * <p>An {@code escaping} that was asked for is answered. All names here match {@code [a-zA-Z_:][a-zA-Z0-9_:]*}, so that
 * {@code allow-utf-8}, {@code underscores} and {@code values} leave them as they are; {@code dots}, which would write each
 * underscore twice, and schemes not known are answered with {@code underscores}, the default of the protocol.
 *
 * @param format the syntax of the body
 * @param contentType the value of {@code Content-Type}
 */
public record ContentNegotiation(ExpositionFormat format, String contentType) {
    private static final String TEXT_TYPE = "text/plain; version=%s; charset=utf-8";
    private static final String OPENMETRICS_TYPE = "application/openmetrics-text; version=%s; charset=utf-8";

    /** What is served to those who do not say what they accept. */
    public static final ContentNegotiation DEFAULT =
            new ContentNegotiation(ExpositionFormat.TEXT, TEXT_TYPE.formatted("0.0.4"));

    /** More ranges than any scraper sends; what comes after them is not looked at. */
    private static final int MAX_RANGES = 64;

    /**
     * Chooses by an {@code Accept} header; the empty text stands for no header. Never fails: ranges that cannot be read are
     * passed over.
     */
    public static ContentNegotiation of(String accept) {
        List<Range> ranges = new ArrayList<>();
        for (String part : accept.split(",", MAX_RANGES + 1)) {
            if (ranges.size() < MAX_RANGES) {
                ranges.add(Range.of(part));
            }
        }
        ranges.sort(Comparator.comparingDouble(Range::quality).reversed());
        for (Range range : ranges) {
            String template = range.quality() > 0 ? range.template() : "";
            if (!template.isEmpty()) {
                ExpositionFormat format =
                        template.equals(TEXT_TYPE) ? ExpositionFormat.TEXT : ExpositionFormat.OPENMETRICS;
                return new ContentNegotiation(format, template.formatted(range.version()) + range.escaping());
            }
        }
        return DEFAULT;
    }

    /** One media range of the header with its parameters, names in lower case. */
    private record Range(String type, Map<String, String> parameters) {
        static Range of(String text) {
            String[] parts = text.split(";", -1);
            Map<String, String> parameters = new HashMap<>();
            for (int i = 1; i < parts.length; i++) {
                int equals = parts[i].indexOf('=');
                if (equals > 0) {
                    String value = parts[i].substring(equals + 1).strip();
                    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
                    parameters.putIfAbsent(
                            parts[i].substring(0, equals).strip().toLowerCase(Locale.ROOT),
                            quoted ? value.substring(1, value.length() - 1) : value);
                }
            }
            return new Range(parts[0].strip().toLowerCase(Locale.ROOT), parameters);
        }

        /** Between 0 and 1; a {@code q} that is no number counts as 0. */
        double quality() {
            String text = parameters.getOrDefault("q", "1");
            return text.matches("[0-9](\\.[0-9]{0,3})?") ? Math.min(1, Double.parseDouble(text)) : 0;
        }

        /** The content type that serves this range, its version left open; empty where none does. */
        String template() {
            String asked = parameters.getOrDefault("version", "");
            return switch (type) {
                case "*/*", "text/*" -> TEXT_TYPE;
                case "text/plain" -> List.of("", "0.0.4", "1.0.0").contains(asked) ? TEXT_TYPE : "";
                case "application/*" -> OPENMETRICS_TYPE;
                case "application/openmetrics-text" ->
                    List.of("", "0.0.1", "1.0.0").contains(asked) ? OPENMETRICS_TYPE : "";
                default -> "";
            };
        }

        String version() {
            return switch (type) {
                case "text/plain" -> parameters.getOrDefault("version", "0.0.4");
                case "application/openmetrics-text" -> parameters.getOrDefault("version", "1.0.0");
                case "application/*" -> "1.0.0";
                default -> "0.0.4";
            };
        }

        String escaping() {
            String asked = parameters.get("escaping");
            if (asked == null) {
                return "";
            }
            return switch (asked) {
                case "allow-utf-8", "values" -> "; escaping=" + asked;
                default -> "; escaping=underscores";
            };
        }
    }
}
