package dev.monitoring.collectors.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.testing.TestSettings;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RabbitSettingsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "job | x | url is not set, but is needed",
                "url | amqp://u:secret@h | put them into username and password",
                "url | http://u:secret@h:15672 | put them into username and password",
                "management-url | http://u:secret@h:15672 | put them into username and password",
                "url | redis://h | write it as amqp://host:5672/vhost"
            })
    void saysWhatIsWrongWithAnAddress(String key, String value, String message) {
        List<String> faults = TestSettings.faults(Broker.FACTORY, key, value);

        assertTrue(faults.get(0).contains(message), faults::toString);
        assertFalse(faults.toString().contains("secret@"), faults::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "compat | rabbitmq/1 | is none of the choices; use one of rabbitmq/3.10, rabbitmq/4.3",
                "include-queues | a( | the pattern cannot be read",
                "management | false | without management nothing is seen but named queues",
                "username | other | there is a user but no password"
            })
    void saysWhatIsWrongWithAKey(String key, String value, String message) {
        List<String> faults = TestSettings.faults(Broker.FACTORY, "url", "amqp://h", key, value);

        assertTrue(faults.get(0).contains(message), faults::toString);
    }

    @Test
    void takesTheAddressOfEitherServer() {
        for (String url : List.of("amqp://h:5672", "http://h:5672")) {
            assertEquals(
                    "rabbitmq/h:5672",
                    TestSettings.collector(Broker.FACTORY, "url", url).target().toString());
        }
    }

    @Test
    void narrowsTheListAtTheServer() {
        QueueFilter filter = new QueueFilter(
                List.of("a/b c"), Optional.of(com.google.re2j.Pattern.compile("x.*")), Optional.empty());

        assertEquals("/queues/a%2Fb%20c?use_regex=true&name=%5E%28%3F%3Ax.*%29%24&", filter.path());
        assertEquals("/queues?", QueueFilter.ALL.path());
    }
}
