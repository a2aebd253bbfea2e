package dev.monitoring.collectors.amqp;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.ExceptionHandler;
import com.rabbitmq.client.TopologyRecoveryException;

/** Says nothing of what goes wrong in the client's threads: the shutdown that follows says it once. Immutable. */
final class QuietHandler implements ExceptionHandler {
    @Override
    public void handleUnexpectedConnectionDriverException(Connection connection, Throwable failure) {}

    @Override
    public void handleReturnListenerException(Channel channel, Throwable failure) {}

    @Override
    public void handleConfirmListenerException(Channel channel, Throwable failure) {}

    @Override
    public void handleBlockedListenerException(Connection connection, Throwable failure) {}

    @Override
    public void handleConsumerException(
            Channel channel, Throwable failure, Consumer consumer, String consumerTag, String method) {}

    @Override
    public void handleConnectionRecoveryException(Connection connection, Throwable failure) {}

    @Override
    public void handleChannelRecoveryException(Channel channel, Throwable failure) {}

    @Override
    public void handleTopologyRecoveryException(
            Connection connection, Channel channel, TopologyRecoveryException failure) {}
}
