package dev.monitoring.collectors.clients;

import dev.monitoring.collectors.clients.ClientStatesOptions.MemberKey;
import dev.monitoring.collectors.naming.LabelValues;
import dev.monitoring.collectors.redis.connection.RedisLink;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the clients in the keys of one server by state. Each client is in one state only: that of the first member key that
 * has it, or else that of the first hash. {@link #collect} is for one thread at a time; {@link #close} may come from any.
 */
final class ClientStatesCollector implements MetricCollector {
    /** A service has a few states; more of them are something else than states. */
    private static final int MAX_STATES = 20;

    private final RedisLink link;
    private final ClientStatesOptions options;
    private final Family count;
    private final Family info;

    private final Map<String, Labels> states = new HashMap<>(); // confined to the runs
    private Map<Client, Labels> clients = Map.of(); // confined to the runs

    private record Client(String id, String state) {}

    /**
     * A collector that has not read yet.
     *
     * @param metricPrefix what the names of its families begin with
     */
    ClientStatesCollector(RedisLink link, ClientStatesOptions options, String metricPrefix) {
        this.link = link;
        this.options = options;
        this.count = Family.gauge(countName(metricPrefix), "Clients by state.");
        this.info = Family.gauge(infoName(metricPrefix), "A client with its state.");
    }

    static String countName(String metricPrefix) {
        return metricPrefix + "_client_count";
    }

    static String infoName(String metricPrefix) {
        return metricPrefix + "_client_info";
    }

    @Override
    public String name() {
        return ClientStatesCollectorFactory.NAME;
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) throws IOException {
        Map<String, String> stateOf = read(sink, deadline);
        Map<String, Integer> counts = new LinkedHashMap<>();
        options.states().forEach(state -> counts.put(state, 0));
        for (Map.Entry<String, String> client : stateOf.entrySet()) {
            String state = client.getValue();
            if (!counts.containsKey(state)
                    && counts.size() >= Math.max(MAX_STATES, options.states().size())) {
                client.setValue(LabelValues.OTHER);
            }
            counts.merge(client.getValue(), 1, Integer::sum);
        }
        counts.forEach((state, number) -> sink.add(count, ofState(state), number));
        emitIds(stateOf, sink);
    }

    /** The state of each client, by client. */
    private Map<String, String> read(MetricSink sink, Deadline deadline) throws IOException {
        ClientKeys keys = new ClientKeys(link, deadline, options.clientLimit());
        Map<String, String> stateOf = new TreeMap<>();
        for (MemberKey memberKey : options.memberKeys()) {
            ClientKeys.Contents contents = keys.read(memberKey.key());
            contents.values().keySet().forEach(client -> stateOf.putIfAbsent(client, memberKey.state()));
            tellWhatIsLeftOut(memberKey.key(), contents, sink);
        }
        for (String key : options.hashKeys()) {
            ClientKeys.Contents contents = keys.read(key);
            if (!contents.isHash() && !contents.values().isEmpty()) {
                throw new IOException("key " + key
                        + " is no hash from client to state; name a hash, or name the key under member-keys");
            }
            contents.values()
                    .forEach((client, state) -> stateOf.putIfAbsent(client, ClientStatesOptions.stateOf(state)));
            tellWhatIsLeftOut(key, contents, sink);
        }
        return stateOf;
    }

    private void tellWhatIsLeftOut(String key, ClientKeys.Contents contents, MetricSink sink) {
        if (!contents.isWhole()) {
            sink.missing(
                    "clients of " + key,
                    new IOException("there are more clients in " + key + " than " + options.clientLimit()
                            + ", and the others are not counted; raise client-limit"));
        }
    }

    private void emitIds(Map<String, String> stateOf, MetricSink sink) {
        Map<Client, Labels> next = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : stateOf.entrySet()) {
            if (next.size() >= options.idLimit()) {
                break;
            }
            Client client = new Client(entry.getKey(), entry.getValue());
            Labels known = clients.get(client);
            Labels labels = known == null ? Labels.of("client", client.id, "state", client.state) : known;
            next.put(client, labels);
            sink.add(info, labels, 1);
        }
        clients = next;
    }

    private Labels ofState(String state) {
        if (states.size() > 10 * MAX_STATES) {
            states.clear(); // states that come and go
        }
        return states.computeIfAbsent(state, word -> Labels.of("state", word));
    }

    @Override
    public void close() {
        link.close();
    }
}
