package dev.monitoring.samples.standalone.console;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.MonitoringBuilder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A Chromium of a test class, before a service of its own, with what it complains about. Both are there while the tests of the
 * class run, which are skipped where there is no Chromium. Confined to one thread.
 */
final class Browser implements BeforeAllCallback, AfterAllCallback {
    private static final List<Path> BROWSERS = List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/google-chrome"));
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 900;

    /** What the browser is to be before. */
    @FunctionalInterface
    interface Service {
        /**
         * The service, not yet started.
         *
         * @param directory its own, for files
         */
        MonitoringBuilder prepared(Path directory) throws IOException;
    }

    private final @Nullable Service service;
    private final Path pictures = Path.of("target", "console");
    private @Nullable Monitoring monitoring;
    private @Nullable ChromeDriver driver;
    private @Nullable Path directory;

    private Browser(@Nullable Service service) {
        this.service = service;
    }

    /** A browser before a service, which is begun first. */
    static Browser before(Service service) {
        return new Browser(service);
    }

    /** A browser without a service. */
    static Browser alone() {
        return new Browser(null);
    }

    /** What is missing for a browser, if anything. */
    private static Optional<String> missing() {
        if (BROWSERS.stream().noneMatch(Files::isExecutable)) {
            return Optional.of("there is no Chromium at " + BROWSERS.get(0) + "; install the package chromium");
        }
        return Files.isExecutable(DRIVER)
                ? Optional.empty()
                : Optional.of("there is no " + DRIVER + "; install the package chromium-driver");
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        assumeTrue(missing().isEmpty(), () -> missing().orElse(""));
        directory = Files.createTempDirectory("monitoring-browser");
        if (service != null) {
            Path files = Files.createDirectory(directory.resolve("service"));
            monitoring = service.prepared(files).web(0).start();
        }
        driver = open(directory.resolve("profile"));
        look(WIDTH, HEIGHT, "light");
    }

    private static ChromeDriver open(Path profile) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(BROWSERS.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow()
                .toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--hide-scrollbars",
                "--user-data-dir=" + profile);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(DRIVER.toString()))
                .usingAnyFreePort()
                .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(PATIENCE);
        return driver;
    }

    /** The service that runs. */
    Monitoring service() {
        return Objects.requireNonNull(monitoring, "this browser has no service");
    }

    /** Where its console is. */
    URI console() {
        return service().url().orElseThrow();
    }

    private ChromeDriver driver() {
        return Objects.requireNonNull(driver, "not begun");
    }

    /** A window of this size on a screen with this scheme of colours. */
    Browser look(int width, int height, String scheme) {
        driver().executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        driver().executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        return this;
    }

    /** Lets pages of the service read and write the clipboard, as somebody who uses them would. */
    void allowClipboard() {
        String origin = console().resolve("/").toString().replaceAll("/$", "");
        driver().executeCdpCommand(
                        "Browser.grantPermissions",
                        Map.of(
                                "permissions",
                                List.of("clipboardReadWrite", "clipboardSanitizedWrite"),
                                "origin",
                                origin));
    }

    /** Goes to a page of the service's console and waits until it is there. */
    void show(String page) {
        show(console(), page);
    }

    /** Goes to a page of a console that is elsewhere. */
    void show(URI console, String page) {
        driver().get(console + "#/" + page);
        String id = page.replaceAll("\\?.*", "");
        await("page " + page, "return document.getElementById('main')?.dataset.shown === '" + id + "'");
    }

    /** Waits for a script to yield true. */
    void await(String what, String script) {
        dev.monitoring.core.testing.Await.until(
                what + " at " + driver().getCurrentUrl(), () -> Boolean.TRUE.equals(driver().executeScript(script)));
    }

    Object run(String script, Object... arguments) {
        return driver().executeScript(script, arguments);
    }

    /** Runs a script that calls its last argument when it is done. */
    Object runAsync(String script, Object... arguments) {
        return driver().executeAsyncScript(script, arguments);
    }

    void press(CharSequence... keys) {
        driver().switchTo().activeElement().sendKeys(keys);
    }

    /** Goes to an empty page. */
    void leave() {
        driver().get("about:blank");
    }

    void back() {
        driver().navigate().back();
    }

    /** Keeps a picture of what is seen, for those who look at the build. */
    void picture(String name) {
        try {
            Files.createDirectories(pictures);
            Files.write(pictures.resolve(name + ".png"), driver().getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("the picture " + name + " cannot be kept", e);
        }
    }

    /** What the browser complained about since it was last asked: errors of scripts, policy, network. */
    List<String> complaints() {
        return driver().manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Rules of accessibility that the page breaks, as axe finds them. */
    @SuppressWarnings("unchecked")
    List<String> violations() throws IOException {
        if (!Boolean.TRUE.equals(run("return typeof axe === 'object'"))) {
            driver().executeCdpCommand("Page.setBypassCSP", Map.of("enabled", true));
            driver().executeScript(axe());
        }
        return (List<String>) runAsync("""
                const done = arguments[arguments.length - 1];
                axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
                    .then(({violations}) => done(violations.map(({id, help, nodes}) =>
                        `${id}: ${help}: ${nodes.slice(0, 3).map(({html, any}) =>
                            html.slice(0, 160) + ' ' + (any[0]?.message ?? '')).join(' | ')}`)),
                        (fault) => done(['axe failed: ' + fault]));
                """);
    }

    private static String axe() throws IOException {
        try (var in = Browser.class.getResourceAsStream("/axe/axe.min.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (driver != null) {
            driver.quit();
        }
        if (monitoring != null) {
            monitoring.close();
        }
        if (directory != null) {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted((a, b) -> b.compareTo(a))
                        .forEach(path -> path.toFile().delete());
            }
        }
    }
}
