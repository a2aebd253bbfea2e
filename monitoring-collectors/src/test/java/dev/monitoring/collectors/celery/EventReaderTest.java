package dev.monitoring.collectors.celery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {
    private static final String HEARTBEAT = "{\"hostname\":\"w@h\",\"timestamp\":5.5,\"type\":\"worker-heartbeat\","
            + "\"freq\":2.0,\"active\":3,\"processed\":7,\"loadavg\":[1,2,3]}";

    private final EventReader reader = new EventReader();

    @Test
    void readsAnEventThatComesAlone() throws Exception {
        CeleryEvent event = read(HEARTBEAT).events().get(0);

        assertEquals(EventType.WORKER_HEARTBEAT, event.type());
        assertEquals("w@h", event.hostname());
        assertEquals(5.5, event.timestampSeconds());
        assertEquals(2, event.frequencySeconds());
        assertEquals(3, event.active());
        assertEquals(7, event.processed());
    }

    @Test
    void readsBatchesAndEmptyOnes() throws Exception {
        assertEquals(2, read("[" + HEARTBEAT + "," + HEARTBEAT + "]").events().size());
        assertEquals(0, read("[]").events().size());
        assertEquals(0, read("[]").malformed());
    }

    @Test
    void readsOfAnExceptionOnlyItsClass() throws Exception {
        String failed = "{\"hostname\":\"w@h\",\"timestamp\":1,\"type\":\"task-failed\",\"uuid\":\"u\","
                + "\"exception\":\"app.Bad('canary')\",\"args\":\"canary\",\"traceback\":{\"canary\":[1]}}";

        CeleryEvent event = read(failed).events().get(0);

        assertEquals("app.Bad", event.exception());
        assertFalse(event.toString().contains("canary"), event::toString);
    }

    @Test
    void readsWhenATaskIsToRun() throws Exception {
        String sent = "{\"hostname\":\"w@h\",\"timestamp\":1,\"type\":\"task-sent\",\"uuid\":\"u\",\"eta\":%s}";

        assertFalse(read(sent.formatted("null")).events().get(0).hasEta());
        assertEquals(
                1.5,
                read(sent.formatted("\"1970-01-01T00:00:01.500000+00:00\""))
                        .events()
                        .get(0)
                        .etaSeconds());
        assertTrue(read(sent.formatted("\"soon\"")).events().get(0).hasEta());
    }

    @Test
    void countsEventsThatLackWhatTheyMustHave() throws Exception {
        EventReader.Batch batch = read("[{},{\"type\":\"worker-online\"},{\"hostname\":\"w\",\"timestamp\":1,"
                + "\"type\":\"task-started\",\"uuid\":\"" + "x".repeat(256) + "\"}," + HEARTBEAT + "]");

        assertEquals(3, batch.malformed());
        assertEquals(1, batch.events().size());
    }

    @Test
    void cutsNamesAndMendsHalfCharacters() throws Exception {
        String name = "\\ud800" + "n".repeat(500);
        CeleryEvent event = read("{\"hostname\":\"w\",\"timestamp\":1,\"type\":\"task-sent\",\"uuid\":\"u\",\"name\":\""
                        + name + "\"}")
                .events()
                .get(0);

        assertEquals(EventReader.MAX_NAME_LENGTH, event.name().length());
        assertTrue(event.name().startsWith("?n"), event.name());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "1",
                "\"text\"",
                "{",
                "[",
                "[1]",
                "[{},1]",
                "{\"type\":",
                "[]]",
                "{}{}",
                "\u0080\u0002}",
                "{\"type\":\"worker-online\",\"timestamp\":1e",
                "not json"
            })
    void refusesGarbage(String body) {
        assertThrows(IOException.class, () -> read(body));
    }

    @Test
    void refusesWhatIsTooDeepOrTooLarge() {
        assertThrows(IOException.class, () -> read("{\"args\":" + "[".repeat(100_000)));
        assertThrows(IOException.class, () -> reader.read(new byte[5 << 20]));
    }

    @Test
    void throwsNothingButItsOwnFaultAtDamagedMessages() throws Exception {
        long seed = Clock.system().nanoTime();
        Random random = new Random(seed);
        for (byte[] message : Recorded.bodies("amqp-5.2.6.jsonl")) {
            for (int i = 0; i < 20; i++) {
                byte[] damaged = message.clone();
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                try {
                    reader.read(damaged);
                } catch (IOException e) {
                    assertTrue(e.getMessage() != null, "seed " + seed);
                }
            }
        }
    }

    @Test
    void takesMessagesOfRedisOutOfTheirEnvelope() throws Exception {
        String body = Base64.getEncoder().encodeToString("[]".getBytes(StandardCharsets.UTF_8));

        KombuEnvelope wrapped = KombuEnvelope.read(bytes("{\"headers\":{\"a\":[1]},\"body\":\"" + body
                + "\",\"content-type\":\"application/json\",\"properties\":{\"body_encoding\":\"base64\"}}"));
        KombuEnvelope plain = KombuEnvelope.read(bytes("{\"body\":\"{}\"}"));

        assertArrayEquals(bytes("[]"), wrapped.body());
        assertEquals("application/json", wrapped.contentType());
        assertArrayEquals(bytes("{}"), plain.body());
        assertThrows(IOException.class, () -> KombuEnvelope.read(bytes("{\"content-type\":\"x\"}")));
        assertThrows(IOException.class, () -> KombuEnvelope.read(bytes("[]")));
        assertThrows(IOException.class, () -> KombuEnvelope.read(bytes("{\"body\":\"e30=\"")));
    }

    private EventReader.Batch read(String body) throws IOException {
        return reader.read(bytes(body));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
