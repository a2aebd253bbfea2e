package dev.monitoring.alerts.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.route.Route;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.settings.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertmanagerFileReaderTest {
    private static final String BASE = """
            route:
              receiver: team
            receivers:
            - name: team
            """;

    private final Faults faults = new Faults();

    @TempDir
    Path folder;

    private Optional<AlertingConfig> read(String text) {
        return new AlertmanagerFileReader(Set.of("webhook", "email"), faults).parse(text, "a.yml");
    }

    private String told() {
        return faults.sorted().stream().map(Fault::toString).collect(Collectors.joining("\n"));
    }

    @Test
    void readsRoutesThatInheritFromTheirParents() {
        AlertingConfig config = read("""
                global: {resolve_timeout: 10m, smtp_smarthost: "mail:25"}
                templates: [t/*.tmpl]
                route:
                  receiver: team
                  group_by: [alertname, cluster]
                  group_wait: 10s
                  routes:
                  - matchers: ['severity = "critical"', team=~"a|b"]
                    match_re: {x: y.*}
                    receiver: pager
                    repeat_interval: 1h
                    active_time_intervals: [office]
                    continue: true
                    routes:
                    - group_by: ['...']
                receivers:
                - name: team
                  email_configs: [{to: a@b}]
                - name: pager
                  webhook_configs: [{url: "http://a/"}, {url: "http://b/", send_resolved: false}]
                inhibit_rules:
                - source_matchers: [severity=critical]
                  target_match: {severity: warning}
                  equal: [cluster]
                time_intervals:
                - name: office
                  time_intervals:
                  - times: [{start_time: "09:00", end_time: "17:00"}]
                    weekdays: [monday:friday]
                    location: Europe/Berlin
                """).orElseThrow(() -> new AssertionError(told()));

        Route middle = config.routes().root().children().get(0);
        Route leaf = middle.children().get(0);
        assertEquals("pager", leaf.receiver());
        assertEquals(Duration.ofSeconds(10), leaf.times().groupWait());
        assertEquals(Duration.ofHours(1), leaf.times().repeatInterval());
        assertEquals(List.of(), leaf.activeIntervals());
        assertTrue(leaf.grouping().all());
        assertEquals(
                "{}/{severity=\"critical\",team=~\"a|b\",x=~\"^(?:y.*)$\"}/{}:{a=\"1\", b=\"\\\"\"}",
                leaf.groupKey(Labels.of("b", "\"", "a", "1")));
        assertEquals(Duration.ofMinutes(10), config.resolveTimeout());
        List<ReceiverConfig.Integration> ways = config.receivers().get("pager").integrations();
        assertEquals(
                List.of("webhook 0 true", "webhook 1 false"),
                ways.stream()
                        .map(way -> way.kind() + " " + way.index() + " " + way.sendResolved())
                        .toList());
        assertFalse(config.receivers().get("team").integrations().get(0).sendResolved());
        assertEquals(1, config.inhibitRules().size());
    }

    @Test
    void tellsEveryFaultWithItsPlace() {
        Optional<AlertingConfig> config = read("""
                global: {slack_api_url: "http://canary", smtp_hallo: x}
                route:
                  receiver: teem
                  continue: true
                  group_interval: 0s
                  routes:
                  - matchers: ['a=b c']
                    group_by: [a, a]
                    mute_time_intervals: [offize]
                  - matchers: ['"a"=b c']
                receivers:
                - name: team
                  sns_configs: [{}]
                  webhok_configs: []
                - name: team
                time_intervals:
                - name: office
                  time_intervals:
                  - times: [{start_time: "9:00", end_time: "25:00"}]
                    days_of_month: ["-1:5"]
                    months: ["13"]
                    location: Nowhere/City
                """);

        assertTrue(config.isEmpty());
        assertEquals("""
                a.yml:1:25: slack_api_url: notifications by slack are not supported; remove it, and use one of email, webhook
                a.yml:1:42: "smtp_hallo" is not a key of "global"; did you mean "smtp_hello"?
                a.yml:3:13: receiver: receiver "teem" is not defined; did you mean "team"?
                a.yml:4:13: continue: the root route takes every alert at any time, it has no "continue"; move it to a route below "routes"
                a.yml:5:19: group_interval: is zero; it is above zero, for example 5m
                a.yml:8:19: group_by: label "a" stands here a second time; remove it
                a.yml:9:27: mute_time_intervals: time interval "offize" is not defined; did you mean "office"?
                a.yml:10:23: matchers: found c; after a matcher comes a comma
                a.yml:13:16: sns_configs: notifications by sns are not supported; remove it, and use one of email, webhook
                a.yml:14:3: "webhok_configs" is not a key of a receiver; did you mean "webhook_configs"?
                a.yml:15:3: receiver "team" stands here a second time; give it another name
                a.yml:19:26: start_time: "9:00" is not a time of day; write it in quotes as "HH:MM", from "00:00" to "24:00"
                a.yml:19:44: end_time: "25:00" is not a time of day; write it in quotes as "HH:MM", from "00:00" to "24:00"
                a.yml:20:21: days_of_month: "-1:5" is empty in some months; a range that begins from the end of the month, as -3, also ends there, and it ends after it begins in every month
                a.yml:21:14: months: "13" is no month; use january to december or 1 to 12
                a.yml:22:15: location: "Nowhere/City" is no place with a time zone; use a name as Europe/Berlin, UTC or Local""", told());
    }

    @Test
    void tellsEveryGlobalKeyThatNobodyReads() {
        Set<String> kinds = Set.of("webhook", "email", "slack", "pagerduty", "opsgenie", "telegram", "discord");
        Optional<AlertingConfig> config = new AlertmanagerFileReader(kinds, faults).parse("""
                global:
                  slack_app_token: canary
                  slack_api_urI: x
                  pagerduty_api_url: x
                  webhook_url: x
                  opsgenie_api_key_fil: x
                  telegram_bot_token: ok
                  wechat_api_secret: canary
                """ + BASE, "a.yml");

        assertTrue(config.isEmpty());
        List<String> places = told().lines()
                .map(line -> line.replaceFirst("; (did you mean|its keys|set|remove).*", ""))
                .toList();
        assertEquals(
                List.of(
                        "a.yml:2:20: slack_app_token: is not supported",
                        "a.yml:3:3: \"slack_api_urI\" is not a key of \"global\"",
                        "a.yml:4:3: \"pagerduty_api_url\" is not a key of \"global\"",
                        "a.yml:5:3: \"webhook_url\" is not a key of \"global\"",
                        "a.yml:6:3: \"opsgenie_api_key_fil\" is not a key of \"global\"",
                        "a.yml:8:22: wechat_api_secret: notifications by wechat are not supported"),
                places);
        assertFalse(told().contains("canary"));
    }

    @Test
    void readsSecretsFromFilesAndTheEnvironmentAndShowsNone() throws IOException {
        Files.writeString(folder.resolve("key"), "canary-file\n");
        AlertingConfig config = read(BASE + """
                  webhook_configs:
                  - {a: "${TOKEN}/x", b_file: key, c: "${MISSING}", d: canary-d, d_file: key, e_file: none}
                """).orElseThrow();
        SecretReader secrets = new SecretReader(name -> name.equals("TOKEN") ? "canary-environment" : null, folder);
        var settings = config.receivers().get("team").integrations().get(0).settings();

        Secret fromEnvironment = secrets.read(settings, "a").orElseThrow();
        Secret fromFile = secrets.read(settings, "b").orElseThrow();
        List.of("c", "d", "e")
                .forEach(key -> assertTrue(secrets.read(settings, key).isEmpty(), key));

        assertEquals("canary-environment/x", fromEnvironment.reveal());
        assertEquals("canary-file", fromFile.reveal());
        assertEquals(3, faults.count(), told());
        assertFalse((fromEnvironment + " " + fromFile + " " + config + told()).contains("canary"));
    }

    @Test
    void judgesConfigurationsAsAmtoolDoes() throws IOException {
        RealAlertmanager.require("amtool");
        List<String> tails = new ArrayList<>();
        for (String interval : List.of(
                "times: [{start_time: '00:00', end_time: '24:00'}]",
                "times: [{start_time: '12:00', end_time: '12:00'}]",
                "times: [{start_time: '12:60', end_time: '13:00'}]",
                "times: [{start_time: '12:00'}]",
                "weekdays: [monday:friday, Sunday]",
                "weekdays: [friday:monday]",
                "weekdays: ['1']",
                "days_of_month: ['1:31', '-1', '-5:-2', '5:-1']",
                "days_of_month: ['0']",
                "days_of_month: ['32']",
                "days_of_month: ['-1:-3']",
                "days_of_month: ['-3:5']",
                "days_of_month: ['20:-20']",
                "months: [january:march, '5', '7:december']",
                "months: ['march:january']",
                "months: [mars]",
                "years: ['2020:2030', '2040']",
                "years: ['2030:2020']",
                "years: [x]",
                "years: ['1:2:3']",
                "location: Europe/Berlin",
                "location: Local",
                "location: Mars/Base",
                "hours: ['1']")) {
            tails.add("time_intervals: [{name: t, time_intervals: [{" + interval + "}]}]\n");
        }
        tails.addAll(List.of(
                "",
                "time_intervals: [{name: t}, {name: t}]\n",
                "time_intervals: [{time_intervals: []}]\n",
                "mute_time_intervals: [{name: t}]\n",
                "inhibit_rules: [{source_matchers: [a=b], target_match: {c: d}, equal: [e]}]\n",
                "inhibit_rules: [{source_matchers: ['a~b']}]\n",
                "inhibit_rules: [{source_match_re: {a: '('}}]\n",
                "inhibit_rules: [{}]\n",
                "inhibit_rules: [{sauce: 1}]\n",
                "templates: []\n",
                "global: {resolve_timeout: 1m}\n",
                "global: {resolve_timeout: 1x}\n",
                "global: {resolve_timeut: 1m}\n",
                "hello: 1\n"));
        List<String> configs = new ArrayList<>();
        tails.forEach(tail -> configs.add(BASE + tail));
        for (String key : List.of(
                "group_by: [a, b]",
                "group_by: [a, a]",
                "group_by: ['...']",
                "group_by: ['...', a]",
                "group_by: []",
                "group_wait: 0s",
                "group_interval: 0s",
                "repeat_interval: 0s",
                "repeat_interval: 1h30m",
                "repeat_interval: -1h",
                "repeat_interval: 5",
                "continue: true",
                "match: {a: b}",
                "match_re: {a: b}",
                "mute_time_intervals: [t]",
                "active_time_intervals: [t]",
                "routes: []",
                "routes: [{}]",
                "routes: [{receiver: nobody}]",
                "routes: [{receiver: team, continue: yes}]",
                "routes: [{matchers: [a=b, 'c!~\"d|e\"', '{f=g}']}]",
                "routes: [{matchers: ['a=\"b']}]",
                "routes: [{matchers: ['a=~\"(\"']}]",
                "routes: [{matchers: ['a=b,,c=d']}]",
                "routes: [{matchers: [',']}]",
                "routes: [{matchers: ['']}]",
                "routes: [{match_re: {a: '['}}]",
                "routes: [{mute_time_intervals: [t]}]",
                "routes: [{rotes: []}]")) {
            configs.add(BASE.replace("receiver: team", "receiver: team\n  " + key));
        }
        configs.add("receivers: [{name: team}]");
        configs.add("route: {}\nreceivers: [{name: team}]");
        configs.add("route: {receiver: team}");
        configs.add(BASE + "- name: team\n");
        configs.add(BASE + "- webhook_configs: []\n");
        configs.add("route: [");
        configs.add(BASE.replace("receiver: team", "receiver: team\n  routes:\n  - &d {group_wait: 1s}\n  - <<: *d"));
        configs.add(BASE.replace("receiver: team", "receiver: team\n  routes:\n  - <<: word"));

        int refused = 0;
        List<String> differences = new ArrayList<>();
        for (String config : configs) {
            Path file = Files.writeString(folder.resolve("am.yml"), config);
            Map.Entry<Integer, String> real = RealAlertmanager.amtool("check-config", file.toString());

            Faults told = new Faults();
            boolean ours = new AlertmanagerFileReader(Set.of("webhook"), told)
                    .parse(config, "am.yml")
                    .isPresent();

            if (real.getKey() == 0 != ours) {
                differences.add(config + real.getValue() + told.sorted());
            }
            assertEquals(ours, told.count() == 0, config);
            refused += ours ? 0 : 1;
        }
        assertEquals("", String.join("\n", differences));
        assertTrue(refused > 30 && configs.size() - refused > 20, refused + " of " + configs.size());
    }
}
