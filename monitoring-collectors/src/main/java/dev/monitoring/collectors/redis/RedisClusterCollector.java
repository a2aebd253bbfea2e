package dev.monitoring.collectors.redis;

import dev.monitoring.collectors.redis.connection.Address;
import dev.monitoring.collectors.redis.connection.Command;
import dev.monitoring.collectors.redis.connection.RedisLink;
import dev.monitoring.collectors.redis.connection.RedisServer;
import dev.monitoring.collectors.redis.connection.Reply;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches all nodes of a cluster, which it learns from any of them: {@code CLUSTER NODES}, once a minute and whenever a node
 * does not answer. Each node has a connection of its own; they are asked one after the other, each for an equal share of the
 * time left, so that one that hangs leaves the others theirs.
 */
final class RedisClusterCollector implements MetricCollector {
    private static final long LOOK_UP_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** A cluster of a thousand nodes is the recommended limit; more than some dozens are better watched one by one. */
    private static final int MAX_NODES = 100;

    private static final String NODE_LABEL = "node";

    private final RedisServer seed;
    private final RedisOptions options;
    private final Clock clock;
    private final Object lock = new Object();

    private final Map<Address, Node> nodes = new LinkedHashMap<>(); // changed by runs, under the lock
    private boolean closed; // guarded by the lock
    private @Nullable RedisLink lookUp; // guarded by the lock

    // confined to the runs
    private boolean lookedUp;
    private boolean lookUpSoon;
    private long lookedUpNanos;

    /** A node with its label. */
    private record Node(RedisNode node, LabellingSink sink) {}

    RedisClusterCollector(RedisServer seed, RedisOptions options, Clock clock) {
        this.seed = seed;
        this.options = options;
        this.clock = clock;
    }

    @Override
    public String name() {
        return RedisCollectorFactory.NAME;
    }

    @Override
    public Optional<Family> upFamily() {
        return Optional.of(RedisCollector.UP);
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) throws IOException {
        long now = clock.nanoTime();
        if (!lookedUp || lookUpSoon || now - lookedUpNanos >= LOOK_UP_NANOS) {
            lookUp(deadline, sink);
            lookedUpNanos = now;
        }
        int left = nodes.size();
        int answered = 0;
        for (Map.Entry<Address, Node> entry : List.copyOf(nodes.entrySet())) {
            LabellingSink labelled = entry.getValue().sink.over(sink);
            Duration share = deadline.remaining().dividedBy(left--);
            boolean up = false;
            try {
                entry.getValue().node.collect(labelled, Deadline.after(share, clock));
                up = true;
                answered++;
            } catch (IOException e) {
                lookUpSoon = true;
                sink.missing("node " + entry.getKey(), e);
            }
            labelled.add(RedisCollector.UP, Labels.EMPTY, up ? 1 : 0);
        }
        if (answered == 0) {
            throw new IOException(
                    "none of the " + nodes.size() + " nodes of the cluster of " + seed.name() + " answers");
        }
    }

    /** Asks the nodes known, and the seed, until one tells. Keeps what is known where none does. */
    private void lookUp(Deadline deadline, MetricSink sink) throws IOException {
        List<Address> asked = new ArrayList<>(nodes.keySet());
        asked.remove(seed.address().orElseThrow());
        asked.add(0, seed.address().orElseThrow());
        IOException failure = null;
        int left = asked.size() + 1; // the last share is for the nodes themselves
        for (Address address : asked) {
            Duration share = deadline.remaining().dividedBy(left--);
            try (RedisLink link = RedisLink.to(seed.movedTo(address))) {
                synchronized (lock) {
                    if (closed) {
                        throw new IOException("the collector was closed");
                    }
                    lookUp = link;
                }
                Reply reply = link.ask(Command.of("CLUSTER", "NODES"), Deadline.after(share, clock));
                if (reply.isRefusal()) {
                    throw new IOException(address + " does not tell the nodes of its cluster: " + reply.text()
                            + (reply.isRefusal("NOPERM") ? "; grant the user +cluster|nodes" : ""));
                }
                take(ClusterNodes.parse(reply.text(), address));
                lookedUp = true;
                lookUpSoon = false;
                return;
            } catch (IOException e) {
                failure = e;
            } finally {
                synchronized (lock) {
                    lookUp = null;
                }
            }
        }
        if (nodes.isEmpty() && failure != null) {
            throw failure;
        }
        if (failure != null) {
            sink.missing("nodes of the cluster", failure);
        }
    }

    private void take(List<Address> found) {
        synchronized (lock) {
            nodes.entrySet().removeIf(known -> {
                boolean gone = !found.contains(known.getKey());
                if (gone) {
                    known.getValue().node.close();
                }
                return gone;
            });
            for (Address address : found.subList(0, Math.min(MAX_NODES, found.size()))) {
                if (!closed) {
                    nodes.computeIfAbsent(
                            address,
                            added -> new Node(
                                    new RedisNode(seed.movedTo(added), options, clock),
                                    new LabellingSink(NODE_LABEL, added.toString())));
                }
            }
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            if (lookUp != null) {
                lookUp.close();
            }
            nodes.values().forEach(node -> node.node.close());
        }
    }
}
