package dev.monitoring.samples.standalone.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.MonitoringBuilder;
import dev.monitoring.core.model.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
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

    @RegisterExtension
    static final Browser BROWSER = Browser.before(ConsoleInBrowserTest::service);

    private static MonitoringBuilder service(Path directory) throws IOException {
        Path rules = Files.writeString(directory.resolve("rules.yml"), RULES);
        MonitoringBuilder builder = Monitoring.builder()
                .interval(Duration.ofSeconds(1))
                .set("monitoring.alerts.rules", rules.toString())
                .set("monitoring.instance", "\"><svg onload=window.hit=1>")
                .collector(new HostileCollector(), Target.of("hostile", "\"><img src=x onerror=window.hit=1>"))
                .collector(HostileCollector.failing(), Target.of("failing", "<iframe src=javascript:window.hit=1>"));
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
        return builder;
    }

    @SuppressWarnings("unchecked")
    private static List<String> pages() {
        BROWSER.show("overview");
        // Of the pages of systems that are not watched, which are all alike, one.
        return (List<String>) BROWSER.run("return [...document.querySelectorAll('#rail li a:not(.absent)'),"
                + " ...[...document.querySelectorAll('#rail li a.absent')].slice(0, 1)]"
                + ".map((a) => a.getAttribute('href').slice(2).split('?')[0])");
    }

    /** What no page may have: something executed, markup that we do not make, a request to elsewhere. */
    private static List<String> harm() {
        List<String> found = new ArrayList<>();
        if (Boolean.TRUE.equals(BROWSER.run("return window.hit !== undefined"))) {
            found.add("a payload was executed");
        }
        String strange =
                "return [...document.querySelectorAll('main img, main script, main iframe, main object, main form,"
                        + " main video, main style, [onload], [onerror], [onfocus], [onclick], [onmouseover], [ontoggle],"
                        + " a[href^=\"javascript\" i]')].map((each) => each.outerHTML.slice(0, 200)).join()";
        found.add(String.valueOf(BROWSER.run(strange)));
        found.add(String.valueOf(BROWSER.run(
                "return performance.getEntriesByType('resource').map(({name}) => name)"
                        + ".filter((name) => !name.startsWith(arguments[0])).join()",
                BROWSER.console().toString())));
        found.removeIf(String::isEmpty);
        return found;
    }

    @Test
    @Order(1)
    void showsSomethingUsefulInASecond() {
        BROWSER.look(1400, 900, "light").show("overview");
        BROWSER.show("explore"); // the browser itself is warm now
        BROWSER.run("location.hash = '#/overview'; location.reload()");
        BROWSER.await("tiles", "return document.querySelectorAll('.tile').length > 2");

        double paintMillis = ((Number) BROWSER.run(
                        "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"))
                .doubleValue();

        assertTrue(paintMillis >= 0 && paintMillis < 20_000, paintMillis + " ms");
        System.out.println("console: first contentful paint after " + Math.round(paintMillis) + " ms");
    }

    @Test
    @Order(2)
    void showsEveryPageToEverybodyWithoutHarm() throws IOException {
        BROWSER.look(1400, 900, "light");
        List<String> pages = pages();
        assertTrue(pages.size() >= 10, pages::toString);
        List<String> faults = new ArrayList<>();
        for (String page : pages) {
            BROWSER.show(page);
            if (Boolean.TRUE.equals(BROWSER.run("return document.querySelector('.page-system .charts') !== null"))) {
                showsData(page);
            }
            BROWSER.picture(page + "-light");
            BROWSER.violations().forEach(each -> faults.add(page + " " + each));
            harm().forEach(each -> faults.add(page + " " + each));
            BROWSER.complaints().forEach(each -> faults.add(page + " " + each));
        }

        assertEquals("", String.join("\n", faults));
    }

    /** Each chart has lines or says why it has none, and the next tick is shown. */
    private static void showsData(String page) {
        BROWSER.await(
                "data of " + page,
                "return [...document.querySelectorAll('.chart')].every((chart) => chart.querySelector('.legend li')"
                        + " || !/^(Loading|✖|Nothing in this span)/.test(chart.querySelector('.empty').textContent))");
        Object status = BROWSER.run("return document.querySelector('.status').textContent");
        BROWSER.await("a tick on " + page, "return document.querySelector('.status').textContent !== '" + status + "'");
    }

    @Test
    @Order(3)
    void fitsASmallDarkScreen() throws IOException {
        BROWSER.look(360, 740, "dark");
        List<String> faults = new ArrayList<>();
        for (String page : pages()) {
            BROWSER.show(page);
            BROWSER.picture(page + "-dark-360");
            BROWSER.violations().forEach(each -> faults.add(page + " " + each));
            long wide = ((Number) BROWSER.run("return document.documentElement.scrollWidth")).longValue();
            if (wide > 360) {
                faults.add(page + " is " + wide + " pixels wide");
            }
        }

        assertEquals("", String.join("\n", faults));
    }

    @Test
    @Order(4)
    void showsDataAndLetsItMove() {
        BROWSER.look(1400, 900, "light").show("jvm");
        BROWSER.await("lines", "return document.querySelectorAll('.legend li').length > 10");
        BROWSER.run("document.querySelector('[aria-label^=\"Table: Is the heap\"]').click()");
        String newest = "document.querySelector('.table-host:not([hidden]) tbody time')?.dateTime";
        BROWSER.await("a table", "return !!" + newest);

        Object before = BROWSER.run("return " + newest);

        BROWSER.await("a newer figure", "return " + newest + " !== '" + before + "'");
        assertTrue(((Number) BROWSER.run("return document.querySelectorAll('.plot canvas').length")).intValue() >= 8);
    }

    @Test
    @Order(5)
    void pausesByKeyAndGoesOn() {
        BROWSER.show("jvm");
        BROWSER.press("p");
        BROWSER.await("a pause", "return document.querySelector('.status').dataset.state === 'paused'");

        BROWSER.press("p");

        BROWSER.await("life", "return document.querySelector('.status').dataset.state === 'live'");
    }

    @Test
    @Order(6)
    void keepsItsStateInTheAddress() {
        BROWSER.show("host");
        BROWSER.run("location.hash = '#/host?range=5m'");
        BROWSER.await("5 minutes", "return document.querySelector('.range').value === '5m'");
        BROWSER.back();

        BROWSER.await("15 minutes", "return document.querySelector('.range').value === '15m'");
        BROWSER.press("g");
        BROWSER.press("j");
        BROWSER.await("the page of the JVM", "return location.hash.startsWith('#/jvm')");
    }

    @Test
    @Order(7)
    void isLedByKeyboard() throws IOException {
        BROWSER.show("overview");
        BROWSER.press("?");
        BROWSER.await("the keys", "return document.querySelector('dialog.keys-dialog') !== null");
        assertEquals(List.of(), BROWSER.violations());
        BROWSER.press(Keys.ESCAPE);
        BROWSER.await("no dialog", "return document.querySelector('dialog') === null");
        BROWSER.press(Keys.chord(Keys.CONTROL, "k"));
        BROWSER.await("the field", "return document.activeElement.closest('dialog.palette') !== null");
        assertEquals(List.of(), BROWSER.violations());

        BROWSER.press("explore", Keys.ENTER);

        BROWSER.await("the page", "return location.hash.startsWith('#/explore')");
        BROWSER.press("d");
        BROWSER.await("the other theme", "return document.documentElement.dataset.theme === 'dark'");
        BROWSER.press("d");
    }

    @Test
    @Order(8)
    void showsHostileTextAsText() {
        BROWSER.look(1400, 900, "light");
        silenceWithHostileWords();
        List<String> faults = new ArrayList<>();
        for (String page : List.of(
                "explore?query=hostile_value",
                "explore?query=hostile_value&view=table",
                "explore?query=hostile_value&view=explain",
                "explore?search=hostile",
                "explore?query=%3Cimg%20src%3Dx%20onerror%3Dwindow.hit%3D1%3E",
                "jobs",
                "alerts",
                "targets",
                "overview",
                "configuration?all=yes",
                "notifications",
                "overview?target=%22%3E%3Cscript%3Ewindow.hit%3D1%3C%2Fscript%3E")) {
            BROWSER.show(page);
            BROWSER.run(
                    "document.querySelectorAll('[aria-label^=\"Table\"], [aria-label^=\"What is\"]').forEach((b) => b.click())");
            harm().forEach(each -> faults.add(page + " " + each));
        }
        BROWSER.show("explore?query=hostile_value&view=table");
        String text = String.valueOf(BROWSER.run("return document.querySelector('.rows').textContent"));

        assertTrue(text.contains("<script>window.hit=1</script>"), text);
        assertEquals(List.of(), faults);
        assertFalse(BROWSER.complaints().stream().anyMatch(each -> each.contains("Content Security")));
    }

    /** Somebody who may silence alerts is not therefore somebody who may run script at another's. */
    private static void silenceWithHostileWords() {
        Object answer = BROWSER.runAsync("""
                const [words, done] = arguments;
                fetch('api/v2/silences', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({
                  matchers: [{name: 'alertname', value: words, isRegex: false, isEqual: true}], createdBy: words, comment: words,
                  startsAt: new Date().toISOString(), endsAt: new Date(Date.now() + 3_600_000).toISOString(),
                })}).then((answer) => done(answer.status), (fault) => done(String(fault)));
                """, String.join(" ", HostileCollector.PAYLOADS));
        assertEquals(200L, answer);
    }

    @Test
    @Order(9)
    void drawsManyLinesQuickly() {
        BROWSER.show("explore");

        Number millis = (Number) BROWSER.runAsync("""
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
        try (BasePath proxy = BasePath.before(BROWSER.console(), "/inner/monitoring/")) {
            BROWSER.complaints();
            BROWSER.show(proxy.uri(), "jvm");

            BROWSER.await("lines", "return document.querySelectorAll('.legend li').length > 10");
            String elsewhere = String.valueOf(BROWSER.run(
                    "return performance.getEntriesByType('resource')"
                            + ".map(({name}) => name).filter((name) => !name.startsWith(arguments[0])).join()",
                    proxy.uri().toString()));
            assertEquals("", elsewhere);
            // The proxy speaks no WebSocket, so the figures come by polling.
            List<String> complaints = new ArrayList<>(BROWSER.complaints());
            complaints.removeIf(each -> each.contains("/ws/metrics"));
            assertEquals(List.of(), complaints);
        }
    }
}
