package dev.monitoring.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private static final int CYCLES = 50;

    @Test
    void leavesNoThreadAndNoClassLoaderBehind() throws Exception {
        Set<String> before = ourThreads();

        WeakReference<ClassLoader> loader = runCyclesInLoaderOfTheirOwn();

        awaitOnly(before);
        assertTrue(isCollected(loader), "something still holds the class loader after " + CYCLES + " cycles");
    }

    @Test
    void closesInTimeWhileACollectorHangs() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Monitoring monitoring = Monitoring.builder()
                .withoutDiscovery()
                .set("monitoring.interval", "100ms")
                .collector(new Hanging(hanging, released), Target.of("test", "hung"))
                .start();
        assertTrue(hanging.await(20, TimeUnit.SECONDS));

        long started = Clock.system().nanoTime();
        monitoring.close();
        long tookNanos = Clock.system().nanoTime() - started;

        released.countDown();
        assertTrue(tookNanos < TimeUnit.SECONDS.toNanos(5), "close took " + tookNanos / 1_000_000 + " ms");
    }

    @Test
    void closesInTimeWhileACollectorARequestAnObserverAndAnExtensionHangTogether() throws Exception {
        CountDownLatch hanging = new CountDownLatch(4);
        CountDownLatch released = new CountDownLatch(1);
        Stubborn stubborn = new Stubborn(hanging, released);
        Monitoring monitoring = Monitoring.builder()
                .withoutDiscovery()
                .set("monitoring.interval", "100ms")
                .collector(new Hanging(hanging, released), Target.of("test", "hung"))
                .offerTo(stubborn.registry())
                .extension(stubborn)
                .web(0)
                .start();
        CompletableFuture<?> answer = HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(monitoring.url().orElseThrow().resolve("hang"))
                                .build(),
                        BodyHandlers.discarding());
        Await.until("collector, request and observer hang", () -> hanging.getCount() == 1);
        assertFalse(answer.isDone());

        long started = Clock.system().nanoTime();
        monitoring.close();
        long tookNanos = Clock.system().nanoTime() - started;

        assertEquals(0, hanging.getCount(), "the extension was not closed");
        released.countDown();
        assertTrue(tookNanos < TimeUnit.SECONDS.toNanos(5), "close took " + tookNanos / 1_000_000 + " ms");
        awaitOnly(Set.of());
    }

    @Test
    void keepsTheInterruptOfTheThreadThatCloses() {
        Monitoring monitoring = Monitoring.builder().withoutDiscovery().start();

        Thread.currentThread().interrupt();
        monitoring.close();

        assertTrue(Thread.interrupted());
        awaitOnly(Set.of());
    }

    @Test
    void keepsNoNonDaemonThread() throws Exception {
        try (Monitoring monitoring =
                Monitoring.builder().withoutDiscovery().web(0).start()) {
            assertTrue(monitoring.url().isPresent());

            List<String> stubborn = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("monitoring-") && !thread.isDaemon())
                    .map(Thread::getName)
                    .toList();

            assertEquals(List.of(), stubborn);
        }
    }

    @Test
    void startsNothingWhereTheConfigurationIsWrong() {
        Set<String> before = ourThreads();

        ConfigurationException refusal = assertThrows(
                ConfigurationException.class,
                () -> Monitoring.builder()
                        .withoutDiscovery()
                        .set("monitoring.history.retention", "5s")
                        .set("monitoring.intervall", "5s")
                        .set("monitoring.web.port", "70000")
                        .start());

        assertEquals(3, refusal.faults().size(), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("did you mean monitoring.interval?"), refusal.getMessage());
        awaitOnly(before);
    }

    @Test
    void leavesNothingWhenSwitchedOff() {
        Set<String> before = ourThreads();

        try (Monitoring monitoring = Monitoring.builder()
                .withoutDiscovery()
                .set("monitoring.enabled", "false")
                .web(0)
                .start()) {
            assertFalse(monitoring.url().isPresent());
            assertEquals(List.of(), monitoring.sources());
            awaitOnly(before);
        }
    }

    @Test
    void mayBeClosedTwice() {
        Monitoring monitoring = Monitoring.builder().withoutDiscovery().start();

        monitoring.close();
        monitoring.close();

        awaitOnly(Set.of());
    }

    private static WeakReference<ClassLoader> runCyclesInLoaderOfTheirOwn() throws Exception {
        List<URL> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            classPath.add(Path.of(entry).toUri().toURL());
        }
        Thread thread = Thread.currentThread();
        ClassLoader hostLoader = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader("throw-away", classPath.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            Class<?> cycle = loader.loadClass(OpenCloseCycle.class.getName());
            assertNotSame(OpenCloseCycle.class, cycle);
            for (int i = 0; i < CYCLES; i++) {
                ((Runnable) cycle.getConstructor().newInstance()).run();
            }
            return new WeakReference<>(loader);
        } finally {
            thread.setContextClassLoader(hostLoader);
        }
    }

    private static boolean isCollected(WeakReference<ClassLoader> loader) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 50 && loader.get() != null; i++) {
            System.gc();
            assertFalse(never.await(100, TimeUnit.MILLISECONDS));
        }
        return loader.get() == null;
    }

    /** A thread that has been told to end needs a moment to do so; one that stays is a leak. */
    private static void awaitOnly(Set<String> expected) {
        Await.until("no thread beside " + expected, () -> expected.containsAll(ourThreads()));
    }

    private static Set<String> ourThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("monitoring-"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static final class Hanging implements MetricCollector {
        private final CountDownLatch hanging;
        private final CountDownLatch released;

        Hanging(CountDownLatch hanging, CountDownLatch released) {
            this.hanging = hanging;
            this.released = released;
        }

        @Override
        public String name() {
            return "hung";
        }

        @Override
        public void collect(MetricSink sink, Deadline deadline) {
            hanging.countDown();
            hang(released);
        }
    }

    private static void hang(CountDownLatch released) {
        boolean open = true;
        while (open) {
            try {
                released.await();
                open = false;
            } catch (InterruptedException e) {
                // A native call does not notice either; that is what this stands for.
                assertNull(e.getCause());
            }
        }
    }

    /** An extension and a meter registry whose every call hangs, and a route that does. */
    private static final class Stubborn implements MonitoringExtension {
        private final CountDownLatch hanging;
        private final CountDownLatch released;

        Stubborn(CountDownLatch hanging, CountDownLatch released) {
            this.hanging = hanging;
            this.released = released;
        }

        @Override
        public String name() {
            return "stubborn";
        }

        @Override
        public Collection<Route> routes() {
            return List.of(Route.get("/hang", request -> {
                hanging.countDown();
                hang(released);
                return HttpResponse.empty(204);
            }));
        }

        MeterRegistry registry() {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            AtomicBoolean first = new AtomicBoolean(true);
            registry.config().onMeterAdded(meter -> {
                if (first.getAndSet(false)) {
                    hanging.countDown();
                }
                hang(released);
            });
            return registry;
        }

        @Override
        public void close() {
            hanging.countDown();
            hang(released);
        }
    }
}
