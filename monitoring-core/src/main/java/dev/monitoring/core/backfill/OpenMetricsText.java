package dev.monitoring.core.backfill;

import dev.monitoring.core.textformat.NameScheme;
import dev.monitoring.core.textformat.ParsedFamily;
import dev.monitoring.core.textformat.TextFormat;
import dev.monitoring.core.textformat.TextFormatException;
import dev.monitoring.core.textformat.TextFormatHandler;
import dev.monitoring.core.textformat.TextFormatLimits;
import dev.monitoring.core.textformat.TextFormatParser;
import dev.monitoring.core.textformat.TextSample;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * OpenMetrics text whose samples all bring their times: what {@code promtool tsdb dump-openmetrics} writes and
 * {@code promtool tsdb create-blocks-from openmetrics} reads. Series may stand in any order, the samples of each from the oldest
 * to the newest; {@code # EOF} ends it. Read as a stream, however long it is. A text from a file may be read again and again, one
 * from a stream once. Confined to one thread.
 */
public final class OpenMetricsText {
    /** The lines of real files have some hundred bytes. Of the text as a whole only the samples are counted. */
    private static final TextFormatLimits LIMITS =
            TextFormatLimits.defaults().withBodyBytes(Long.MAX_VALUE).withSamples(Integer.MAX_VALUE);

    /** Progress is told, and the end of the thread looked for, after so many samples: some milliseconds. */
    private static final int SAMPLES_PER_LOOK = 8_192;

    private final String name;
    private final Opening opening;
    private final OptionalLong totalBytes;

    private OpenMetricsText(String name, Opening opening, OptionalLong totalBytes) {
        this.name = name;
        this.opening = opening;
        this.totalBytes = totalBytes;
    }

    /** Opens the text. */
    private interface Opening {
        InputStream open() throws IOException;
    }

    /**
     * The text of a file.
     *
     * @throws IOException if the file cannot be looked at
     */
    public static OpenMetricsText file(Path file) throws IOException {
        return new OpenMetricsText(
                file.toString(), () -> Files.newInputStream(file), OptionalLong.of(Files.size(file)));
    }

    /**
     * The text that a stream gives. It is closed when it has been read.
     *
     * @param name what errors call it
     */
    public static OpenMetricsText stream(String name, InputStream in) {
        return new OpenMetricsText(name, () -> in, OptionalLong.empty());
    }

    /** What errors call it: for a file its path. */
    public String name() {
        return name;
    }

    /**
     * Reads the text to its end, only to see whether it can be read and of what times it is.
     *
     * @param progress told every few thousand samples, and at the end
     * @throws BackfillException if the text is not of this form
     * @throws IOException if it cannot be read
     */
    public TextSurvey survey(Consumer<BackfillProgress> progress) throws IOException, BackfillException {
        long[] range = {0, Long.MAX_VALUE, Long.MIN_VALUE};
        read(
                (family, sample) -> {
                    range[0]++;
                    range[1] = Math.min(range[1], sample.timestampMillis());
                    range[2] = Math.max(range[2], sample.timestampMillis());
                },
                progress);
        return new TextSurvey(range[0], range[1], range[2]);
    }

    /** Reads the text to its end. */
    void read(TextFormatHandler handler, Consumer<BackfillProgress> progress) throws IOException, BackfillException {
        try (Counted in = new Counted(opening.open())) {
            Watched watched = new Watched(handler, in, progress);
            new TextFormatParser(LIMITS, NameScheme.UTF8).parse(TextFormat.OPENMETRICS_HISTORY, in, watched);
            watched.tell();
        } catch (TextFormatException e) {
            throw new BackfillException(name, e);
        }
    }

    /** Passes everything on and tells how far it is. */
    private final class Watched implements TextFormatHandler {
        private final TextFormatHandler handler;
        private final Counted in;
        private final Consumer<BackfillProgress> progress;
        private long samples;

        Watched(TextFormatHandler handler, Counted in, Consumer<BackfillProgress> progress) {
            this.handler = handler;
            this.in = in;
            this.progress = progress;
        }

        @Override
        public void family(ParsedFamily family) {
            handler.family(family);
        }

        @Override
        public void sample(ParsedFamily family, TextSample sample) {
            handler.sample(family, sample);
            if (++samples % SAMPLES_PER_LOOK == 0) {
                tell();
            }
        }

        void tell() {
            progress.accept(new BackfillProgress(samples, in.count, totalBytes));
        }
    }

    /** Counts what is read, and ends where its thread is to end. */
    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("the reading thread was interrupted");
            }
            int got = in.read(buffer, offset, length);
            count += Math.max(0, got);
            return got;
        }
    }
}
