package dev.monitoring.collectors.charts;

import dev.monitoring.core.MonitoringBuilder;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/**
 * A system that is one server of the test's own: how it is started, by which settings it is watched, and what goes on in it.
 * Confined as every {@link LiveSystem}.
 */
final class LiveServer<S extends AutoCloseable> implements LiveSystem {
    /** Starts the server, and brings it into the state it is to be seen in. */
    @FunctionalInterface
    interface Start<S> {
        S start() throws Exception;
    }

    /** Lets something happen in the server. */
    @FunctionalInterface
    interface Work<S> {
        void in(S server) throws Exception;
    }

    private final String collector;
    private final Start<S> start;
    private final Function<S, Map<String, String>> settings;
    private final Work<S> work;
    private S server;

    private LiveServer(String collector, Start<S> start, Function<S, Map<String, String>> settings, Work<S> work) {
        this.collector = collector;
        this.start = start;
        this.settings = settings;
        this.work = work;
    }

    /**
     * A server in which nothing goes on.
     *
     * @param collector the name of the collector that watches it
     * @param settings those of its target
     */
    static <S extends AutoCloseable> LiveServer<S> of(
            String collector, Start<S> start, Function<S, Map<String, String>> settings) {
        return new LiveServer<>(collector, start, settings, server -> {});
    }

    /** The same with something going on in it. */
    LiveServer<S> busy(Work<S> going) {
        return new LiveServer<>(collector, start, settings, going);
    }

    @Override
    public void open(Path directory) throws Exception {
        server = start.start();
    }

    @Override
    public void watch(MonitoringBuilder builder) {
        settings.apply(server)
                .forEach((key, value) ->
                        builder.set("monitoring.collectors." + collector + ".targets[0]." + key, value));
    }

    @Override
    public void work() throws Exception {
        work.in(server);
    }

    @Override
    public void close() throws Exception {
        if (server != null) {
            server.close();
        }
    }
}
