package dev.monitoring.samples.standalone.console;

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
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A Chromium of our own before one service, with what it complains about. Confined to one thread. */
final class Browser implements AutoCloseable {
    private static final List<Path> BROWSERS = List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/google-chrome"));
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ChromeDriver driver;
    private final Path profile;
    private final Path pictures = Path.of("target", "console");

    private Browser(ChromeDriver driver, Path profile) {
        this.driver = driver;
        this.profile = profile;
    }

    /** What is missing for a browser, if anything. */
    static Optional<String> missing() {
        if (BROWSERS.stream().noneMatch(Files::isExecutable)) {
            return Optional.of("there is no Chromium at " + BROWSERS.get(0) + "; install the package chromium");
        }
        return Files.isExecutable(DRIVER)
                ? Optional.empty()
                : Optional.of("there is no " + DRIVER + "; install the package chromium-driver");
    }

    static Browser open() throws IOException {
        Path profile = Files.createTempDirectory("monitoring-browser");
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
        return new Browser(driver, profile);
    }

    /** A window of this size on a screen with this scheme of colours. */
    Browser look(int width, int height, String scheme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        return this;
    }

    /** Goes to a page of the console and waits until it is there. */
    void show(URI console, String page) {
        driver.get(console + "#/" + page);
        String id = page.replaceAll("\\?.*", "");
        await("page " + page, "return document.getElementById('main')?.dataset.shown === '" + id + "'");
    }

    /** Waits for a script to yield true. */
    void await(String what, String script) {
        dev.monitoring.core.testing.Await.until(
                what + " at " + driver.getCurrentUrl(), () -> Boolean.TRUE.equals(driver.executeScript(script)));
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Runs a script that calls its last argument when it is done. */
    Object runAsync(String script, Object... arguments) {
        return driver.executeAsyncScript(script, arguments);
    }

    void press(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    void back() {
        driver.navigate().back();
    }

    /** Keeps a picture of what is seen, for those who look at the build. */
    void picture(String name) {
        try {
            Files.createDirectories(pictures);
            Files.write(pictures.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("the picture " + name + " cannot be kept", e);
        }
    }

    /** What the browser complained about since it was last asked: errors of scripts, policy, network. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Rules of accessibility that the page breaks, as axe finds them. */
    @SuppressWarnings("unchecked")
    List<String> violations() throws IOException {
        if (!Boolean.TRUE.equals(run("return typeof axe === 'object'"))) {
            driver.executeCdpCommand("Page.setBypassCSP", Map.of("enabled", true));
            driver.executeScript(axe());
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
    public void close() throws IOException {
        driver.quit();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(path -> path.toFile().delete());
        }
    }
}
