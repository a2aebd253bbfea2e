package dev.monitoring.core.collect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * Finds implementations on the class path: with the calling thread's context class loader, where the host's own are, and
 * with this library's. One that cannot be loaded costs a line in the log and nothing else.
 */
public final class ServiceDiscovery {
    /** After so many broken providers the rest is not looked at: a loader may fail without end. */
    private static final int MAX_BROKEN = 100;

    private ServiceDiscovery() {}

    /**
     * The implementations of a service, in the order found, each class once.
     *
     * @param service an interface that files below {@code META-INF/services} name implementations of
     */
    public static <S> List<S> find(Class<S> service) {
        List<S> found = new ArrayList<>();
        Set<Class<?>> classes = new HashSet<>();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader own = ServiceDiscovery.class.getClassLoader();
        if (context != null) {
            addAll(ServiceLoader.load(service, context), found, classes);
        }
        if (context != own) {
            addAll(ServiceLoader.load(service, own), found, classes);
        }
        return found;
    }

    private static <S> void addAll(ServiceLoader<S> loader, List<S> found, Set<Class<?>> classes) {
        Iterator<ServiceLoader.Provider<S>> providers = loader.stream().iterator();
        for (int broken = 0; broken < MAX_BROKEN; ) {
            try {
                if (!providers.hasNext()) {
                    return;
                }
                ServiceLoader.Provider<S> provider = providers.next();
                if (classes.add(provider.type())) {
                    found.add(provider.get());
                }
            } catch (ServiceConfigurationError | LinkageError failure) {
                broken++;
                LoggerFactory.getLogger(ServiceDiscovery.class)
                        .warn("a service provider cannot be loaded and is left out: {}", failure.toString());
            }
        }
    }
}
