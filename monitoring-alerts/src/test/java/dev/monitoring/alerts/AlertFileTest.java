package dev.monitoring.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.settings.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertFileTest {
    @TempDir
    private Path directory;

    @Test
    void tellsFaultsOfRoutesAndOfReceiversAtOnce() throws IOException {
        Path file = Files.writeString(directory.resolve("routing.yml"), """
                route: {receivr: team}
                receivers:
                - name: team
                  webhook_configs: [{}]
                  slack_configs: [{channel: x}]
                  sns_configs: [{}]
                """);

        List<String> told = AlertFile.read(file, "routing.yml").faults().stream()
                .map(Fault::toString)
                .toList();

        assertEquals(5, told.size(), told::toString);
        assertTrue(told.get(0).startsWith("routing.yml:1:"), told::toString);
        assertTrue(told.get(2).startsWith("routing.yml:4:21: \"url\" is missing"), told::toString);
        assertTrue(told.get(3).startsWith("routing.yml:5:19: \"api_url\" is missing"), told::toString);
        assertTrue(told.get(4).contains("sns"), told::toString);
    }
}
