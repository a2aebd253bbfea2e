package dev.monitoring.collectors.testing;

import dev.monitoring.core.time.Clock;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A server that belongs to one test: started from an installed program on a free port of the loopback address, with a
 * directory of its own, so that it may be killed, frozen and started again without harm to others. It is gone after
 * {@link #close}, and its directory with it; also when the test's JVM ends early. Confined to one thread.
 *
 * <pre>{@code
 * try (OwnProcess redis = OwnProcess.of("redis-server").command("{program}", "--port", "{port}", "--dir", "{directory}").start()) {
 *     redis.freeze();
 *     …
 *     redis.thaw();
 * }
 * }</pre>
 */
public final class OwnProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<Path> PLACES =
            List.of(Path.of("/usr/bin"), Path.of("/usr/sbin"), Path.of("/usr/local/bin"), Path.of("/usr/local/sbin"));

    /** Whether a server is ready to be used; asked again and again until it is. */
    public interface Readiness {
        boolean isReady(OwnProcess server) throws IOException, InterruptedException;
    }

    private final List<String> command;
    private final Map<String, String> environment;
    private final Readiness readiness;
    private final String stopSignal;
    private final int port;
    private final Path directory;
    private final Thread atExit = new Thread(this::end, "own-process-at-exit");
    private Process process;
    private boolean frozen;

    private OwnProcess(Starter starter, int port, Path directory) {
        this.port = port;
        this.directory = directory;
        this.command = starter.command.stream().map(this::filledIn).toList();
        this.environment = new LinkedHashMap<>(starter.environment);
        environment.replaceAll((name, value) -> filledIn(value));
        this.readiness = starter.readiness;
        this.stopSignal = starter.stopSignal;
    }

    /** Says how to start an installed program; the test is skipped where it is not installed. */
    public static Starter of(String program) {
        return new Starter(require(program));
    }

    /**
     * The path of an installed program, or of the one that an environment variable names, such as
     * {@code MONITORING_TEST_REDIS_SERVER} for {@code redis-server}; the test is skipped where there is none.
     */
    public static Path require(String program) {
        String named =
                System.getenv("MONITORING_TEST_" + program.replace('-', '_').toUpperCase(Locale.ROOT));
        if (named != null) {
            return Path.of(named);
        }
        Stream<Path> onPath = Arrays.stream(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(place -> !place.isEmpty())
                .map(Path::of);
        return Stream.concat(PLACES.stream(), onPath)
                .map(place -> place.resolve(program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> Assumptions.abort("no " + program + ": install the package that has it"));
    }

    /** A port of the loopback address that nobody listens on at this moment. */
    public static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** How to start a server. Confined to one thread. */
    public static final class Starter {
        private final Path program;
        private final Map<String, String> files = new LinkedHashMap<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private List<String> command = List.of();
        private Readiness readiness = OwnProcess::listens;
        private String stopSignal = "TERM";

        private Starter(Path program) {
            this.program = program;
        }

        /** The command; {@code {program}}, {@code {port}} and {@code {directory}} are filled in, here and elsewhere. */
        public Starter command(String... words) {
            command = List.of(words);
            return this;
        }

        /** A file in the server's directory, written before it starts. */
        public Starter file(String name, String text) {
            files.put(name, text);
            return this;
        }

        /** A variable of the server's environment. */
        public Starter environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /** What makes it ready; by default that it listens on its port. */
        public Starter readyWhen(Readiness whenReady) {
            readiness = whenReady;
            return this;
        }

        /** The signal that asks it to end, named without SIG; by default TERM. */
        public Starter stopWith(String signal) {
            stopSignal = signal;
            return this;
        }

        /** Starts it on a free port and waits until it is ready. */
        public OwnProcess start() throws IOException, InterruptedException {
            return start(freePort());
        }

        /** Starts it on a given port and waits until it is ready. */
        public OwnProcess start(int port) throws IOException, InterruptedException {
            Path directory = Files.createTempDirectory("monitoring-test-");
            List<String> words = new ArrayList<>(command.isEmpty() ? List.of("{program}") : command);
            words.replaceAll(word -> word.replace("{program}", program.toString()));
            command = words;
            OwnProcess server = new OwnProcess(this, port, directory);
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(directory.resolve(file.getKey()), server.filledIn(file.getValue()));
            }
            Runtime.getRuntime().addShutdownHook(server.atExit);
            try {
                server.start();
            } catch (IOException | InterruptedException | RuntimeException | Error e) {
                server.close();
                throw e;
            }
            return server;
        }
    }

    /** Its port. */
    public int port() {
        return port;
    }

    /** Its host and port, as most settings take them. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Its directory, which goes with it. */
    public Path directory() {
        return directory;
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** What it has written to standard output and standard error. */
    public String output() throws IOException {
        return Files.readString(log(), StandardCharsets.ISO_8859_1);
    }

    /** Whether it runs; true for a frozen one. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Whether something accepts connections on its port. */
    public boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Starts it again, after {@link #stop} or {@link #kill}, and waits until it is ready. */
    public void start() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().putAll(environment);
        process = builder.start();
        frozen = false;
        long end = Clock.system().nanoTime() + PATIENCE.toNanos();
        while (!readiness.isReady(this)) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new IOException(command.get(0) + " ended with status " + process.exitValue() + ": " + output());
            }
            if (Clock.system().nanoTime() > end) {
                throw new IOException(
                        command.get(0) + " is not ready after " + PATIENCE.toSeconds() + "s: " + output());
            }
        }
    }

    /** Asks it to end, and waits until it has. */
    public void stop() throws IOException, InterruptedException {
        signal(stopSignal);
        awaitEnd();
    }

    /** Ends it at once: SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Stops it from running while its sockets stay open: SIGSTOP. */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
        frozen = true;
    }

    /** Lets a frozen one run on: SIGCONT. */
    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
        frozen = false;
    }

    /** Sends it a signal, named without SIG. */
    public void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-s", name, String.valueOf(process.pid()))
                .redirectErrorStream(true)
                .start();
        String said = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (kill.waitFor() != 0) {
            throw new IOException("no signal " + name + " to process " + process.pid() + ": " + said.strip());
        }
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // the JVM ends; the hook itself is at work
        }
    }

    private void end() {
        if (process != null) {
            List<ProcessHandle> children = process.descendants().toList();
            try {
                askToEnd();
                if (frozen || !process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
                process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
            children.forEach(ProcessHandle::destroyForcibly);
        }
        delete();
    }

    private void askToEnd() throws InterruptedException {
        try {
            if (process.isAlive()) {
                signal(stopSignal);
            }
        } catch (IOException e) {
            process.destroy(); // it has ended, or there is no kill here
        }
    }

    private void delete() {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // a child that outlives its parent for a moment may still write there; the system's temp cleaner has the
            // rest
            directory.toFile().deleteOnExit();
        }
    }

    private void awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("process " + process.pid() + " does not end");
        }
    }

    private Path log() {
        return directory.resolve("output.log");
    }

    private String filledIn(String text) {
        return text.replace("{port}", String.valueOf(port)).replace("{directory}", directory.toString());
    }
}
