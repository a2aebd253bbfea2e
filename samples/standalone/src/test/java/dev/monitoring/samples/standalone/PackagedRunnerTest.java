package dev.monitoring.samples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Has the runner as a user has it: one jar, a process of its own. */
@Timeout(120)
class PackagedRunnerTest {
    private static final Path RUNNER = Path.of(System.getProperty("runner.jar", "runner.jar"));
    private static final Path COLLECTOR = Path.of(System.getProperty("collector.jar", "collector.jar"));
    private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");
    private static final int TERMINATED = 143;

    @TempDir
    Path directory;

    private final List<Process> started = new ArrayList<>();

    @BeforeAll
    static void isPackaged() {
        assumeTrue(Files.exists(RUNNER), RUNNER + " is not there; run mvn package first");
    }

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void startsServesAndStopsInTime() throws Exception {
        Process runner = java("-Xmx64m", "-jar", RUNNER.toString(), "--port", "0");
        String url = url(runner);

        assertEquals(200, get(url + "/healthz").statusCode());
        awaitReady(runner, url);
        assertTrue(get(url + "/metrics").body().contains("jvm_"));
        runner.destroy();

        assertTrue(runner.waitFor(5, TimeUnit.SECONDS), "did not stop within 5 s");
        assertEquals(TERMINATED, runner.exitValue());
    }

    @Test
    void findsACollectorOnItsClassPath() throws Exception {
        assumeTrue(Files.exists(COLLECTOR), COLLECTOR + " is not there; run mvn package first");
        Path spool = Files.createDirectory(directory.resolve("spool"));
        Files.writeString(spool.resolve("letter"), "hello");

        Process runner = java(
                "-cp",
                RUNNER + File.pathSeparator + COLLECTOR,
                Main.class.getName(),
                "--port=0",
                "--monitoring.interval=200ms",
                "--monitoring.collectors.spool.targets[0].directory=" + spool);
        String url = url(runner);

        String line = "spool_bytes{directory=\"" + spool + "\"";
        String metrics = "";
        while (!metrics.contains(line)) {
            assertFalse(runner.waitFor(50, TimeUnit.MILLISECONDS), "it ended");
            metrics = get(url + "/metrics").body();
        }
        assertTrue(get(url + "/metrics/spool").body().contains("oldest_file_age_seconds"));
    }

    @Test
    void servesAFileOfAMillionSamplesThatIsLargerThanItsHeap() throws Exception {
        Path file = directory.resolve("data.om");
        try (BufferedWriter text = Files.newBufferedWriter(file)) {
            for (int series = 0; series < 1_000; series++) {
                for (int sample = 0; sample < 1_000; sample++) {
                    text.write("temperature_celsius{building=\"main\",floor=\"3\",room=\"" + series + "\"} "
                            + (20 + sample % 7 / 4.0) + " " + (1_700_000_000 + 5 * sample) + "\n");
                }
            }
            text.write("# EOF\n");
        }
        assertTrue(Files.size(file) > 64 << 20, () -> file.toFile().length() + " bytes");

        Process runner = java("-Xmx64m", "-jar", RUNNER.toString(), "import", "data.om", "--port", "0");
        String url = url(runner);
        String said = until(runner, "  ask ");

        assertTrue(said.contains("imported  data.om: all of 1,000,000 samples, 1,000 series"), said);
        String counted = get(url
                        + "/api/v1/query?time=1700004995&query=sum(count_over_time(temperature_celsius%5B2h%5D))")
                .body();
        assertTrue(counted.contains("\"1000000\""), counted);
    }

    @Test
    void namesFaultsAndExitsWithOne() throws Exception {
        Files.writeString(directory.resolve("monitoring.yml"), "monitoring:\n  intervall: 5s\n");

        Process check = java("-jar", RUNNER.toString(), "check");

        assertTrue(check.waitFor(30, TimeUnit.SECONDS));
        assertEquals(Program.WRONG, check.exitValue());
        String said = new String(check.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(said.contains("monitoring.yml:2:3: monitoring.intervall is not a known key"), said);
    }

    @Test
    void tellsItsVersion() throws Exception {
        Process version = java("-jar", RUNNER.toString(), "--version");

        String said = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertTrue(said.matches("monitoring-standalone \\d+\\.\\d+\\.\\d+\\R"), said);
        assertTrue(version.waitFor(30, TimeUnit.SECONDS));
        assertEquals(Program.OK, version.exitValue());
    }

    @Test
    void isOneJarWithoutLeftoversOfTheJarsItWasMadeFrom() throws IOException {
        try (JarFile jar = new JarFile(RUNNER.toFile())) {
            List<String> names = jar.stream().map(JarEntry::getName).toList();
            assertEquals(
                    List.of(),
                    names.stream()
                            .filter(name -> name.endsWith("module-info.class"))
                            .toList());
            assertEquals(
                    List.of(),
                    names.stream()
                            .filter(name -> name.matches("META-INF/.*\\.(SF|DSA|RSA)"))
                            .toList());
            assertTrue(names.contains("META-INF/LICENSE"));
            assertTrue(names.contains("META-INF/services/org.slf4j.spi.SLF4JServiceProvider"));
            String factories = text(jar, "META-INF/services/dev.monitoring.core.collect.CollectorFactory");
            assertTrue(factories.contains("dev.monitoring.collectors.jvm.JvmCollectorFactory"), factories);
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertEquals(Main.class.getName(), manifest.getValue("Main-Class"));
            assertEquals("ALL-UNNAMED", manifest.getValue("Enable-Native-Access"));
            assertEquals("true", manifest.getValue("Multi-Release"));
            assertFalse(names.contains("META-INF/versions/9/module-info.class"));
        }
    }

    private static String text(JarFile jar, String entry) throws IOException {
        JarEntry found = jar.getJarEntry(entry);
        assertNotNull(found, entry);
        try (InputStream in = jar.getInputStream(found)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Process java(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MONITORING_"));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** What it prints up to a line with some words. */
    private static String until(Process runner, String words) throws IOException {
        BufferedReader out = runner.inputReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.append(line).append('\n');
            if (line.contains(words)) {
                return said.toString();
            }
        }
        throw new AssertionError("did not print " + words + ", but: " + said
                + new String(runner.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    private static String url(Process runner) throws IOException {
        BufferedReader out = runner.inputReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.append(line).append('\n');
            Matcher matcher = URL.matcher(line);
            if (matcher.find()) {
                return matcher.group();
            }
        }
        throw new AssertionError("printed no URL, but: " + said
                + new String(runner.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    /** Until every collector has run: the URL is printed before that. */
    private static void awaitReady(Process runner, String url) throws IOException, InterruptedException {
        while (get(url + "/readyz").statusCode() != 200) {
            assertFalse(runner.waitFor(50, TimeUnit.MILLISECONDS), "it ended");
        }
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(10))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
