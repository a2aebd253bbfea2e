package dev.monitoring.core.http.jetty;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which process listens on a TCP port, as far as Linux tells this user. Looks for the sockets that listen on it in
 * {@code /proc/net/tcp} and {@code tcp6}, then for a process that holds one of them.
 */
final class PortOwner {
    private static final String LISTEN = "0A";

    private PortOwner() {}

    /** The process, as {@code nginx (process 1234)}; nothing where it cannot be found out. */
    static Optional<String> find(int port) {
        return find(port, Path.of("/proc"));
    }

    static Optional<String> find(int port, Path proc) {
        Set<String> sockets = new HashSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            for (String line : lines(proc.resolve(table))) {
                // sl, local_address, rem_address, st, queues, timer, retrnsmt, uid, timeout, inode
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > 9 && fields[3].equals(LISTEN) && port == localPort(fields[1])) {
                    sockets.add("socket:[" + fields[9] + "]");
                }
            }
        }
        return sockets.isEmpty() ? Optional.empty() : holder(proc, sockets);
    }

    private static Optional<String> holder(Path proc, Set<String> sockets) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, sockets)) {
                    List<String> name = lines(process.resolve("comm"));
                    return Optional.of(
                            (name.isEmpty() ? "a program" : name.get(0)) + " (process " + process.getFileName() + ")");
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.isSymbolicLink(descriptor)
                        && sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
        } catch (IOException e) {
            // Another user's process, or one that has just ended.
            return false;
        }
        return false;
    }

    private static int localPort(String address) {
        int colon = address.indexOf(':');
        try {
            return colon < 0 ? -1 : Integer.parseInt(address.substring(colon + 1), 16);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return List.of();
        }
    }
}
