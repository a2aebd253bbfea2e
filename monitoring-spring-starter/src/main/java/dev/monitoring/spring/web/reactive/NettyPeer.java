package dev.monitoring.spring.web.reactive;

import dev.monitoring.core.http.PeerWaits;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.ClassUtils;
import reactor.netty.Connection;
import reactor.netty.FutureMono;
import reactor.netty.http.server.HttpServerRequest;

/** The connection under a request, where the server is Reactor Netty. */
final class NettyPeer {
    private static final boolean HAS_NETTY =
            ClassUtils.isPresent("reactor.netty.http.server.HttpServer", NettyPeer.class.getClassLoader());

    private NettyPeer() {}

    static boolean isUnder(ServerHttpRequest request) {
        return HAS_NETTY && Netty.isUnder(request);
    }

    /** The version of HTTP that is spoken on it; empty where that is not to be known. */
    static String protocol(ServerHttpRequest request) {
        return HAS_NETTY ? Netty.protocol(request) : "";
    }

    /** Cuts the connection, if that can be done. */
    static boolean cut(ServerHttpRequest request) {
        return HAS_NETTY && Netty.cut(request);
    }

    /** Has {@code pending} succeed once all that the connection was given is out; at once where that is not to be known. */
    static void whenOut(ServerHttpRequest request, PeerWaits.Pending pending) {
        if (!HAS_NETTY || !Netty.whenOut(request, pending)) {
            pending.succeeded();
        }
    }

    /** Loaded only where Reactor Netty is. */
    private static final class Netty {
        static boolean isUnder(ServerHttpRequest request) {
            return ServerHttpRequestDecorator.<Object>getNativeRequest(request) instanceof Connection;
        }

        static String protocol(ServerHttpRequest request) {
            return ServerHttpRequestDecorator.<Object>getNativeRequest(request) instanceof HttpServerRequest known
                    ? known.version().text()
                    : "";
        }

        /** An empty buffer is passed on by all handlers, and is written when all before it is. */
        static boolean whenOut(ServerHttpRequest request, PeerWaits.Pending pending) {
            if (ServerHttpRequestDecorator.<Object>getNativeRequest(request) instanceof Connection connection) {
                Channel channel = connection.channel();
                channel.eventLoop()
                        .execute(() -> channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                                .addListener(written -> pending.succeeded()));
                return true;
            }
            return false;
        }

        static boolean cut(ServerHttpRequest request) {
            if (ServerHttpRequestDecorator.<Object>getNativeRequest(request) instanceof Connection connection) {
                FutureMono.from(connection.channel().close()).onErrorComplete().subscribe();
                return true;
            }
            return false;
        }
    }
}
