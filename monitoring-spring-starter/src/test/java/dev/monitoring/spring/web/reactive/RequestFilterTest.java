package dev.monitoring.spring.web.reactive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.monitoring.core.time.Clock;
import dev.monitoring.spring.web.ServerRequestsTest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** What the filter does without a server. */
class RequestFilterTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final RequestFilter filter = new RequestFilter(ServerRequestsTest.requests(registry, Clock.system(), 100));
    private final MockServerWebExchange exchange =
            MockServerWebExchange.from(MockServerHttpRequest.get("/articles/1").build());

    RequestFilterTest() {
        exchange.getAttributes()
                .put(
                        HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE,
                        PathPatternParser.defaultInstance.parse("/articles/{article}"));
    }

    /** Allocates nothing itself. */
    private enum Nobody implements CoreSubscriber<Void> {
        INSTANCE;

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(1);
        }

        @Override
        public void onNext(Void nothing) {}

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onComplete() {}
    }

    @Test
    void allocatesAnOperatorAndASubscriber() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ask(20_000);

        long before = threads.getCurrentThreadAllocatedBytes();
        ask(20_000);
        long perRequest = (threads.getCurrentThreadAllocatedBytes() - before) / 20_000;

        assertTrue(perRequest <= 64, perRequest + " bytes");
        assertEquals(
                40_000,
                registry.get("http.server.requests")
                        .tags("uri", "/articles/{article}", "status", "200")
                        .timer()
                        .count());
    }

    private void ask(int times) {
        WebFilterChain rest = any -> Mono.empty();
        for (int i = 0; i < times; i++) {
            filter.filter(exchange, rest).subscribe(Nobody.INSTANCE);
        }
    }

    @Test
    void doesNotKnowWhatACallerGotThatHasGone() {
        Disposable asked = filter.filter(exchange, any -> Mono.never()).subscribe();

        asked.dispose();

        assertEquals(
                1,
                registry.get("http.server.requests")
                        .tags("status", "UNKNOWN", "outcome", "UNKNOWN")
                        .timer()
                        .count());
    }

    @Test
    void countsAFailureWhenItsAnswerGoesOut() {
        filter.filter(exchange, any -> Mono.error(new IllegalStateException("broken")))
                .onErrorComplete()
                .block();
        assertEquals(0, registry.getMeters().size());
        exchange.getResponse().setStatusCode(HttpStatus.BAD_GATEWAY);

        exchange.getResponse().setComplete().block();

        assertEquals(
                1,
                registry.get("http.server.requests")
                        .tags("status", "502", "exception", "IllegalStateException")
                        .timer()
                        .count());
    }
}
