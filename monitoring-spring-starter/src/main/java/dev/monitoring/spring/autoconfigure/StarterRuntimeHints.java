package dev.monitoring.spring.autoconfigure;

import dev.monitoring.core.MonitoringExtension;
import dev.monitoring.core.collect.CollectorFactory;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** What a native image must keep: the files that are served and read from the class path, and what services name. */
final class StarterRuntimeHints implements RuntimeHintsRegistrar {
    private static final List<Class<?>> SERVICES = List.of(MonitoringExtension.class, CollectorFactory.class);

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.resources()
                .registerPattern("dev/monitoring/core/console/*")
                .registerPattern("dev/monitoring/alerts/*")
                .registerPattern("dev/monitoring/collectors/*");
        for (Class<?> service : SERVICES) {
            hints.resources().registerPattern("META-INF/services/" + service.getName());
            ServiceLoader.load(service, classLoader).stream()
                    .forEach(provider -> hints.reflection()
                            .registerType(provider.type(), MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS));
        }
    }
}
