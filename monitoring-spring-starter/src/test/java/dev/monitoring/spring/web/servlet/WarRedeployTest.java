package dev.monitoring.spring.web.servlet;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import dev.monitoring.core.http.RawHttp;
import dev.monitoring.core.testing.Await;
import dev.monitoring.spring.web.HostedAdapter;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.WebResourceRoot.ResourceSetType;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.loader.WebappLoader;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.StandardRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.support.SpringBootServletInitializer;

/** An application deployed in a Tomcat that stays, with a class loader of its own for it and everything it brings. */
class WarRedeployTest {
    private static final int DEPLOYMENTS = Integer.getInteger("monitoring.test.deployments", 3);

    @TempDir
    private Path directory;

    private final Tomcat tomcat = new Tomcat();

    /** What is in the archive. */
    public static final class War extends SpringBootServletInitializer {
        @Override
        protected SpringApplicationBuilder configure(SpringApplicationBuilder builder) {
            return builder.sources(HostedAdapter.Empty.class)
                    .properties("test.filtered=true", "spring.main.banner-mode=off", "logging.level.root=warn");
        }
    }

    /** Begins the application, by its own loader's class, in the place of a scan of all its classes. */
    private static final class Begin implements ServletContainerInitializer {
        @Override
        public void onStartup(Set<Class<?>> none, ServletContext context) throws ServletException {
            try {
                Class<?> war = context.getClassLoader().loadClass(War.class.getName());
                assertNotSame(War.class, war);
                war.getMethod("onStartup", ServletContext.class)
                        .invoke(war.getConstructor().newInstance(), context);
            } catch (ReflectiveOperationException e) {
                throw new ServletException(e);
            }
        }
    }

    @BeforeEach
    void start() throws LifecycleException {
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        tomcat.setHostname("127.0.0.1");
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.start();
    }

    @AfterEach
    void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    @Test
    void leavesNoThreadAndNoClassLoaderBehind() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();

        for (int i = 0; i < DEPLOYMENTS; i++) {
            loaders.add(new WeakReference<>(deployOnce()));
        }

        Await.until(
                "no thread is left",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("monitoring-")));
        letGoOfRecords();
        Await.until("all loaders are collected", () -> {
            System.gc();
            return loaders.stream().allMatch(loader -> loader.get() == null);
        });
    }

    /**
     * Makes Java forget which record it has linked last: before 22 it holds the types of its parts until the next one, and
     * Spring has such records, too.
     */
    private static void letGoOfRecords() {
        record Last(String part) {}

        Last one = new Last("one");
        assertNotEquals(one, new Last("other"));
        assertNotEquals(0, one.hashCode());
    }

    private ClassLoader deployOnce() {
        Context war = war();
        tomcat.getHost().addChild(war); // which starts it
        ClassLoader loader = war.getLoader().getClassLoader();
        URI server = URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/");
        String request = RawHttp.request("GET", "/shop/monitoring/api/v1/status/buildinfo");
        Await.until("the routes are served", () -> {
            try {
                return RawHttp.exchange(server, request).status() == 200;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        tomcat.getHost().removeChild(war);
        return loader;
    }

    private Context war() {
        StandardContext war = new StandardContext();
        war.setName("/shop");
        war.setPath("/shop");
        war.setDocBase(directory.toString());
        war.addLifecycleListener(new Tomcat.FixContextListener());
        war.setLoader(new WebappLoader());
        StandardRoot resources = new StandardRoot(war);
        contents()
                .forEach(place -> resources.createWebResourceSet(
                        ResourceSetType.POST, "/WEB-INF/classes", place.toString(), null, "/"));
        war.setResources(resources);
        war.addServletContainerInitializer(new Begin(), null);
        return war;
    }

    /** The tests' class path without the container. */
    private static Stream<Path> contents() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(place -> !place.getFileName().toString().startsWith("tomcat-"))
                .filter(Files::exists);
    }
}
