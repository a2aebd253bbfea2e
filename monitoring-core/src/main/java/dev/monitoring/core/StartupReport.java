package dev.monitoring.core;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was started: the first thing people want to read. Immutable.
 *
 * @param url where it is served, where it is
 * @param watched what is watched, one entry per target
 * @param notWatched what is not, and what to do about it
 * @param retention how far back samples are kept
 * @param memoryBytes how much heap the history may take
 * @param historySince from when there is history: the start, because none survives a restart
 */
public record StartupReport(
        Optional<URI> url,
        List<Watched> watched,
        List<NotWatched> notWatched,
        Duration retention,
        long memoryBytes,
        Instant historySince) {

    public StartupReport {
        watched = List.copyOf(watched);
        notWatched = List.copyOf(notWatched);
    }

    /**
     * A target that is watched.
     *
     * @param collector the name of its collector
     * @param watches what the collector watches, in a few words
     * @param instance which one
     * @param interval how often it is read
     */
    public record Watched(String collector, String watches, String instance, Duration interval) {}

    /**
     * A kind of target that is not watched.
     *
     * @param collector the name of the collector
     * @param watches what it would watch, in a few words
     * @param remedy what to do to have it watched
     */
    public record NotWatched(String collector, String watches, String remedy) {}
}
