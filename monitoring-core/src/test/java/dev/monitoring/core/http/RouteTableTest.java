package dev.monitoring.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private static final HttpHandler NOTHING = request -> HttpResponse.empty(204);

    private static String refusal(List<Route> routes, List<LiveRoute> live) {
        return assertThrows(IllegalArgumentException.class, () -> RouteTable.of(routes, live))
                .getMessage();
    }

    @Test
    void refusesTwoRoutesForTheSameRequests() {
        Route one = Route.get("/a/{x}/b", NOTHING);
        Route other = Route.get("/a/{y}/b", NOTHING);
        LiveRoute live = new LiveRoute("/a/{z}/b", Access.READ, session -> text -> {});

        assertTrue(refusal(List.of(one, other), List.of()).startsWith("two routes answer GET /a/{y}/b"));
        assertTrue(refusal(List.of(one), List.of(live)).startsWith("live channel /a/{z}/b has the path of another"));
        assertTrue(refusal(List.of(), List.of(live, live)).startsWith("live channel"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/", "/a//b", "/{}", "/{a", "/a{b}", "/{a}/{a}", "/{a...}/b", "/{...}"})
    void refusesMalformedPaths(String path) {
        String message = refusal(List.of(Route.get(path, NOTHING)), List.of());

        assertTrue(message.startsWith("path \"" + path + "\" has the segment "), message);
    }

    @Test
    void fallsBackToAParameterWhereTheLiteralHasNotTheMethod() {
        Route literal = Route.post("/metrics/reset", Access.OPERATE, NOTHING);
        Route parameter = Route.get("/metrics/{bundle}", NOTHING);
        RouteTable table = RouteTable.of(List.of(literal, parameter));

        RouteMatch match = table.match("GET", RequestPath.parse("/metrics/reset"));

        assertEquals(new RouteMatch.Found(parameter, Map.of("bundle", "reset")), match);
        assertEquals(
                new RouteMatch.OtherMethods(List.of("GET", "HEAD", "POST")),
                table.match("PUT", RequestPath.parse("/metrics/reset")));
    }

    @Test
    void names404CandidatesByTheirCommonBeginning() {
        RouteTable table = RouteTable.of(
                List.of(
                        Route.get("/metrics/{bundle}", NOTHING),
                        Route.get("/metrics", NOTHING),
                        Route.get("/healthz", NOTHING)),
                List.of(new LiveRoute("/ws/metrics", Access.READ, session -> text -> {})));

        assertEquals(
                new RouteMatch.Unknown(List.of("/metrics/{bundle}", "/metrics", "/healthz", "/ws/metrics")),
                table.match("GET", RequestPath.parse("/metrics/a/b")));
    }
}
