package dev.monitoring.collectors.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OwnProcessTest {
    /** Says that it is ready, and whatever it is sent by USR1. */
    private static final String SCRIPT =
            "trap 'echo one' USR1\necho port {port} >ready\nwhile :; do sleep 0.05; done\n";

    @Test
    void startsStopsAndStartsAgain() throws Exception {
        Path directory;
        try (OwnProcess server = server()) {
            directory = server.directory();
            assertEquals("port " + server.port() + "\n", Files.readString(directory.resolve("ready")));
            long first = server.pid();

            server.kill();
            assertFalse(server.isAlive());
            server.start();

            assertTrue(server.isAlive());
            assertTrue(server.pid() != first);
        }
        assertFalse(Files.exists(directory));
    }

    @Test
    void doesNothingWhileFrozen() throws Exception {
        try (OwnProcess server = server()) {
            server.freeze();
            server.signal("USR1");
            while (state(server) != 'T') {
                Thread.onSpinWait();
            }
            assertFalse(server.output().contains("one"));

            server.thaw();

            while (!server.output().contains("one")) {
                assertTrue(server.isAlive());
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void saysWhatAServerThatDoesNotStartSaid() {
        IOException failure = assertThrows(
                IOException.class,
                () -> OwnProcess.of("sh")
                        .command("{program}", "-c", "echo no such option; exit 3")
                        .start());

        assertTrue(failure.getMessage().contains("status 3: no such option"), failure.getMessage());
    }

    private static OwnProcess server() throws Exception {
        return OwnProcess.of("sh")
                .command("{program}", "script")
                .file("script", SCRIPT)
                .readyWhen(server -> OwnProcessTest.isWritten(server.directory().resolve("ready")))
                .start();
    }

    private static boolean isWritten(Path file) throws IOException {
        return Files.exists(file) && Files.size(file) > 0;
    }

    private static char state(OwnProcess server) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + server.pid() + "/stat"), StandardCharsets.ISO_8859_1);
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }
}
