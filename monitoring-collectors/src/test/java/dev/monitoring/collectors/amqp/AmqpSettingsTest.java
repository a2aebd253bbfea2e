package dev.monitoring.collectors.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmqpSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "amqp://mq1,                 mq1:5672,       /",
        "amqp://mq1/,                mq1:5672,       /",
        "amqp://mq1//,               mq1:5672,       /",
        "amqp://mq1:5673/%2F,        mq1:5673,       /",
        "amqps://mq1/shop,           mq1:5671,       shop",
        "AMQP://mq1/a%20b%2Bc+d,     mq1:5672,       a b+c+d",
        "amqp://[::1]:7/x,           [::1]:7,        x",
    })
    void readsAddresses(String url, String instance, String virtualHost) {
        Settings settings = settings("url", url);

        AmqpServer server = AmqpSettings.read(settings).orElseThrow();

        assertTrue(settings.faults().isEmpty(), settings.faults()::toString);
        assertEquals(instance, server.instance());
        assertEquals(virtualHost, server.virtualHost());
    }

    @Test
    void theKeyForTheVirtualHostGoesBeforeTheAddress() {
        assertEquals(
                "b",
                AmqpSettings.read(settings("url", "amqp://mq1/a", "virtual-host", "b"))
                        .orElseThrow()
                        .virtualHost());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mq1:5672",
                "http://mq1",
                "amqp://",
                "amqp://mq1:0",
                "amqp://mq1:70000",
                "amqp://mq1/a/b",
                "amqp://mq1/a?heartbeat=5",
                "amqp://mq1/a b",
                "amqp://guest:CANARY@mq1/"
            })
    void refusesWhatIsNoAddress(String url) {
        Settings settings = settings("url", url);

        assertEquals(Optional.empty(), AmqpSettings.read(settings));

        assertEquals(1, settings.faults().size());
        assertFalse(settings.faults().toString().contains("CANARY"));
    }

    @Test
    void anAddressThatIsNeededAndMissingIsOneFault() {
        Settings settings = settings();

        assertEquals(Optional.empty(), AmqpSettings.require(settings));

        assertEquals(1, settings.faults().size());
    }

    @Test
    void refusesAUserWithoutPasswordTwoPasswordsAndTlsWithoutTls() {
        Settings settings = settings("url", "amqp://mq1", "username", "app", "tls.ca-file", "/ca.pem");
        AmqpSettings.read(settings);
        assertEquals(2, settings.faults().size(), settings.faults()::toString);

        Settings twice = settings("url", "amqp://mq1", "password", "a", "password-file", "/p");
        AmqpSettings.read(twice);
        assertEquals(1, twice.faults().size(), twice.faults()::toString);
    }

    @Test
    void readsThePasswordFromItsFileEachTime(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "one\n");
        Login login = Login.read(settings("username", "app", "password-file", file.toString()));
        assertEquals("one", login.password());

        Files.writeString(file, "two\n");
        assertEquals("two", login.password());

        Files.writeString(file, " \n");
        assertThrows(IOException.class, login::password);
        Files.delete(file);
        assertTrue(assertThrows(IOException.class, login::password).getMessage().contains(file.toString()));
    }

    @Test
    void showsNoPassword() {
        AmqpServer server = AmqpSettings.read(settings("url", "amqp://mq1", "username", "app", "password", "CANARY-7"))
                .orElseThrow();

        assertFalse((server + " " + server.login()).contains("CANARY"));
    }

    private static Settings settings(String... keysAndValues) {
        Map<String, Settings.Value> values = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put("t." + keysAndValues[i], new Settings.Value(keysAndValues[i + 1], Origin.CODE));
        }
        return Settings.of(values, "t");
    }
}
