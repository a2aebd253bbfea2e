package dev.monitoring.spring.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.http.RawHttp.Answer;
import dev.monitoring.core.testing.Await;
import dev.monitoring.spring.autoconfigure.ConsoleAddress;
import dev.monitoring.spring.autoconfigure.HostedMonitoring;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;

/** The routes in whole applications, on Tomcat and on Netty: where they are, who gets in, what is left behind. */
class HostedRoutesTest extends HostedFixture {
    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void answersThisMachineWithoutSpringSecurityAndNobodyBehindAProxy(WebApplicationType type) throws Exception {
        start(type);

        assertEquals(200, get("/monitoring/api/v1/status/buildinfo").status());
        assertEquals(
                403,
                get("/monitoring/api/v1/status/buildinfo", "X-Forwarded-For: 203.0.113.9")
                        .status());
        assertEquals(
                403,
                get("/monitoring/api/v1/status/buildinfo", "Host: attacker.example")
                        .status());
        assertEquals(404, get("/nowhere").status());
        Answer redirect = get("/monitoring");
        assertEquals(308, redirect.status());
        assertEquals("monitoring/", redirect.header("location").orElse(""));
        assertEquals(
                "http://localhost:" + HostedAdapter.port(context) + "/monitoring/",
                context.getBean(ConsoleAddress.class).url().orElse(""));
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void asksForTheTokenWhereThereIsOne(WebApplicationType type) throws Exception {
        start(type, "monitoring.web.token=0123456789abcdef", "monitoring.web.path=/ops/watch");

        assertEquals(401, get("/ops/watch/api/v1/status/buildinfo").status());
        assertEquals(
                200,
                get("/ops/watch/api/v1/status/buildinfo", "Authorization: Bearer 0123456789abcdef")
                        .status());
        assertEquals(404, get("/monitoring/api/v1/status/buildinfo").status());
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void liesBelowTheContextPath(WebApplicationType type) throws Exception {
        start(type, "server.servlet.context-path=/shop", "spring.webflux.base-path=/shop");

        assertEquals(200, get("/shop/monitoring/api/v1/status/buildinfo").status());
        assertEquals(404, get("/monitoring/api/v1/status/buildinfo").status());
        assertEquals("monitoring/", get("/shop/monitoring").header("location").orElse(""));
        assertTrue(context.getBean(ConsoleAddress.class).url().orElse("").endsWith("/shop/monitoring/"));
    }

    @Test
    void liesBesideWhereTheApplicationsOwnServletIs() throws Exception {
        start(WebApplicationType.SERVLET, "spring.mvc.servlet.path=/app", "server.servlet.context-path=/shop");

        assertEquals(200, get("/shop/monitoring/api/v1/status/buildinfo").status());
        assertEquals(404, get("/shop/app/monitoring/api/v1/status/buildinfo").status());
        assertTrue(context.getBean(ConsoleAddress.class).url().orElse("").endsWith("/shop/monitoring/"));
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void liesOnTheManagementPortAndOnlyThere(WebApplicationType type) throws Exception {
        start(
                type,
                "monitoring.web.server=management",
                "management.server.port=0",
                "management.server.base-path=/admin");
        int management = context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);

        assertEquals(
                200,
                send(management, "GET", "/admin/monitoring/api/v1/status/buildinfo")
                        .status());
        assertEquals(404, get("/monitoring/api/v1/status/buildinfo").status());
        assertEquals(
                "http://localhost:" + management + "/admin/monitoring/",
                context.getBean(ConsoleAddress.class).url().orElse(""));
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void liesOnTheApplicationsPortAndOnlyThere(WebApplicationType type) throws Exception {
        start(type, "management.server.port=0");
        int management = context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);

        assertEquals(200, get("/monitoring/api/v1/status/buildinfo").status());
        assertEquals(
                404,
                send(management, "GET", "/monitoring/api/v1/status/buildinfo").status());
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void sharesThePortOfTheManagementWhereThatHasNoneOfItsOwn(WebApplicationType type) throws Exception {
        start(type, "monitoring.web.server=management");

        assertEquals(200, get("/monitoring/api/v1/status/buildinfo").status());
        context.close();
        start(type, "monitoring.web.server=none");
        assertEquals(404, get("/monitoring/api/v1/status/buildinfo").status());
        assertTrue(context.getBean(ConsoleAddress.class).url().isEmpty());
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void leavesTheChainOfSpringBootInPlaceAndLiesBehindIt(WebApplicationType type) throws Exception {
        startSecured(type, "spring.security.user.roles=MONITOR");

        assertEquals(401, get("/anything").status(), "Boot's default chain is off");
        assertEquals(401, get("/monitoring/api/v1/status/buildinfo").status());
        assertEquals(200, get("/monitoring/api/v1/status/buildinfo", USER).status());
        assertEquals(404, get("/monitoring/nowhere", USER).status());
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void liesBehindTheChainOnTheManagementPortToo(WebApplicationType type) throws Exception {
        startSecured(
                type,
                "spring.security.user.roles=MONITOR",
                "monitoring.web.server=management",
                "management.server.port=0");
        int management = context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
        String path = "/monitoring/api/v1/status/buildinfo";

        assertEquals(401, send(management, "GET", path).status());
        assertEquals(200, send(management, "GET", path, USER).status());
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void opensLiveChannelsToUsersOfTheHost(WebApplicationType type) throws Exception {
        startSecured(type, "spring.security.user.roles=MONITOR");

        assertEquals(401, openLive("/monitoring/ws/metrics").status());
        assertEquals(101, openLive("/monitoring/ws/metrics", USER).status());
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void letsUsersOfOtherRolesInOnlyWhereConfigured(WebApplicationType type) throws Exception {
        startSecured(type, "spring.security.user.roles=SHOPPER");
        assertEquals(403, get("/monitoring/api/v1/status/buildinfo", USER).status());
        context.close();

        startSecured(type, "spring.security.user.roles=SHOPPER", "monitoring.web.read-roles=SHOPPER");
        assertEquals(200, get("/monitoring/api/v1/status/buildinfo", USER).status());
        context.close();

        startSecured(type, "monitoring.web.read-roles=*");
        assertEquals(200, get("/monitoring/api/v1/status/buildinfo", USER).status());
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void tellsPagesTheTokenAgainstForgedRequestsAndObeysIt(WebApplicationType type) throws Exception {
        startSecured(type, "spring.security.user.roles=MONITOR_ADMIN");
        int port = HostedAdapter.port(context);

        Answer token = get("/monitoring/csrf", USER);
        assertEquals(200, token.status());
        assertTrue(token.text().startsWith("{\"header\":\"X-CSRF-TOKEN\",\"token\":\""), token.text());
        String value = token.text().replaceAll(".*\"token\":\"([^\"]+)\".*\\s*", "$1");
        String cookie = token.header("set-cookie").orElse("").replaceAll(";.*", "");

        assertNotEquals(
                200,
                send(port, "POST", "/monitoring/api/v1/query?query=1", USER).status());
        assertEquals(
                200,
                send(
                                port,
                                "POST",
                                "/monitoring/api/v1/query?query=1",
                                USER,
                                "Cookie: " + cookie,
                                "X-CSRF-TOKEN: " + value)
                        .status());
        assertEquals(401, get("/monitoring/csrf").status());
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void opensToEverybodyForLookingWhereConfigured(WebApplicationType type) throws Exception {
        start(type, "monitoring.web.access=everybody");

        assertEquals(
                200,
                get("/monitoring/api/v1/status/buildinfo", "X-Forwarded-For: 203.0.113.9")
                        .status());
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void saysWhereTheLibraryDoesNotRun(WebApplicationType type) throws Exception {
        context = HostedAdapter.application(type).run("--monitoring.interval=nonsense");

        Answer answer = get("/monitoring/api/v1/status/buildinfo");

        assertEquals(503, answer.status());
        assertEquals("2", answer.header("retry-after").orElse(""));
        assertTrue(answer.text().contains("monitoring is not running yet"), answer.text());
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void goOnWithTheirDefaultsWhereTheirSettingsAreWrong(WebApplicationType type) throws Exception {
        context = HostedAdapter.application(type)
                .run(
                        "--monitoring.web.path=ops/",
                        "--monitoring.web.server=both",
                        "--monitoring.web.access=friends",
                        "--monitoring.health.affects-status=perhaps");
        HostedMonitoring hosted = context.getBean(HostedMonitoring.class);
        Await.until("the library runs", () -> hosted.running().isPresent());

        assertEquals(200, get("/monitoring/api/v1/status/buildinfo").status());
        assertTrue(context.containsBean("monitoringHealthIndicator"));
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void countsTheApplicationsRequestsWhereAskedTo(WebApplicationType type) {
        start(type, "monitoring.http-metrics.enabled=true", "monitoring.interval=100ms");

        Await.until("a request is counted", () -> {
            try {
                get("/nowhere");
                return get("/monitoring/api/v1/query?query=http_requests_total")
                        .text()
                        .contains("\"status\":\"404\"");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void areNotThereWhereTheLibraryIsSwitchedOff(WebApplicationType type) throws Exception {
        for (String server : List.of("application", "management")) {
            context = HostedAdapter.application(type)
                    .run(
                            "--monitoring.enabled=false",
                            "--monitoring.web.server=" + server,
                            "--monitoring.http-metrics.enabled=true",
                            "--management.server.port=0",
                            "--management.endpoints.web.exposure.include=*");
            int management = context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);

            assertEquals(404, get("/monitoring/").status());
            assertEquals(404, send(management, "GET", "/monitoring/").status());
            assertEquals(404, send(management, "GET", "/actuator/monitoring").status());
            for (String path : List.of("/actuator/health", "/actuator/metrics", "/actuator/info")) {
                String text = send(management, "GET", path).text();
                assertFalse(text.contains("\"monitoring"), text);
            }
            assertEquals(List.of(), ourThreads());
            context.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void leavesNoThreadBehind(WebApplicationType type) throws Exception {
        for (boolean lazy : new boolean[] {false, true}) {
            start(type, "spring.main.lazy-initialization=" + lazy);
            assertEquals(200, get("/monitoring/api/v1/status/buildinfo").status());
            assertFalse(ourThreads().isEmpty());

            context.close();

            Await.until("no thread is left", () -> ourThreads().isEmpty());
        }
    }
}
