package dev.monitoring.spring.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The address that is printed is one that the server listens on. */
class HostedAddressTest {
    @ParameterizedTest
    @CsvSource({
        "'', localhost",
        "0.0.0.0, localhost",
        "::, localhost",
        "127.0.0.1, localhost",
        "10.1.2.3, 10.1.2.3",
        "2001:db8::1, [2001:db8::1]",
        "shop.example, shop.example"
    })
    void namesWhatTheServerListensOn(String listening, String host) {
        assertEquals("http://" + host + ":8081/monitoring/", url(Map.of("server.address", listening)));
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, localhost", "10.1.2.3, 10.1.2.3"})
    void namesWhatTheServerOfTheManagementListensOn(String listening, String host) {
        Map<String, Object> settings = Map.of(
                "monitoring.web.server", "management",
                "management.server.port", "0",
                "management.server.address", listening,
                "server.address", "192.0.2.7");

        assertEquals("http://" + host + ":8082/monitoring/", url(settings));
    }

    private static String url(Map<String, Object> settings) {
        Map<String, Object> all = new TreeMap<>(settings);
        all.put("local.server.port", "8081");
        all.put("local.management.port", "8082");
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", all));
        return new HostedAddress(environment, new BasePath("/monitoring")).url().orElseThrow();
    }
}
