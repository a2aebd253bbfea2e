package dev.monitoring.core.console;

import dev.monitoring.core.http.HttpException;
import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.Route;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The routes of the web console: its page at {@code /}, its files below {@code /console}, and {@code /csrf}, where it asks for
 * the token that a host's own server may want with every change; here there is none. Thread-safe; changes nothing.
 *
 * <p><b>Caching.</b> Files lie below a version that their content decides, so that a browser keeps them for ever and asks
 * for none a second time; the page names the version and is asked for each time, by its tag.
 *
 * <p><b>Confinement.</b> The policy allows scripts, styles and connections of this origin and nothing else: nothing inline,
 * no {@code eval}, no frame, no form, and, where the browser knows Trusted Types, no markup out of a string, so that a label
 * of whatever content stays text.
 *
 * <p>All of it is read at the first request, not at the start of the host.
 */
public final class Console {
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";

    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    private final List<ConsoleLink> links;

    private Console(List<ConsoleLink> links) {
        this.links = List.copyOf(links);
    }

    /**
     * The console.
     *
     * @param links what it leads to besides its own pages
     */
    public static Console of(List<ConsoleLink> links) {
        return new Console(links);
    }

    /** What only requests need; read by the first of them. */
    private static final class Loaded {
        static final ConsoleFiles FILES = ConsoleFiles.load();
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/", this::page),
                Route.get("/console/{version}/{file...}", Console::file),
                Route.get("/csrf", request -> HttpResponse.empty(204)));
    }

    private HttpResponse page(HttpRequest request) {
        ConsoleFiles files = Loaded.FILES;
        String page = files.page().replace("@version@", files.version()).replace("@links@", list());
        String tag = "\"" + files.version() + "-" + Integer.toHexString(page.hashCode()) + "\"";
        HttpResponse answer =
                request.header("If-None-Match").filter(tag::equals).isPresent()
                        ? HttpResponse.empty(304)
                        : HttpResponse.of(200, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
        return answer.withHeader("Cache-Control", "no-cache")
                .withHeader("ETag", tag)
                .withHeader("Content-Security-Policy", POLICY)
                .withHeader("Cross-Origin-Opener-Policy", "same-origin")
                .withHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    }

    private String list() {
        Html list = new Html();
        for (ConsoleLink link : links) {
            list.raw("<li><a href=\"")
                    .text(link.path())
                    .raw("\">")
                    .text(link.text())
                    .raw("</a></li>");
        }
        return list.toString();
    }

    private static HttpResponse file(HttpRequest request) {
        ConsoleFiles files = Loaded.FILES;
        String name = request.pathParameter("file");
        Optional<ConsoleFile> file =
                request.pathParameter("version").equals(files.version()) ? files.find(name) : Optional.empty();
        ConsoleFile found = file.orElseThrow(() -> new HttpException(
                404, "the console of version " + files.version() + " has no such file; load its page again"));
        boolean compressed = takesGzip(request);
        HttpResponse answer = HttpResponse.of(200, found.contentType(), compressed ? found.gzipped() : found.plain())
                .withHeader("Cache-Control", FOR_EVER)
                .withHeader("Vary", "Accept-Encoding");
        return compressed ? answer.withHeader("Content-Encoding", "gzip") : answer;
    }

    private static boolean takesGzip(HttpRequest request) {
        return request.header("Accept-Encoding")
                .map(value -> value.toLowerCase(Locale.ROOT))
                .filter(value -> value.contains("gzip") && !value.matches(".*gzip\\s*;\\s*q=0(\\.0*)?(\\s*,.*)?"))
                .isPresent();
    }
}
