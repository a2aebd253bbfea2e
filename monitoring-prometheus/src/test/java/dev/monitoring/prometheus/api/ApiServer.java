package dev.monitoring.prometheus.api;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.MonitoringBuilder;
import dev.monitoring.core.MonitoringContext;
import dev.monitoring.core.MonitoringExtension;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.series.Appender;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The library with its API on a port of its own, and no samples but those appended here and its self metrics. */
final class ApiServer implements AutoCloseable {
    private final History history = new History();
    private final Monitoring monitoring;

    private ApiServer(Map<String, String> settings) {
        MonitoringBuilder builder = Monitoring.builder()
                .withoutDiscovery()
                .web(0)
                .instance("test")
                .extension(new PrometheusExtension())
                .extension(history);
        settings.forEach(builder::set);
        monitoring = builder.start();
    }

    static ApiServer start() {
        return start(Map.of());
    }

    /** Starts with settings by their full keys. */
    static ApiServer start(Map<String, String> settings) {
        return new ApiServer(settings);
    }

    URI url() {
        return monitoring.url().orElseThrow();
    }

    ApiClient client() {
        return new ApiClient(url());
    }

    /** Appends samples of one series, {@code stepMillis} apart. */
    void append(Labels series, long startMillis, long stepMillis, double... values) {
        try (Appender appender = history.context().samples().append()) {
            long reference = appender.resolve(series);
            for (int i = 0; i < values.length; i++) {
                Appender.Outcome outcome = appender.append(reference, startMillis + i * stepMillis, values[i]);
                if (outcome != Appender.Outcome.ACCEPTED) {
                    throw new IllegalStateException(series + " is " + outcome);
                }
            }
        }
    }

    @Override
    public void close() {
        monitoring.close();
    }

    /** Gives out what extensions get. */
    private static final class History implements MonitoringExtension {
        private @Nullable MonitoringContext context;

        @Override
        public String name() {
            return "history-of-test";
        }

        @Override
        public void start(MonitoringContext given) {
            context = given;
        }

        MonitoringContext context() {
            if (context == null) {
                throw new IllegalStateException("the extension was not started");
            }
            return context;
        }
    }
}
