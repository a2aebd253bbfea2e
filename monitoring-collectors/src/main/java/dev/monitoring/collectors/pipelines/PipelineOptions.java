package dev.monitoring.collectors.pipelines;

import dev.monitoring.collectors.events.EventSource;
import dev.monitoring.collectors.events.Outcomes;
import dev.monitoring.collectors.events.StreamLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to listen to, what the members of messages are called, and how much to show. Immutable.
 *
 * @param sources of results, each with the pipeline of those that name none
 * @param heartbeats the source of the gateways' heartbeats, if there is one
 */
record PipelineOptions(
        Map<EventSource, String> sources,
        Optional<Heartbeats> heartbeats,
        List<String> pipelineFields,
        List<String> statusFields,
        Latency.Fields latencyFields,
        Outcomes outcomes,
        List<Double> buckets,
        int pipelineLimit,
        StreamLimits limits) {
    /**
     * What is known of gateways.
     *
     * @param expected gateways that are shown from the start
     */
    record Heartbeats(
            EventSource source, List<String> gatewayFields, List<String> expected, int limit, Duration forgetAfter) {
        Heartbeats {
            gatewayFields = List.copyOf(gatewayFields);
            expected = List.copyOf(expected);
        }
    }

    PipelineOptions {
        sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
        pipelineFields = List.copyOf(pipelineFields);
        statusFields = List.copyOf(statusFields);
        buckets = List.copyOf(buckets);
    }

    /** All sources. */
    List<EventSource> allSources() {
        List<EventSource> all = new ArrayList<>(sources.keySet());
        heartbeats.ifPresent(known -> all.add(known.source));
        return all;
    }

    /** All members of messages that matter. */
    List<String> members() {
        List<String> members = new ArrayList<>(pipelineFields);
        members.addAll(statusFields);
        members.addAll(latencyFields.published());
        members.addAll(latencyFields.processed());
        members.addAll(latencyFields.duration());
        heartbeats.ifPresent(known -> members.addAll(known.gatewayFields));
        return members;
    }
}
