package dev.monitoring.alerts.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.yaml.Faults;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RedactedConfigTest {
    @Test
    void hidesWhateverIsNotKnownToBePlain() {
        String shown = RedactedConfig.of("""
                global:
                  resolve_timeout: 3m
                  smtp_auth_password: canary1
                  slack_api_url: https://canary2@hooks.slack.com:8443/services/canary3?canary4
                  future_setting: canary5
                route: {receiver: team, group_by: ['...'], routes: [{matchers: ['a="x\\y"']}]}
                receivers:
                - name: team
                  webhook_configs:
                  - url: http://example.org/canary6
                    max_alerts: 5
                    http_config:
                      authorization: {credentials: canary7}
                      proxy_url: "http://user:canary8@proxy"
                  pagerduty_configs: [{routing_key: canary9, severity: "{{ .x }}\\n"}]
                """);

        assertFalse(shown.contains("canary"), shown);
        assertEquals("""
                global:
                  resolve_timeout: "3m"
                  smtp_auth_password: "<secret>"
                  slack_api_url: "https://hooks.slack.com:8443/<secret>"
                  future_setting: "<secret>"
                route:
                  receiver: team
                  group_by:
                  - "..."
                  routes:
                  -
                      matchers:
                      - "a=\\"x\\\\y\\""
                receivers:
                -
                    name: team
                    webhook_configs:
                    -
                        url: "http://example.org/<secret>"
                        max_alerts: 5
                        http_config:
                          authorization:
                            credentials: "<secret>"
                          proxy_url: "http://proxy/<secret>"
                    pagerduty_configs:
                    -
                        routing_key: "<secret>"
                        severity: "{{ .x }}\\n"
                """, shown);
    }

    @Test
    void staysTheSameRoutingTree() {
        for (int seed = 0; seed < 50; seed++) {
            RandomRouting routing = new RandomRouting(new Random(seed));
            String config = routing.config();

            String shown = RedactedConfig.of(config);

            assertEquals(receivers(config), receivers(shown), "seed " + seed);
            assertEquals(RedactedConfig.of(shown), shown, "seed " + seed);
            for (int i = 0; i < 50; i++) {
                var alert = routing.alert(i);
                assertEquals(
                        read(config).routes().match(alert).toString(),
                        read(shown).routes().match(alert).toString(),
                        "seed " + seed);
            }
        }
    }

    @Test
    void showsItsOwnKeysAsComments() {
        String shown = RedactedConfig.of("""
                route: {receiver: team, escalate_after: 5m}
                receivers: [{log_configs: [{level: x}, {}], name: team}]
                """);

        assertEquals("""
                route:
                  receiver: team
                  # escalate_after: "5m"
                receivers:
                -
                    # log_configs:
                #     -
                #         level: "<secret>"
                #     - {}
                    name: team
                """, shown);
        assertEquals("team", read(shown).routes().root().receiver());
    }

    @Test
    void isEmptyForWhatIsNoConfiguration() {
        assertTrue(RedactedConfig.of("").isEmpty());
        assertTrue(RedactedConfig.of("- canary").isEmpty());
        assertTrue(RedactedConfig.of("a: [canary").isEmpty());
    }

    private static Map<String, ReceiverConfig> receivers(String config) {
        return read(config).receivers();
    }

    private static AlertingConfig read(String config) {
        Faults faults = new Faults();
        return new AlertmanagerFileReader(Set.of("webhook"), faults)
                .parse(config, "x")
                .orElseThrow(() -> new AssertionError(faults.sorted() + config));
    }
}
