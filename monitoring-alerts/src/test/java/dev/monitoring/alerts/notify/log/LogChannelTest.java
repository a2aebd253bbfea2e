package dev.monitoring.alerts.notify.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.config.SecretReader;
import dev.monitoring.alerts.notify.ChannelContext;
import dev.monitoring.alerts.notify.Delivery;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.alerts.notify.Receivers;
import dev.monitoring.alerts.template.NotificationData;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.alerts.yaml.YamlReader;
import dev.monitoring.alerts.yaml.YamlValue;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.time.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;

class LogChannelTest {
    private final List<String> lines = new ArrayList<>();
    private final ManualClock clock = ManualClock.atEpochMillis(1_700_000_000_000L);
    private final Faults faults = new Faults();
    private final LogChannel channel = new LogChannel(new Lines());

    private Optional<Notifier> open(String settings) {
        Receivers receivers = new Receivers(List.of(channel));
        ChannelContext context = new ChannelContext(
                Optional.empty(),
                new SecretReader(name -> null, Path.of("")),
                receivers.templates(List.of(), Path.of(""), faults),
                clock);
        return YamlReader.parse(settings, "test.yml", faults)
                .flatMap(YamlValue::map)
                .flatMap(map -> channel.open(map, context));
    }

    private static Notification notification(String status, String instance, String summary) {
        NotificationData.Alert alert = new NotificationData.Alert(
                status,
                Map.of("alertname", "Lag", "instance", instance),
                Map.of("summary", summary),
                Instant.EPOCH,
                NotificationData.Alert.neverEnds(),
                "",
                "0");
        return new Notification(
                "{}:{}",
                new NotificationData("team", status, List.of(alert), Map.of(), Map.of(), Map.of(), "http://us"),
                0);
    }

    private Delivery tell(String settings, Notification notification) {
        return open(settings).orElseThrow().tell(notification, Deadline.after(Duration.ofSeconds(1), clock));
    }

    @Test
    void logsALineAboutEachGroup() {
        String instance = "here";

        Delivery delivery = tell("{level: error}", notification("firing", instance, "80 % lost"));
        tell("{level: error}", notification("resolved", instance, "80 % lost"));

        assertEquals(Delivery.delivered(), delivery);
        assertEquals(2, lines.size());
        assertTrue(lines.get(0).contains("firing: Lag instance=" + instance + ": 80 % lost"), lines.get(0));
        assertTrue(lines.get(0).contains("ERROR"), lines.get(0));
        assertTrue(lines.get(1).contains("INFO"), lines.get(1));
    }

    @Test
    void staysOneLineWhateverTextsHold() {
        String instance = "here";

        tell("{}", notification("firing", instance, "a\r\nERROR forged \u001b[31m{{ .Status }}\u202e"));

        assertEquals(1, lines.size());
        assertTrue(lines.get(0).endsWith("a | ERROR forged \ufffd[31m{{ .Status }}\ufffd"), lines.get(0));
    }

    @Test
    void saysWhatIsWrongWithItsSettings() {
        assertTrue(open("{level: loud}").isPresent());
        assertTrue(open("{message: '{{ .Status'}").isEmpty());
        assertTrue(open("{mesage: hello}").isPresent());

        String all = faults.sorted().toString();
        assertTrue(all.contains("\"loud\" is no level of a log; use one of error, warn, info, debug, trace"), all);
        assertTrue(all.contains("unclosed action"), all);
        assertTrue(all.contains("did you mean \"message\"?"), all);
    }

    /** Keeps lines as level and text. */
    private final class Lines extends AbstractLogger {
        private static final long serialVersionUID = 1L;

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level,
                @Nullable Marker marker,
                String message,
                Object @Nullable [] arguments,
                @Nullable Throwable thrown) {
            lines.add(level + " " + message);
        }

        @Override
        public boolean isTraceEnabled() {
            return true;
        }

        @Override
        public boolean isTraceEnabled(@Nullable Marker marker) {
            return true;
        }

        @Override
        public boolean isDebugEnabled() {
            return true;
        }

        @Override
        public boolean isDebugEnabled(@Nullable Marker marker) {
            return true;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isInfoEnabled(@Nullable Marker marker) {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled(@Nullable Marker marker) {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled(@Nullable Marker marker) {
            return true;
        }
    }
}
