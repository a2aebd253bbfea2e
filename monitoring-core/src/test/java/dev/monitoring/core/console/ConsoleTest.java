package dev.monitoring.core.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.http.RawHttp;
import dev.monitoring.core.http.RawHttp.Answer;
import dev.monitoring.core.http.RouteTable;
import dev.monitoring.core.http.jetty.JettyServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleTest {
    private static final Path SOURCES = Path.of("src/main/resources/dev/monitoring/core/console");
    private static final Pattern IMPORT = Pattern.compile("(?:\\bfrom |import\\()'([^']+)'");
    private static final int MAX_COMPRESSED_BYTES = 150 * 1_024;

    private static JettyServer server;
    private static String version;

    @BeforeAll
    static void serve() throws Exception {
        Console console = Console.of(List.of(
                new ConsoleLink("prometheus", "all metrics"), new ConsoleLink("odd", "\"><script>alert(1)</script>")));
        server = JettyServer.builder().routes(RouteTable.of(console.routes())).start();
        version = ConsoleFiles.load().version();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<String> names() {
        return ConsoleFiles.names().stream();
    }

    private static Answer get(String path, String... headers) throws Exception {
        return RawHttp.exchange(
                server.uri(),
                "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + String.join("", headers)
                        + "\r\n");
    }

    // ---- the page

    @Test
    void showsLinksToThoseWithoutScript() throws Exception {
        String page = get("/").text();

        String without = page.substring(page.indexOf("<noscript>"), page.indexOf("</noscript>"));
        assertTrue(without.contains("<a href=\"prometheus\">all metrics</a>"), without);
        assertTrue(without.contains("href=\"healthz\""), without);
        assertTrue(without.contains("&quot;&gt;&lt;script&gt;alert(1)"), without);
    }

    @Test
    void confinesThePage() throws Exception {
        Answer answer = get("/");
        String policy = answer.header("content-security-policy").orElse("");

        assertEquals("text/html; charset=utf-8", answer.header("content-type").orElse(""));
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
        assertTrue(policy.contains("require-trusted-types-for 'script'; trusted-types 'none'"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        assertEquals("nosniff", answer.header("x-content-type-options").orElse(""));
    }

    @Test
    void hasNothingInlineAndNothingFromElsewhere() throws Exception {
        String page = get("/").text();

        assertFalse(page.contains("//"), "a reference to elsewhere");
        assertFalse(page.contains(" style="), "an inline style");
        assertFalse(Pattern.compile("<script(?![^>]*src=)").matcher(page).find(), "an inline script");
        assertFalse(Pattern.compile("(src|href)=\"/").matcher(page).find(), "an address that ignores the base path");
        assertFalse(page.contains("@"), "a placeholder");
    }

    @Test
    void isAskedForAgainButSentOnlyWhenItChanged() throws Exception {
        String tag = get("/").header("etag").orElseThrow();

        Answer again = get("/", "If-None-Match: " + tag + "\r\n");

        assertEquals(304, again.status());
        assertEquals("no-cache", again.header("cache-control").orElse(""));
        assertEquals(200, get("/", "If-None-Match: \"other\"\r\n").status());
    }

    @Test
    void namesOnlyFilesThatThereAre() throws Exception {
        Matcher reference = Pattern.compile("\"(console/[^\"]+)\"").matcher(get("/").text());
        int found = 0;
        while (reference.find()) {
            assertEquals(200, get("/" + reference.group(1)).status(), reference.group(1));
            found++;
        }

        assertTrue(found > 3, "references found: " + found);
    }

    // ---- files

    @Test
    void listsEveryFileThereIs() throws Exception {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            TreeSet<String> expected = new TreeSet<>();
            files.filter(Files::isRegularFile)
                    .map(file -> SOURCES.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> !name.equals(ConsoleFiles.INDEX) && !name.equals(ConsoleFiles.PAGE))
                    .forEach(expected::add);

            assertEquals(expected, new TreeSet<>(ConsoleFiles.names()));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void servesAFileForEver(String name) throws Exception {
        byte[] written = Files.readAllBytes(SOURCES.resolve(name));

        Answer answer = get("/console/" + version + "/" + name);

        assertEquals(200, answer.status());
        assertEquals(new String(written, StandardCharsets.UTF_8), answer.text());
        assertEquals(
                "public, max-age=31536000, immutable",
                answer.header("cache-control").orElse(""));
    }

    @Test
    void servesFilesCompressedToThoseWhoTakeIt() throws Exception {
        Answer answer = get("/console/" + version + "/app.js", "Accept-Encoding: br, gzip\r\n");

        assertEquals("gzip", answer.header("content-encoding").orElse(""));
        assertEquals(
                Files.readString(SOURCES.resolve("app.js")), new String(answer.unzipped(), StandardCharsets.UTF_8));
        assertTrue(get("/console/" + version + "/app.js", "Accept-Encoding: gzip;q=0\r\n")
                .header("content-encoding")
                .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Console.class",
                "package-info.class",
                "files.txt",
                "index.html",
                "pages",
                "pages/",
                "../model/Labels.class",
                "..%2fmodel/Labels.class",
                "%2e%2e/model/Labels.class",
                "pages/../app.js",
                "/etc/passwd",
                "app.js%00",
                "app.js;x",
                "APP.JS",
                "..\\app.js"
            })
    void servesNothingElse(String name) throws Exception {
        int status = get("/console/" + version + "/" + name).status();

        assertTrue(status == 404 || status == 400, "status " + status);
    }

    @Test
    void saysWhatToDoWhereAnOldPageAsksForOldFiles() throws Exception {
        Answer answer = get("/console/0123456789abcdef/app.js");

        assertEquals(404, answer.status());
        assertTrue(answer.text().contains("load its page again"), answer.text());
    }

    @Test
    void weighsLittle() {
        ConsoleFiles files = ConsoleFiles.load();

        int bytes = names().mapToInt(name -> files.find(name).orElseThrow().gzipped().length)
                .sum();

        assertTrue(bytes < MAX_COMPRESSED_BYTES, bytes + " bytes");
    }

    @Test
    void importsOnlyModulesThatThereAre() throws Exception {
        for (String name : names().filter(each -> each.endsWith(".js")).toList()) {
            Path file = SOURCES.resolve(name);
            Matcher imported = IMPORT.matcher(Files.readString(file));
            while (imported.find()) {
                Path target = file.resolveSibling(imported.group(1)).normalize();
                assertTrue(imported.group(1).startsWith(".") && Files.exists(target), name + ": " + imported.group(1));
            }
        }
    }

    @Test
    void makesNoMarkupOfStrings() throws Exception {
        Pattern dangerous = Pattern.compile(
                "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function|DOMParser|srcdoc");
        for (String name : names().filter(each -> each.endsWith(".js")).toList()) {
            assertFalse(
                    dangerous.matcher(Files.readString(SOURCES.resolve(name))).find(), name);
        }
    }
}
