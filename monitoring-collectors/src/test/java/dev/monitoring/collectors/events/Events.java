package dev.monitoring.collectors.events;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** Events as tests write them down. */
public final class Events {
    private Events() {}

    /**
     * An event with the members {@code published}, {@code processed} and {@code took_ms}.
     *
     * @param sentSeconds the message's timestamp; 0 for none
     */
    public static Event of(String body, long sentSeconds) throws Exception {
        BasicProperties.Builder properties = new BasicProperties.Builder();
        if (sentSeconds > 0) {
            properties.timestamp(Date.from(Instant.ofEpochMilli(sentSeconds * 1_000)));
        }
        return new EventReader(List.of("published", "processed", "took_ms"), 1_000)
                .read(new Delivery(
                        new Envelope(1, false, "", ""), properties.build(), body.getBytes(StandardCharsets.UTF_8)));
    }
}
