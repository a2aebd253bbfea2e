package dev.monitoring.core.textformat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.testing.SharedFiles;
import dev.monitoring.core.textformat.TextFormatParser.FamilySamples;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What real exporters said, read. */
class RecordedExportersTest {
    private List<Path> recordings = List.of();

    @BeforeEach
    void findRecordings() {
        recordings = SharedFiles.folder("exporters")
                .map(folder -> SharedFiles.files(folder, ".prom"))
                .orElse(List.of());
        assumeTrue(!recordings.isEmpty(), "no recorded exporters: a folder shared/exporters beside the repository");
    }

    @Test
    void readsEverySampleAndType() throws Exception {
        for (Path recording : recordings) {
            byte[] text = Files.readAllBytes(recording);

            List<FamilySamples> families = new TextFormatParser().parse(TextFormat.PROMETHEUS, text);

            List<String> lines =
                    new String(text, StandardCharsets.UTF_8).lines().toList();
            long sampleLines = lines.stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .count();
            assertEquals(
                    sampleLines,
                    families.stream().mapToLong(f -> f.samples().size()).sum(),
                    () -> recording + ": samples");
            assertEquals(declaredTypes(lines), readTypes(families), () -> recording + ": types");
        }
    }

    @Test
    void readsWhatOftenRepeatsWithLittleGarbage() throws Exception {
        TextFormatParser parser = new TextFormatParser();
        for (Path recording : recordings) {
            byte[] text = Files.readAllBytes(recording);
            long samples = new TextFormatParser()
                    .parse(TextFormat.PROMETHEUS, text).stream()
                            .mapToLong(f -> f.samples().size())
                            .sum();
            read(parser, text);
            read(parser, text);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

            long before = threads.getCurrentThreadAllocatedBytes();
            read(parser, text);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;

            // Metadata is read anew, and full doubles go through text; what must not come back is the series.
            long families = declaredTypes(
                            new String(text, StandardCharsets.UTF_8).lines().toList())
                    .size();
            assertTrue(
                    allocated <= 2_000 + 500 * families + 60 * samples,
                    () -> recording + ": " + allocated + " bytes for " + samples + " samples");
        }
    }

    private static void read(TextFormatParser parser, byte[] text) throws IOException, TextFormatException {
        parser.parse(TextFormat.PROMETHEUS, new ByteArrayInputStream(text), (family, sample) -> {});
    }

    private static Map<String, MetricType> declaredTypes(List<String> lines) {
        Map<String, MetricType> types = new TreeMap<>();
        for (String line : lines) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ", -1);
                types.put(words[2], MetricType.valueOf(words[3].toUpperCase(Locale.ROOT)));
            }
        }
        return types;
    }

    private static Map<String, MetricType> readTypes(List<FamilySamples> families) {
        Map<String, MetricType> types = new TreeMap<>();
        for (FamilySamples samples : families) {
            types.put(samples.family().name(), samples.family().type());
        }
        return types;
    }
}
