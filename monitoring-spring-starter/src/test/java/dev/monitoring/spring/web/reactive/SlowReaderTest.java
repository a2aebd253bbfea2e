package dev.monitoring.spring.web.reactive;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.http.HttpLimits;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.RawHttp;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.http.RouteTable;
import dev.monitoring.core.http.WebAccess;
import dev.monitoring.core.testing.Await;
import dev.monitoring.spring.web.BasePath;
import dev.monitoring.spring.web.HostedAdapter;
import dev.monitoring.spring.web.WebGateway;
import io.netty.channel.ChannelOption;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** What a caller that reads nothing costs in memory on Reactor Netty, behind sockets whose own buffers are small. */
class SlowReaderTest {
    private static final int SOCKET_BYTES = 64 << 10;
    private static final int BLOCK_BYTES = 16 << 10;

    @Test
    void isGivenNoMoreThanAFewPieces() throws Exception {
        AtomicInteger written = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(1);
        Route endless = Route.get(
                "/endless",
                request -> HttpResponse.streamed(200, "application/x", out -> {
                    try {
                        while (true) {
                            out.write(new byte[BLOCK_BYTES]);
                            written.addAndGet(BLOCK_BYTES);
                        }
                    } finally {
                        ended.countDown();
                    }
                }));
        HttpLimits limits = HttpLimits.builder().stall(Duration.ofSeconds(1)).build();
        BasePath path = HostedAdapter.nextPath();
        try (WebGateway gateway =
                HostedAdapter.gateway(RouteTable.of(List.of(endless)), WebAccess.loopbackOnly(), limits)) {
            DisposableServer server = serve(new MonitoringHandler(gateway, path));
            URI base = URI.create("http://127.0.0.1:" + server.port() + "/");
            try (RawHttp caller = RawHttp.connect(base, 4_096)) {
                caller.send(RawHttp.request("GET", path.path() + "/endless"));

                Await.until("the caller is let go", () -> ended.getCount() == 0);

                assertTrue(written.get() < 1 << 20, () -> written + " bytes were written for nobody");
            } finally {
                server.disposeNow();
            }
        }
    }

    private static DisposableServer serve(MonitoringHandler handler) {
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .childOption(ChannelOption.SO_SNDBUF, SOCKET_BYTES)
                .handle(new ReactorHttpHandlerAdapter(
                        WebHttpHandlerBuilder.webHandler(handler).build()))
                .bindNow();
    }
}
