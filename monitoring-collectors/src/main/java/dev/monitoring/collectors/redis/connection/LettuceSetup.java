package dev.monitoring.collectors.redis.connection;

import dev.monitoring.core.tls.TlsClient;
import dev.monitoring.core.tls.TlsContext;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.protocol.ProtocolVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLParameters;

/** How a connection to one server is set up, in the words of the Lettuce client. Immutable. */
final class LettuceSetup {
    private final RedisServer server;
    private final Address address;
    private final Duration timeout;
    private final Optional<TlsContext> tls;

    /** Reads the files of TLS, where there are any. */
    LettuceSetup(RedisServer server, Duration timeout) throws IOException {
        this.server = server;
        this.address = server.address().orElseThrow();
        this.timeout = timeout.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : timeout;
        Optional<TlsClient> client = server.tls();
        this.tls = client.isPresent() ? Optional.of(client.get().context()) : Optional.empty();
    }

    /** RESP 2, since all versions speak it; no greeting beyond login, database and name, since an ACL might refuse it. */
    RedisURI uri() {
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(address.host())
                .withPort(address.port())
                .withDatabase(server.database())
                .withClientName(server.clientName())
                .withLibraryName("")
                .withLibraryVersion("")
                .withTimeout(timeout);
        server.login().password().ifPresent(password -> {
            if (server.login().username().isPresent()) {
                uri.withAuthentication(server.login().username().get(), password.toCharArray());
            } else {
                uri.withPassword(password.toCharArray());
            }
        });
        tls.ifPresent(context ->
                uri.withSsl(true).withVerifyPeer(checksHost(context) ? SslVerifyMode.FULL : SslVerifyMode.CA));
        return uri.build();
    }

    ClientOptions options() {
        ClientOptions.Builder options = ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .pingBeforeActivateConnection(false)
                .protocolVersion(ProtocolVersion.RESP2)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(timeout)
                        .keepAlive(true)
                        .tcpNoDelay(true)
                        .build());
        tls.ifPresent(context -> options.sslOptions(ssl(context)));
        MaintenanceNotices.switchOff(options);
        return options.build();
    }

    private SslOptions ssl(TlsContext context) {
        return SslOptions.builder()
                .jdkSslProvider()
                .handshakeTimeout(timeout)
                .sslContext(builder -> {
                    builder.trustManager(context.trustManager());
                    for (KeyManager manager : context.keyManagers()) {
                        builder.keyManager(manager);
                    }
                })
                .sslParameters(() -> {
                    SSLParameters parameters = new SSLParameters();
                    context.prepare(parameters, address.host());
                    return parameters;
                })
                .build();
    }

    /** Where another name than the host's counts, the trust manager looks at it. */
    private static boolean checksHost(TlsContext context) {
        return context.verifies() && context.serverName().isEmpty();
    }
}
