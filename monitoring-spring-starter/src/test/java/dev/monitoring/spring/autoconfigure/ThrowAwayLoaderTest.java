package dev.monitoring.spring.autoconfigure;

import static org.junit.jupiter.api.Assertions.assertNotSame;

import dev.monitoring.core.testing.Await;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A restart in the manner of Spring Boot's developer tools: our classes and the application's in a loader that is thrown away. */
class ThrowAwayLoaderTest {
    private static final String PACKAGE = "dev/monitoring";

    /** Loads our own classes itself, and leaves everything else to its parent. */
    private static final class Restart extends URLClassLoader {
        Restart(URL[] classPath, ClassLoader parent) {
            super(classPath, parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("dev.monitoring.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }

    /** What runs within the loader. */
    public static final class Run implements Runnable {
        @Override
        public void run() {
            try (var context = Applications.run(Applications.Plain.class)) {
                Applications.running(context);
            }
        }
    }

    @Test
    void isCollectedAfterTheRestart() throws Exception {
        // The first application of a JVM gives Spring Boot's shutdown hook its logging system, and with it its loader,
        // for good.
        new Run().run();

        WeakReference<ClassLoader> first = new WeakReference<>(runOnce());
        WeakReference<ClassLoader> second = new WeakReference<>(runOnce());

        Await.until("both loaders are collected", () -> {
            System.gc();
            return first.get() == null && second.get() == null;
        });
    }

    private static ClassLoader runOnce() throws Exception {
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        try (Restart loader = new Restart(classPath(), ThrowAwayLoaderTest.class.getClassLoader())) {
            Class<?> type = loader.loadClass(Run.class.getName());
            assertNotSame(Run.class, type);
            current.setContextClassLoader(loader);
            ((Runnable) type.getConstructor().newInstance()).run();
            return loader;
        } finally {
            current.setContextClassLoader(before);
        }
    }

    /** Where our own classes lie, of tests and of all modules, in the order of the class path. */
    private static URL[] classPath() throws IOException {
        List<URL> places = new ArrayList<>();
        for (URL folder :
                Collections.list(ThrowAwayLoaderTest.class.getClassLoader().getResources(PACKAGE))) {
            String place = folder.toString();
            boolean jar = place.startsWith("jar:");
            places.add(new URL(
                    jar
                            ? place.substring(4, place.indexOf("!/"))
                            : place.substring(0, place.length() - PACKAGE.length())));
        }
        return places.toArray(URL[]::new);
    }
}
