package dev.monitoring.collectors.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.impl.LongStringHelper;
import dev.monitoring.core.time.Clock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventReaderTest {
    private static final BasicProperties PLAIN = new BasicProperties.Builder().build();

    private final EventReader reader = new EventReader(List.of("status", "meta.pipeline", "at", "n"), 4_096);

    @Test
    void keepsTheMembersAskedForAndNoOther() throws Exception {
        Event event = read("{\"secret\":{\"status\":\"no\"},\"status\":\"ok\",\"meta\":{\"x\":[1,{\"y\":2}],"
                + "\"pipeline\":\"face\"},\"list\":[[[]]],\"n\":1.5,\"at\":null}");

        assertEquals("ok", text(event, "status"));
        assertEquals("face", text(event, "meta.pipeline"));
        assertEquals("1.5", text(event, "n"));
        assertEquals(Optional.empty(), event.find(List.of("at")), "null is not there");
        assertEquals(Optional.empty(), event.find(List.of("secret", "list", "x")));
    }

    @Test
    void takesTheFirstNameThatTheMessageHas() throws Exception {
        Event event = read("{\"n\":3,\"status\":false}");

        assertEquals(
                new Event.Text("status", "false"),
                event.find(List.of("at", "status", "n")).orElseThrow());
    }

    @Test
    void fallsBackToHeaders() throws Exception {
        Map<String, Object> headers = new HashMap<>();
        headers.put("status", LongStringHelper.asLongString("failed"));
        headers.put("at", Date.from(Instant.ofEpochMilli(1_795_255_200_000L)));
        headers.put("n", 7);
        headers.put("meta.pipeline", Map.of("nested", 1));
        Event event = reader.read(message(
                "{\"n\":8}", new BasicProperties.Builder().headers(headers).build()));

        assertEquals("failed", text(event, "status"));
        assertEquals("1795255200000", text(event, "at"));
        assertEquals("8", text(event, "n"), "the payload comes first");
        assertEquals(Optional.empty(), event.find(List.of("meta.pipeline")));
    }

    @Test
    void knowsWhenTheMessageWasSent() throws Exception {
        Event event = reader.read(message(
                "{}",
                new BasicProperties.Builder()
                        .timestamp(Date.from(Instant.ofEpochMilli(1_795_255_200_000L)))
                        .build()));

        assertEquals(1_795_255_200.0, event.sentSeconds().orElseThrow());
        assertTrue(read("{}").sentSeconds().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|EMPTY",
                "'   '|EMPTY",
                "[]|NOT_AN_OBJECT",
                "\"text\"|NOT_AN_OBJECT",
                "12|NOT_AN_OBJECT",
                "{|NOT_JSON",
                "{\"a\"|NOT_JSON",
                "{\"a\":1}x|NOT_JSON",
                "{\"a\":1} {}|NOT_JSON",
                "{\"status\":\"unended|NOT_JSON",
                "{\"n\":1e|NOT_JSON",
                "<xml/>|NOT_JSON"
            })
    void saysWhyAMessageCannotBeRead(String body, String reason) {
        assertEquals(reason, reasonOf(body, PLAIN));
    }

    @Test
    void boundsSizeDepthAndEncoding() {
        assertEquals("TOO_LARGE", reasonOf("{\"a\":\"" + "x".repeat(5_000) + "\"}", PLAIN));
        assertEquals("TOO_DEEP", reasonOf("{\"a\":".repeat(40) + "1" + "}".repeat(40), PLAIN));
        assertEquals("TOO_DEEP", reasonOf("{\"a\":" + "[".repeat(2_000), PLAIN));
        assertEquals("NOT_JSON", reasonOf("{\"n\":" + "1".repeat(500) + "}", PLAIN));
        assertEquals(
                "ENCODED",
                reasonOf(
                        "{}",
                        new BasicProperties.Builder().contentEncoding("gzip").build()));
    }

    @Test
    void keepsOfALongTextItsBeginning() throws Exception {
        assertEquals(
                256,
                text(read("{\"status\":\"" + "x".repeat(3_000) + "\"}"), "status")
                        .length());
        assertEquals("a?b", text(read("{\"status\":\"a\\ud800b\"}"), "status"));
    }

    @Test
    void throwsNothingElseWhateverComes() {
        long seed = Clock.system().nanoTime();
        Random random = new Random(seed);
        byte[] good = "{\"status\":\"ok\",\"meta\":{\"pipeline\":\"face\",\"l\":[1,2,{}]},\"n\":1.25e3}"
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] body = good.clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            try {
                reader.read(new Delivery(new Envelope(1, false, "", ""), PLAIN, body))
                        .find(List.of("status", "n"));
            } catch (MalformedException e) {
                assertTrue(e.getMessage().length() < 20);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private Event read(String body) throws MalformedException {
        return reader.read(message(body, PLAIN));
    }

    private String reasonOf(String body, BasicProperties properties) {
        return assertThrows(MalformedException.class, () -> reader.read(message(body, properties)))
                .reason()
                .name();
    }

    private static String text(Event event, String name) {
        return event.find(List.of(name)).orElseThrow().value();
    }

    private static Delivery message(String body, BasicProperties properties) {
        return new Delivery(new Envelope(1, false, "", ""), properties, body.getBytes(StandardCharsets.UTF_8));
    }
}
