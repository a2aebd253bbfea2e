package dev.monitoring.core.http.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortOwnerTest {
    private static final String TCP = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:26AC 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 111 1 0000000000000000 20 4 30 10 -1
               1: 0100007F:26AC 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 222 1 0000000000000000 100 0 0 10 0
            garbage
            """;

    private static void process(Path proc, int id, String name, String descriptor) throws Exception {
        Path directory = Files.createDirectories(proc.resolve(id + "/fd"));
        Files.writeString(proc.resolve(id + "/comm"), name + "\n");
        Files.createSymbolicLink(directory.resolve("3"), Path.of(descriptor));
    }

    @Test
    void findsTheProcessThatListens(@TempDir Path proc) throws Exception {
        Files.createDirectories(proc.resolve("net"));
        Files.writeString(proc.resolve("net/tcp"), TCP);
        process(proc, 41, "client", "socket:[111]");
        process(proc, 42, "nginx", "socket:[222]");
        Files.createDirectories(proc.resolve("43"));

        assertEquals(Optional.of("nginx (process 42)"), PortOwner.find(9900, proc));
        assertEquals(Optional.empty(), PortOwner.find(9901, proc));
    }

    @Test
    void findsNothingWhereThereIsNoProc(@TempDir Path proc) {
        assertEquals(Optional.empty(), PortOwner.find(9900, proc));
    }
}
