package dev.monitoring.spring.web.reactive;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.ClassUtils;
import reactor.netty.Connection;
import reactor.netty.FutureMono;

/** The connection under a request, where the server is Reactor Netty. */
final class NettyPeer {
    private static final boolean HAS_NETTY =
            ClassUtils.isPresent("reactor.netty.http.server.HttpServer", NettyPeer.class.getClassLoader());

    private NettyPeer() {}

    static boolean isUnder(ServerHttpRequest request) {
        return HAS_NETTY && Netty.isUnder(request);
    }

    /** Cuts the connection, if that can be done. */
    static boolean cut(ServerHttpRequest request) {
        return HAS_NETTY && Netty.cut(request);
    }

    /** Loaded only where Reactor Netty is. */
    private static final class Netty {
        static boolean isUnder(ServerHttpRequest request) {
            return ServerHttpRequestDecorator.<Object>getNativeRequest(request) instanceof Connection;
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
