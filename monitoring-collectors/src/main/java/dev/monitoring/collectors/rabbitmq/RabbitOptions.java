package dev.monitoring.collectors.rabbitmq;

import java.util.List;

/**
 * What to show of a broker, and under which names. Immutable.
 *
 * @param compat the version of the plugin to imitate
 * @param series how to show queues
 * @param filter which queues count
 * @param queueLimit how many queues to read in a run at most
 * @param named the queues of the target's virtual host to ask for where the management API cannot be read
 */
record RabbitOptions(Compat compat, QueueSeries series, QueueFilter filter, int queueLimit, List<String> named) {
    RabbitOptions {
        named = List.copyOf(named);
    }
}
