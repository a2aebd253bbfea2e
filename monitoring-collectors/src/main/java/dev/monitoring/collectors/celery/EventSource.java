package dev.monitoring.collectors.celery;

import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A broker as it is needed here: events that come in, and the lengths of queues. {@link #poll} is for one thread at a time;
 * {@link #close} may come from any.
 */
interface EventSource extends AutoCloseable {
    /** Takes what comes in; from one thread at a time. */
    interface Receiver {
        /** Events come from now on; those before were missed. */
        void listening();

        /**
         * A message.
         *
         * @param contentType what its body is, or the empty text
         */
        void message(String contentType, byte[] body);

        /** A message that cannot be one of Celery. */
        void malformed();
    }

    /**
     * How long a queue is.
     *
     * @param length the messages that wait in it
     * @param priorities the same by priority, where each has a list of its own
     * @param consumers how many consume it; nothing where the broker does not tell
     * @param fault why nothing is known, where that is so
     */
    record Queue(
            String name, long length, List<Priority> priorities, Optional<Long> consumers, Optional<String> fault) {
        public Queue {
            priorities = List.copyOf(priorities);
        }
    }

    /** How many messages of one priority wait. */
    record Priority(int step, long length) {}

    /**
     * What a poll gave.
     *
     * @param unacknowledged the messages that workers hold and have not acknowledged, of all queues; nothing where the
     *     broker does not tell
     * @param lost messages with events that were dropped since the last poll, because there were too many
     * @param isFull whether the broker drops some now, which it does not count
     */
    record Poll(List<Queue> queues, Optional<Long> unacknowledged, long lost, boolean isFull) {
        public Poll {
            queues = List.copyOf(queues);
        }
    }

    /**
     * Makes sure that events come in, listening anew where they did not, and asks for queues.
     *
     * @throws IOException events do not come in; why, with a remedy and without secrets
     */
    Poll poll(Collection<String> queues, Deadline deadline) throws IOException, InterruptedException;

    /** How often it began to listen. */
    long connects();

    @Override
    void close();
}
