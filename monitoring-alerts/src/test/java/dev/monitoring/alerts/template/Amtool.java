package dev.monitoring.alerts.template;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Has Alertmanager itself render templates, one process each. Confined to one thread. */
final class Amtool {
    private static final Path PROGRAM = Path.of("/usr/bin/amtool");

    private final Path folder;
    private final Path data;
    private final Path templates;

    private Amtool(Path folder, Path data, Path templates) {
        this.folder = folder;
        this.data = data;
        this.templates = templates;
    }

    /**
     * The program of this machine; skips the test where it is not installed.
     *
     * @param json the data of the notification
     * @param templateFile templates that all others may call
     */
    static Amtool installed(Path folder, String json, String templateFile) throws IOException {
        assumeTrue(Files.isExecutable(PROGRAM), "amtool (prometheus-alertmanager) is not installed: no " + PROGRAM);
        return new Amtool(
                folder,
                Files.writeString(folder.resolve("data.json"), json),
                Files.writeString(folder.resolve("file.tmpl"), templateFile));
    }

    /** What Alertmanager makes of the template; empty where it refuses. */
    Optional<String> render(String template) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(List.of(
                        PROGRAM.toString(),
                        "template",
                        "render",
                        "--template.glob=" + templates,
                        "--template.data=" + data,
                        "--template.text=" + template))
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("amtool takes longer than a minute");
        }
        return process.exitValue() == 0 ? Optional.of(Files.readString(output)) : Optional.empty();
    }
}
