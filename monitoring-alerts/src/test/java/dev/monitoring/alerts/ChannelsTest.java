package dev.monitoring.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.alerts.notify.Receivers;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChannelsTest {
    @Test
    void areOfTheKindsThatScenariosKnow() {
        assertEquals(new Receivers(Channels.all(Map.of())).kinds(), Receivers.KINDS);
    }
}
