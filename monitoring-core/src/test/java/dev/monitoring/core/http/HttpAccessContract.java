package dev.monitoring.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The part of {@link HttpAdapterContract} about who may do what: credentials, names we answer to, pages of other origins.
 */
public abstract class HttpAccessContract extends HttpRoutingContract {
    private URI serveEveryAccess(WebAccess access) throws Exception {
        HttpHandler who = r -> HttpResponse.text(200, r.principal().orElse("nobody"));
        return serve(
                RouteTable.of(List.of(
                        Route.get("/open", who).withAccess(Access.OPEN),
                        Route.get("/read", who),
                        Route.post("/operate", Access.OPERATE, who))),
                access,
                HttpLimits.defaults());
    }

    @Test
    void grantsByCredentialAndDeniesByDefault() throws Exception {
        URI base = serveEveryAccess(credentials());
        String none = "X-None: 1";
        // credential, status of an open route, of one to read, of one to operate, of an unknown path
        Map<String, List<Integer>> matrix = new TreeMap<>(Map.ofEntries(
                Map.entry(none, List.of(200, 401, 401, 401)),
                Map.entry("Authorization: Bearer " + READ_TOKEN, List.of(200, 200, 403, 404)),
                Map.entry("authorization: bearer " + OPERATE_TOKEN, List.of(200, 200, 200, 404)),
                Map.entry("Authorization: Bearer " + READ_TOKEN + "x", List.of(200, 401, 401, 401)),
                Map.entry("Authorization: Bearer", List.of(200, 401, 401, 401)),
                Map.entry("Authorization: Bearer rita:wonder:land", List.of(200, 401, 401, 401)),
                Map.entry("Authorization: Digest " + READ_TOKEN, List.of(200, 401, 401, 401)),
                Map.entry("Authorization: " + READ_TOKEN, List.of(200, 401, 401, 401)),
                Map.entry(basic("rita:wonder:land"), List.of(200, 200, 403, 404)),
                Map.entry(basic("otto:p\u00e4ssword"), List.of(200, 200, 200, 404)),
                Map.entry(basic("otto:password"), List.of(200, 401, 401, 401)),
                Map.entry(basic("Rita:wonder:land"), List.of(200, 401, 401, 401)),
                Map.entry(basic("rita:"), List.of(200, 401, 401, 401)),
                Map.entry(basic(READ_TOKEN), List.of(200, 401, 401, 401)),
                Map.entry("Authorization: Basic ###", List.of(200, 401, 401, 401)),
                Map.entry("Cookie: token=" + READ_TOKEN, List.of(200, 401, 401, 401))));

        matrix.forEach((credential, expected) -> {
            try {
                List<Integer> actual = List.of(
                        get(base, "/open", credential).status(),
                        get(base, "/read", credential).status(),
                        post(base, "/operate", "", credential).status(),
                        get(base, "/unknown", credential).status());
                assertEquals(expected, actual, credential);
            } catch (Exception e) {
                throw new AssertionError(credential, e);
            }
        });
        assertEquals(401, get(base, "/read?token=" + READ_TOKEN).status());
        assertEquals("rita", get(base, "/read", basic("rita:wonder:land")).text());
        assertEquals("rita", get(base, "/open", basic("rita:wonder:land")).text());
    }

    @Test
    void saysHowToProveWhoOneIs() throws Exception {
        URI base = serveEveryAccess(credentials());
        URI tokensOnly = serveEveryAccess(
                WebAccess.builder().token(READ_TOKEN, Access.READ).build());

        assertEquals(
                "Basic realm=\"monitoring\", charset=\"UTF-8\"",
                get(base, "/read").header("www-authenticate").orElse(""));
        assertEquals(
                "Bearer realm=\"monitoring\"",
                get(tokensOnly, "/read").header("www-authenticate").orElse(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 203.0.113.9",
                "Forwarded: for=203.0.113.9",
                "X-Real-IP: 203.0.113.9",
                "X-Forwarded-Host: x",
                "X-Forwarded-Proto: https",
                "Via: 1.1 proxy"
            })
    void takesNobodyBehindAProxyForLocal(String header) throws Exception {
        URI base = serveEveryAccess(WebAccess.loopbackOnly());

        assertEquals(200, get(base, "/read").status());
        assertEquals(200, get(base, "/open", header).status());
        assertEquals(403, get(base, "/read", header).status());
        assertEquals(403, post(base, "/operate", "", header).status());
    }

    /** As nginx asks with nothing but a proxy_pass: by the upstream's own name, and in no other way different. */
    @Test
    void takesNobodyWhoSpeaksAsAProxyDoesForLocal() throws Exception {
        URI base = serveEveryAccess(WebAccess.loopbackOnly());
        String read = RawHttp.request("GET", at(base, "/read"), "Connection: close");
        String open = RawHttp.request("GET", at(base, "/open"), "Connection: close");

        assertEquals(200, RawHttp.exchange(base, read).status());
        assertEquals(
                403,
                RawHttp.exchange(base, read.replace("HTTP/1.1", "HTTP/1.0")).status());
        assertEquals(
                200,
                RawHttp.exchange(base, open.replace("HTTP/1.1", "HTTP/1.0")).status());
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, true",
        "LOCALHOST, true",
        "localhost:9900, true",
        "127.0.0.1, true",
        "127.0.0.1:80, true",
        "127.1.2.3:65535, true",
        "[::1], true",
        "[::1]:9900, true",
        "[0:0:0:0:0:0:0:1], true",
        "[::ffff:127.0.0.1], true",
        "127.attacker.example, false",
        "127.0.0.1.attacker.example, false",
        "127.0.0.1.nip.io, false",
        "localhost.attacker.example, false",
        "attacker.example, false",
        "attacker.example:9900, false",
        "localhost., false",
        "127.0.0.1., false",
        "localhost:, false",
        "localhost:0, false",
        "localhost:99999, false",
        "localhost:80:80, false",
        "localhost:http, false",
        "user@localhost, false",
        "localhost@attacker.example, false",
        "localhost#attacker.example, false",
        "'localhost,attacker.example', false",
        "localhost/x, false",
        "127.1, false",
        "2130706433, false",
        "0x7f000001, false",
        "0177.0.0.1, false",
        "127.000.000.001, false",
        "0.0.0.0, false",
        "10.0.0.1, false",
        "169.254.169.254, false",
        "::1, false",
        "[::1, false",
        "[::2], false",
        "[::1]x, false",
        "[::1%25lo], false",
        "[fe80::1], false",
        "löcalhost, false",
        "xn--lcalhost-n4a, false",
        "'', false"
    })
    void answersOnlyToNamesNobodyElseControls(String host, boolean allowed) throws Exception {
        URI base = serveEveryAccess(WebAccess.loopbackOnly());

        int read = get(base, "/read", "Host: " + host).status();
        int open = get(base, "/open", "Host: " + host).status();

        if (allowed) {
            assertEquals(List.of(200, 200), List.of(read, open));
        } else {
            assertTrue(read == 403 || read == 400, "read " + read);
            assertTrue(open == 403 || open == 400, "open " + open);
        }
    }

    @Test
    void refusesRequestsWithNoneOrTwoHosts() throws Exception {
        URI base = serve(Route.get("/a", says("")));

        int none = RawHttp.exchange(base, "GET " + at(base, "/a") + " HTTP/1.1\r\nX: y\r\n\r\n")
                .status();
        int two = get(base, "/a", "Host: localhost", "Host: attacker.example").status();

        assertTrue(none == 400 || none == 403, "none " + none);
        assertTrue(two == 400 || two == 403, "two " + two);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:9900, http://localhost:9900, 200",
        "localhost:9900, https://localhost:9900, 200",
        "localhost, http://localhost, 200",
        "localhost, https://localhost, 200",
        "localhost:80, http://localhost, 200",
        "[::1]:9900, http://[::1]:9900, 200",
        "localhost:9900, http://LOCALHOST:9900, 200",
        "localhost:9900, http://localhost:9901, 403",
        "localhost:9900, http://localhost, 403",
        "localhost:9900, http://127.0.0.1:9900, 403",
        "localhost:9900, http://localhost.attacker.example:9900, 403",
        "localhost:9900, http://attacker.example, 403",
        "localhost:9900, http://localhost:9900@attacker.example, 403",
        "localhost:9900, http://user@localhost:9900, 403",
        "localhost:9900, http://localhost:9900/, 403",
        "localhost:9900, http://localhost.:9900, 403",
        "localhost:9900, null, 403",
        "localhost:9900, file://, 403",
        "localhost:9900, chrome-extension://localhost:9900, 403",
        "localhost:9900, localhost:9900, 403",
    })
    void changesNothingForPagesOfOtherOrigins(String host, String origin, int expected) throws Exception {
        URI base = serveEveryAccess(WebAccess.loopbackOnly());

        assertEquals(
                expected,
                post(base, "/operate", "", "Host: " + host, "Origin: " + origin).status());
        assertEquals(
                200, get(base, "/read", "Host: " + host, "Origin: " + origin).status());
    }

    @ParameterizedTest
    @CsvSource({"same-origin, 200", "none, 200", "same-site, 403", "cross-site, 403", "nonsense, 403"})
    void changesNothingForForeignPagesThatHideTheirOrigin(String site, int expected) throws Exception {
        URI base = serveEveryAccess(WebAccess.loopbackOnly());

        assertEquals(
                expected, post(base, "/operate", "", "Sec-Fetch-Site: " + site).status());
    }
}
