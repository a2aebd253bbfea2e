package dev.monitoring.collectors.celery;

import dev.monitoring.collectors.redis.connection.Command;
import dev.monitoring.collectors.redis.connection.RedisLink;
import dev.monitoring.collectors.redis.connection.RedisServer;
import dev.monitoring.collectors.redis.connection.RedisSubscription;
import dev.monitoring.collectors.redis.connection.Reply;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Events from the channels {@code /<database>.celeryev/*} of a Redis, and queues that are lists: one for each priority, the
 * lowest under the queue's own name, the others with a separator and their step behind it.
 */
final class RedisEvents implements EventSource {
    private static final String SEPARATOR = "\u0006\u0016";

    private final RedisServer server;
    private final RedisLink link;
    private final RedisSubscription subscription;
    private final List<Integer> steps;
    private final String keyPrefix;
    private long lostBefore;

    RedisEvents(RedisServer server, List<Integer> steps, String keyPrefix, Receiver receiver) {
        this.server = server;
        this.link = RedisLink.to(server);
        this.steps = List.copyOf(steps);
        this.keyPrefix = keyPrefix;
        String pattern = keyPrefix + "/" + server.database() + ".celeryev/*";
        this.subscription = RedisSubscription.to(server, pattern, new RedisSubscription.Listener() {
            @Override
            public void subscribed() {
                receiver.listening();
            }

            @Override
            public void message(byte[] message) {
                KombuEnvelope envelope;
                try {
                    envelope = KombuEnvelope.read(message);
                } catch (IOException e) {
                    receiver.malformed();
                    return;
                }
                receiver.message(envelope.contentType(), envelope.body());
            }
        });
    }

    @Override
    public Poll poll(Collection<String> queues, Deadline deadline) throws IOException {
        subscription.require(deadline);
        List<Command> batch = new ArrayList<>();
        for (String queue : queues) {
            for (int step : steps) {
                batch.add(Command.of("LLEN", keyPrefix + queue + (step == 0 ? "" : SEPARATOR + step)));
            }
        }
        batch.add(Command.of("HLEN", keyPrefix + "unacked"));
        List<Reply> replies = link.ask(batch, deadline);
        List<Queue> answers = new ArrayList<>();
        int next = 0;
        for (String queue : queues) {
            answers.add(queue(queue, replies.subList(next, next + steps.size())));
            next += steps.size();
        }
        Reply unacknowledged = replies.get(next);
        long lost = subscription.dropped();
        long lostNow = lost - lostBefore;
        lostBefore = lost;
        return new Poll(
                answers,
                unacknowledged.isRefusal()
                        ? Optional.empty()
                        : Optional.of((long) unacknowledged.asNumber().orElse(0)),
                lostNow,
                false);
    }

    private Queue queue(String name, List<Reply> replies) {
        List<Priority> priorities = new ArrayList<>();
        long length = 0;
        for (int i = 0; i < steps.size(); i++) {
            Reply reply = replies.get(i);
            if (reply.isRefusal()) {
                return new Queue(
                        name,
                        0,
                        List.of(),
                        Optional.empty(),
                        Optional.of(server.name() + " refuses LLEN: " + reply.text()
                                + "; grant the user +llen and the keys of the queue, or correct queues"));
            }
            long ofStep = (long) reply.asNumber().orElse(0);
            priorities.add(new Priority(steps.get(i), ofStep));
            length += ofStep;
        }
        return new Queue(name, length, priorities, Optional.empty(), Optional.empty());
    }

    @Override
    public long connects() {
        return subscription.connects();
    }

    @Override
    public void close() {
        subscription.close();
        link.close();
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
