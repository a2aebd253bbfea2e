package dev.monitoring.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The name of this machine, without asking the network: a look-up may take seconds where name servers are away. */
final class HostName {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    /** The kernel's name for this machine, else what the environment says, else {@code localhost}. */
    static String find() {
        return kernel().or(() -> environment(System::getenv)).orElse("localhost");
    }

    private static Optional<String> kernel() {
        try {
            return named(Files.readString(KERNEL, StandardCharsets.UTF_8));
        } catch (IOException e) {
            // Not Linux, or hidden; the environment may know.
            return Optional.empty();
        }
    }

    static Optional<String> environment(UnaryOperator<@Nullable String> variables) {
        return named(variables.apply("HOSTNAME")).or(() -> named(variables.apply("COMPUTERNAME")));
    }

    private static Optional<String> named(@Nullable String name) {
        return Optional.ofNullable(name).map(String::strip).filter(text -> !text.isEmpty());
    }
}
