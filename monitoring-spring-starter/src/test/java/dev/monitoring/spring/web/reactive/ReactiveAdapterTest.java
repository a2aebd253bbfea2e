package dev.monitoring.spring.web.reactive;

import dev.monitoring.core.http.HttpAdapterContract;
import dev.monitoring.core.http.HttpLimits;
import dev.monitoring.core.http.RouteTable;
import dev.monitoring.core.http.WebAccess;
import dev.monitoring.spring.web.BasePath;
import dev.monitoring.spring.web.HostedAdapter;
import dev.monitoring.spring.web.WebGateway;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.server.WebHandler;

/** The contract on an embedded Netty, one for all tests; each has an adapter of its own in it. */
class ReactiveAdapterTest extends HttpAdapterContract {
    private static final Map<String, MonitoringHandler> HANDLERS = new ConcurrentHashMap<>();
    private static @Nullable ConfigurableApplicationContext context;

    @BeforeAll
    static void startNetty() {
        context = HostedAdapter.bare(WebApplicationType.REACTIVE)
                .initializers(beans -> ((GenericApplicationContext) beans)
                        .registerBean(SimpleUrlHandlerMapping.class, ReactiveAdapterTest::mapping))
                .run();
    }

    /** Serves by the adapter whose base path it is. */
    private static SimpleUrlHandlerMapping mapping() {
        WebHandler byPath = exchange -> {
            String path = exchange.getRequest().getURI().getRawPath();
            return HANDLERS.get(path.substring(0, path.indexOf('/', 1))).handle(exchange);
        };
        return new SimpleUrlHandlerMapping(Map.of("/**", byPath), -1);
    }

    @AfterAll
    static void stopNetty() {
        if (context != null) {
            context.close();
        }
    }

    @Override
    protected RunningAdapter start(RouteTable routes, WebAccess access, HttpLimits limits) {
        WebGateway gateway = HostedAdapter.gateway(routes, access, limits);
        BasePath path = HostedAdapter.nextPath();
        HANDLERS.put(path.path(), new MonitoringHandler(gateway, path));
        URI base = URI.create("http://127.0.0.1:" + HostedAdapter.port(context) + path.path() + "/");
        return new RunningAdapter() {
            @Override
            public URI base() {
                return base;
            }

            @Override
            public void close() {
                gateway.close();
            }
        };
    }
}
