package dev.monitoring.collectors.jvm;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import org.jspecify.annotations.Nullable;

/** The JVM's version, its classes, the time it compiled, since when it runs. */
final class RuntimePart implements JvmPart {
    private static final Family INFO = Family.gauge("jvm_info", "The JVM's version, as labels.");
    private static final Family LOADED = Family.gauge("jvm_classes_loaded_classes", "Classes loaded now.");
    private static final Family LOADED_COUNT =
            Family.counter("jvm_classes_loaded_count_classes_total", "Classes loaded since the JVM started.");
    private static final Family UNLOADED =
            Family.counter("jvm_classes_unloaded_classes_total", "Classes unloaded since the JVM started.");
    private static final Family COMPILATION =
            Family.counter("jvm_compilation_time_ms_total", "Time spent compiling, in milliseconds.");
    private static final Family UPTIME =
            Family.gauge("process_uptime_seconds", "How long the JVM runs.").in("seconds");
    private static final Family START = Family.gauge(
                    "process_start_time_seconds", "When the JVM started, in seconds since 1970.")
            .in("seconds");

    private static final Family RUNTIME_INFO = Family.gauge("jvm_runtime_info", INFO.help());
    private static final Family CURRENTLY_LOADED = Family.gauge("jvm_classes_currently_loaded", LOADED.help());
    private static final Family LOADED_TOTAL = Family.counter("jvm_classes_loaded_total", LOADED_COUNT.help());
    private static final Family UNLOADED_TOTAL = Family.counter("jvm_classes_unloaded_total", UNLOADED.help());
    private static final Family COMPILATION_SECONDS = Family.counter(
                    "jvm_compilation_time_seconds_total", "Time spent compiling.")
            .in("seconds");

    private final RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    private final ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
    private final @Nullable CompilationMXBean compiler = compiler();
    private final Labels compilerLabels = compiler == null ? Labels.EMPTY : Labels.of("compiler", compiler.getName());
    private final Labels info = Labels.of(
            "runtime", System.getProperty("java.runtime.name", "unknown"),
            "vendor", System.getProperty("java.vm.vendor", "unknown"),
            "version", System.getProperty("java.runtime.version", "unknown"));

    @Override
    public String name() {
        return "runtime";
    }

    @Override
    public void collect(MetricSink sink) {
        sink.add(INFO, info, 1);
        sink.add(RUNTIME_INFO, info, 1);
        JvmPart.addBoth(LOADED, CURRENTLY_LOADED, classes.getLoadedClassCount(), sink);
        JvmPart.addBoth(LOADED_COUNT, LOADED_TOTAL, classes.getTotalLoadedClassCount(), sink);
        JvmPart.addBoth(UNLOADED, UNLOADED_TOTAL, classes.getUnloadedClassCount(), sink);
        if (compiler != null) {
            long millis = compiler.getTotalCompilationTime();
            sink.add(COMPILATION, compilerLabels, millis);
            sink.add(COMPILATION_SECONDS, Labels.EMPTY, millis / 1e3);
        }
        sink.add(UPTIME, Labels.EMPTY, runtime.getUptime() / 1e3);
        sink.add(START, Labels.EMPTY, runtime.getStartTime() / 1e3);
    }

    @SuppressWarnings("NullAway") // null where the JVM only interprets
    private static @Nullable CompilationMXBean compiler() {
        CompilationMXBean bean = ManagementFactory.getCompilationMXBean();
        return bean != null && bean.isCompilationTimeMonitoringSupported() ? bean : null;
    }
}
