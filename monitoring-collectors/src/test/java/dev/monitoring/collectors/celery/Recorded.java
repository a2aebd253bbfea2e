package dev.monitoring.collectors.celery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Messages that workers of Celery 5.2.6 and 5.6.3 sent, in their order. */
final class Recorded {
    private Recorded() {}

    /** The bodies of the messages of one recording; those of Redis out of their envelope. */
    static List<byte[]> bodies(String recording) throws IOException {
        List<byte[]> bodies = new ArrayList<>();
        InputStream file =
                Objects.requireNonNull(Recorded.class.getResourceAsStream("/celery/" + recording), recording);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                byte[] message = line.getBytes(StandardCharsets.UTF_8);
                bodies.add(
                        recording.startsWith("redis")
                                ? KombuEnvelope.read(message).body()
                                : message);
            }
        }
        return bodies;
    }

    /** The events of one recording. */
    static List<CeleryEvent> events(String recording) throws IOException {
        List<CeleryEvent> events = new ArrayList<>();
        EventReader reader = new EventReader();
        for (byte[] body : bodies(recording)) {
            events.addAll(reader.read(body).events());
        }
        return events;
    }
}
