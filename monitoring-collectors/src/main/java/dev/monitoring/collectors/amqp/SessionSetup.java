package dev.monitoring.collectors.amqp;

import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.SocketConfigurator;
import dev.monitoring.core.tls.TlsContext;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** How a connection to one broker is set up, in the words of the RabbitMQ client. Immutable. */
final class SessionSetup {
    /** Frames and messages beyond it close the connection: twice what fits into an own queue. */
    private static final int MAX_INBOUND_BYTES = 2 * OwnQueue.MAX_BYTES;

    /** A session has a channel to ask on, and one for each subscription. */
    private static final int MAX_CHANNELS = 64;

    private final AmqpServer server;
    private final String purpose;
    private final SharedThreads threads;

    /** @param purpose what the connection is for, in a word; goes into its thread's name */
    SessionSetup(AmqpServer server, String purpose, SharedThreads threads) {
        this.server = server;
        this.purpose = purpose;
        this.threads = threads;
    }

    /** Where the session's work is done. */
    ExecutorService workers() {
        return threads.workers();
    }

    /**
     * Makes connections that do nothing by themselves: no recovery, no word in a log. Reads the files of the password and of
     * TLS, where there are any.
     *
     * @param taken is given each socket before it connects
     */
    ConnectionFactory factory(SocketConfigurator taken) throws IOException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUsername(server.login().username());
        factory.setPassword(server.login().password());
        factory.setVirtualHost(server.virtualHost());
        factory.setAutomaticRecoveryEnabled(false);
        factory.setThreadFactory(SharedThreads.reader(purpose));
        factory.setHeartbeatExecutor(threads.heartbeats());
        factory.setShutdownExecutor(threads.workers());
        factory.setExceptionHandler(new QuietHandler());
        factory.setMaxInboundMessageBodySize(MAX_INBOUND_BYTES);
        factory.setRequestedHeartbeat((int) server.heartbeat().toSeconds());
        factory.setRequestedChannelMax(MAX_CHANNELS);
        factory.setClientProperties(introduction(factory.getClientProperties()));
        factory.setSocketConfigurator(taken.andThen(socket -> socket.setTcpNoDelay(true)));
        if (server.tls().isPresent()) {
            TlsContext tls = server.tls().get().context();
            factory.useSslProtocol(tls.sslContext());
            factory.setSocketConfigurator(factory.getSocketConfigurator().andThen(socket -> {
                SSLSocket secure = (SSLSocket) socket;
                SSLParameters parameters = secure.getSSLParameters();
                tls.prepare(parameters, server.host());
                secure.setSSLParameters(parameters);
            }));
        }
        return factory;
    }

    private static Map<String, Object> introduction(Map<String, Object> ofTheClient) {
        Map<String, Object> properties = new HashMap<>(ofTheClient);
        properties.put("product", "monitoring");
        properties.put("information", "reads figures and copies of events; takes nothing from others");
        return properties;
    }
}
