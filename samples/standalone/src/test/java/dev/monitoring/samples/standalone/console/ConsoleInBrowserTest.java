package dev.monitoring.samples.standalone.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.model.Target;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Looks at every page of the console in Chromium, with whichever of Redis, RabbitMQ and PostgreSQL run on this machine. */
@Timeout(180)
@TestMethodOrder(OrderAnnotation.class)
class ConsoleInBrowserTest {
    private static final String RULES = """
            groups:
            - name: console
              interval: 1s
              rules:
              - alert: AlwaysFiring
                expr: vector(1)
                labels: {severity: critical, payload: '<script>window.hit=1</script>'}
                annotations: {summary: '<img src=x onerror=window.hit=1>', runbook_url: 'javascript:window.hit=1'}
              - alert: Hostile
                expr: hostile_value > 20
                annotations: {summary: '{{ $labels.payload }}'}
              - alert: NeverFiring
                expr: vector(1) > 2
            """;

    private static Monitoring monitoring;
    private static Browser browser;
    private static URI console;

    @BeforeAll
    static void open(@TempDir Path directory) throws IOException {
        assumeTrue(Browser.missing().isEmpty(), () -> Browser.missing().orElse(""));
        Path rules = Files.writeString(directory.resolve("rules.yml"), RULES);
        var builder = Monitoring.builder()
                .interval(Duration.ofSeconds(1))
                .web(0)
                .set("monitoring.alerts.rules", rules.toString())
                .collector(new HostileCollector(), Target.of("hostile", "\"><img src=x onerror=window.hit=1>"));
        if (Neighbours.REDIS.listens()) {
            builder.set("monitoring.collectors.redis.targets[0].address", Neighbours.REDIS.address());
        }
        if (Neighbours.POSTGRES.listens()) {
            builder.set("monitoring.collectors.postgres.targets[0].address", Neighbours.POSTGRES.address())
                    .set("monitoring.collectors.postgres.targets[0].username", "postgres");
        }
        if (Neighbours.RABBITMQ.listens()) {
            builder.set("monitoring.collectors.rabbitmq.targets[0].url", "amqp://" + Neighbours.RABBITMQ.address());
        }
        monitoring = builder.start();
        console = monitoring.url().orElseThrow();
        browser = Browser.open();
    }

    @AfterAll
    static void close() throws IOException {
        if (browser != null) {
            browser.close();
        }
        if (monitoring != null) {
            monitoring.close();
        }
    }

    @SuppressWarnings("unchecked")
    private static List<String> pages() {
        browser.show(console, "overview");
        // Of the pages of systems that are not watched, which are all alike, one.
        return (List<String>) browser.run("return [...document.querySelectorAll('#rail li a:not(.absent)'),"
                + " ...[...document.querySelectorAll('#rail li a.absent')].slice(0, 1)]"
                + ".map((a) => a.getAttribute('href').slice(2).split('?')[0])");
    }

    /** What no page may have: something executed, markup that we do not make, a request to elsewhere. */
    private static List<String> harm() {
        List<String> found = new ArrayList<>();
        if (Boolean.TRUE.equals(browser.run("return window.hit !== undefined"))) {
            found.add("a payload was executed");
        }
        String strange =
                "return [...document.querySelectorAll('main img, main script, main iframe, main object, main form,"
                        + " main video, main style, [onload], [onerror], [onfocus], [onclick], [onmouseover], [ontoggle],"
                        + " a[href^=\"javascript\" i]')].map((each) => each.outerHTML.slice(0, 200)).join()";
        found.add(String.valueOf(browser.run(strange)));
        found.add(String.valueOf(browser.run(
                "return performance.getEntriesByType('resource').map(({name}) => name)"
                        + ".filter((name) => !name.startsWith(arguments[0])).join()",
                console.toString())));
        found.removeIf(String::isEmpty);
        return found;
    }

    @Test
    @Order(1)
    void showsSomethingUsefulInASecond() {
        browser.look(1400, 900, "light").show(console, "overview");
        browser.show(console, "explore"); // the browser itself is warm now
        browser.run("location.hash = '#/overview'; location.reload()");
        browser.await("tiles", "return document.querySelectorAll('.tile').length > 2");

        double paintMillis = ((Number) browser.run(
                        "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"))
                .doubleValue();

        assertTrue(paintMillis >= 0 && paintMillis < 20_000, paintMillis + " ms");
        System.out.println("console: first contentful paint after " + Math.round(paintMillis) + " ms");
    }

    @Test
    @Order(2)
    void showsEveryPageToEverybodyWithoutHarm() throws IOException {
        browser.look(1400, 900, "light");
        List<String> pages = pages();
        assertTrue(pages.size() >= 10, pages::toString);
        List<String> faults = new ArrayList<>();
        for (String page : pages) {
            browser.show(console, page);
            browser.picture(page + "-light");
            browser.violations().forEach(each -> faults.add(page + " " + each));
            harm().forEach(each -> faults.add(page + " " + each));
            browser.complaints().forEach(each -> faults.add(page + " " + each));
        }

        assertEquals("", String.join("\n", faults));
    }

    @Test
    @Order(3)
    void fitsASmallDarkScreen() throws IOException {
        browser.look(360, 740, "dark");
        List<String> faults = new ArrayList<>();
        for (String page : pages()) {
            browser.show(console, page);
            browser.picture(page + "-dark-360");
            browser.violations().forEach(each -> faults.add(page + " " + each));
            long wide = ((Number) browser.run("return document.documentElement.scrollWidth")).longValue();
            if (wide > 360) {
                faults.add(page + " is " + wide + " pixels wide");
            }
        }

        assertEquals("", String.join("\n", faults));
    }

    @Test
    @Order(4)
    void showsDataAndLetsItMove() {
        browser.look(1400, 900, "light").show(console, "jvm");
        browser.await("lines", "return document.querySelectorAll('.legend li').length > 10");
        browser.run("document.querySelector('[aria-label^=\"Table: Is the heap\"]').click()");
        String newest = "document.querySelector('.table-host:not([hidden]) tbody time')?.dateTime";
        browser.await("a table", "return !!" + newest);

        Object before = browser.run("return " + newest);

        browser.await("a newer figure", "return " + newest + " !== '" + before + "'");
        assertTrue(((Number) browser.run("return document.querySelectorAll('.plot canvas').length")).intValue() >= 8);
    }

    @Test
    @Order(5)
    void pausesByKeyAndGoesOn() {
        browser.show(console, "jvm");
        browser.press("p");
        browser.await("a pause", "return document.querySelector('.status').dataset.state === 'paused'");

        browser.press("p");

        browser.await("life", "return document.querySelector('.status').dataset.state === 'live'");
    }

    @Test
    @Order(6)
    void keepsItsStateInTheAddress() {
        browser.show(console, "host");
        browser.run("location.hash = '#/host?range=5m'");
        browser.await("5 minutes", "return document.querySelector('.range').value === '5m'");
        browser.back();

        browser.await("15 minutes", "return document.querySelector('.range').value === '15m'");
        browser.press("g");
        browser.press("j");
        browser.await("the page of the JVM", "return location.hash.startsWith('#/jvm')");
    }

    @Test
    @Order(7)
    void isLedByKeyboard() {
        browser.show(console, "overview");
        browser.press("?");
        browser.await("the keys", "return document.querySelector('dialog.keys-dialog') !== null");
        browser.press(Keys.ESCAPE);
        browser.await("no dialog", "return document.querySelector('dialog') === null");
        browser.press(Keys.chord(Keys.CONTROL, "k"));
        browser.await("the field", "return document.activeElement.closest('dialog.palette') !== null");

        browser.press("explore", Keys.ENTER);

        browser.await("the page", "return location.hash.startsWith('#/explore')");
        browser.press("d");
        browser.await("the other theme", "return document.documentElement.dataset.theme === 'dark'");
        browser.press("d");
    }

    @Test
    @Order(8)
    void showsHostileTextAsText() {
        browser.look(1400, 900, "light");
        List<String> faults = new ArrayList<>();
        for (String page : List.of(
                "explore?query=hostile_value",
                "explore?query=hostile_value&view=table",
                "explore?query=hostile_value&view=explain",
                "explore?search=hostile",
                "explore?query=%3Cimg%20src%3Dx%20onerror%3Dwindow.hit%3D1%3E",
                "jobs",
                "overview?target=%22%3E%3Cscript%3Ewindow.hit%3D1%3C%2Fscript%3E")) {
            browser.show(console, page);
            browser.run(
                    "document.querySelectorAll('[aria-label^=\"Table\"], [aria-label^=\"What is\"]').forEach((b) => b.click())");
            harm().forEach(each -> faults.add(page + " " + each));
        }
        browser.show(console, "explore?query=hostile_value&view=table");
        String text = String.valueOf(browser.run("return document.querySelector('.rows').textContent"));

        assertTrue(text.contains("<script>window.hit=1</script>"), text);
        assertEquals(List.of(), faults);
        assertFalse(browser.complaints().stream().anyMatch(each -> each.contains("Content Security")));
    }

    @Test
    @Order(9)
    void drawsManyLinesQuickly() {
        browser.show(console, "explore");

        Number millis = (Number) browser.runAsync("""
                const done = arguments[arguments.length - 1];
                const app = [...document.scripts].find(({src}) => src.endsWith('/app.js')).src;
                import(new URL('plot.js', app)).then(({Plot}) => {
                  const host = document.createElement('div');
                  host.style.setProperty('width', '1000px');
                  document.getElementById('main').append(host);
                  const times = [...Array(3600).keys()].map((at) => 1.7e9 + at);
                  const lines = [...Array(50).keys()].map((line) => ({values: times.map((at) => line + Math.sin(at / 50 + line))}));
                  const plot = new Plot(host, {unit: '', height: 300});
                  const show = async () => {
                    const begin = performance.now();
                    plot.show({times, lines, from: times[0], to: times.at(-1)});
                    await new Promise((drawn) => setTimeout(drawn)); // it draws when the script is through
                    plot.canvas.getContext('2d').getImageData(0, 0, 1, 1);
                    return performance.now() - begin;
                  };
                  const best = async () => {
                    let least = Infinity;
                    for (let round = 0; round < 6; round++) {
                      least = Math.min(least, await show());
                    }
                    plot.close();
                    host.remove();
                    return least;
                  };
                  best().then(done);
                });
                """);

        System.out.println("console: 50 lines of 3,600 points drawn in " + Math.round(millis.doubleValue()) + " ms");
        assertTrue(millis.doubleValue() > 0 && millis.doubleValue() < 20_000, millis + " ms");
    }

    @Test
    @Order(10)
    void worksUnderABasePath() throws IOException {
        try (BasePath proxy = BasePath.before(console, "/inner/monitoring/")) {
            browser.complaints();
            browser.show(proxy.uri(), "jvm");

            browser.await("lines", "return document.querySelectorAll('.legend li').length > 10");
            String elsewhere = String.valueOf(browser.run(
                    "return performance.getEntriesByType('resource')"
                            + ".map(({name}) => name).filter((name) => !name.startsWith(arguments[0])).join()",
                    proxy.uri().toString()));
            assertEquals("", elsewhere);
            // The proxy speaks no WebSocket, so the figures come by polling.
            List<String> complaints = new ArrayList<>(browser.complaints());
            complaints.removeIf(each -> each.contains("/ws/metrics"));
            assertEquals(List.of(), complaints);
        }
    }
}
