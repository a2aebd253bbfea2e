package dev.monitoring.core.textformat;

import dev.monitoring.core.model.Labels;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads Prometheus text and OpenMetrics. Confined to one thread; made to be kept: it remembers the series and families of the
 * last text, so that reading the same series again costs little garbage.
 *
 * <p>Whatever the bytes are, the outcome is the calls of the handler or a {@link TextFormatException}. The handler has then
 * been called for what stood before the error; whoever wants all or nothing keeps what it gets until {@code parse} returns.
 */
public final class TextFormatParser {
    private final TextFormatLimits limits;
    private final LineReader lines;
    private final LineCursor cursor = new LineCursor();
    private final SampleReader reader;

    /** A parser with the default limits that keeps names as they are. */
    public TextFormatParser() {
        this(TextFormatLimits.defaults(), NameScheme.UTF8);
    }

    public TextFormatParser(TextFormatLimits limits, NameScheme names) {
        this.limits = limits;
        this.lines = new LineReader(limits);
        this.reader = new SampleReader(limits, names);
    }

    /**
     * A family with its samples.
     *
     * @param samples in the order of the text
     */
    public record FamilySamples(ParsedFamily family, List<Sample> samples) {}

    /**
     * A sample on its own.
     *
     * @param name its full name
     * @param labels its labels without the name
     * @param timestampMillis the time it brought, epoch milliseconds
     */
    public record Sample(
            String name, Labels labels, double value, OptionalLong timestampMillis, Optional<Exemplar> exemplar) {}

    /**
     * Reads a text to its end. Does not close {@code in}.
     *
     * @throws TextFormatException if the text breaks the format or a limit
     * @throws IOException if {@code in} does
     */
    public void parse(TextFormat format, InputStream in, TextFormatHandler handler)
            throws IOException, TextFormatException {
        Dialect dialect = switch (format) {
            case PROMETHEUS -> new PrometheusDialect(reader, handler, limits.samples());
            case OPENMETRICS -> new OpenMetricsDialect(reader, handler, limits.samples(), false);
            case OPENMETRICS_HISTORY -> new OpenMetricsDialect(reader, handler, limits.samples(), true);
        };
        lines.reset(in);
        reader.begin();
        try {
            while (lines.next(cursor)) {
                dialect.line(cursor);
            }
            cursor.reset(cursor.bytes, cursor.end, cursor.end, Math.max(1, lines.lineNumber()));
            dialect.end(cursor, lines.isTerminated());
        } finally {
            reader.end();
            lines.reset(InputStream.nullInputStream());
        }
    }

    /**
     * Reads a text into families, in the order of their first samples; those without samples come where the format tells.
     *
     * @throws TextFormatException if the text breaks the format or a limit
     */
    public List<FamilySamples> parse(TextFormat format, byte[] text) throws TextFormatException {
        Map<ParsedFamily, FamilySamples> families = new LinkedHashMap<>();
        TextFormatHandler collecting = new TextFormatHandler() {
            @Override
            public void family(ParsedFamily family) {
                families.putIfAbsent(family, new FamilySamples(family, new ArrayList<>()));
            }

            @Override
            public void sample(ParsedFamily family, TextSample sample) {
                OptionalLong time =
                        sample.hasTimestamp() ? OptionalLong.of(sample.timestampMillis()) : OptionalLong.empty();
                families.computeIfAbsent(family, added -> new FamilySamples(added, new ArrayList<>()))
                        .samples()
                        .add(new Sample(sample.name(), sample.labels(), sample.value(), time, sample.exemplar()));
            }
        };
        try {
            parse(format, new ByteArrayInputStream(text), collecting);
        } catch (IOException e) {
            throw new IllegalStateException("an array could not be read", e);
        }
        return List.copyOf(families.values());
    }
}
