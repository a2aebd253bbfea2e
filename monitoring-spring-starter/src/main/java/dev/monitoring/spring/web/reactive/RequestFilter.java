package dev.monitoring.spring.web.reactive;

import dev.monitoring.spring.web.ServerRequests;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.util.context.Context;

/**
 * Counts the application's requests, but those to this library. Thread-safe.
 *
 * <p>Allocates an operator and a subscriber for each request, and no more.
 */
final class RequestFilter implements WebFilter, Ordered {
    private final ServerRequests requests;

    RequestFilter(ServerRequests requests) {
        this.requests = requests;
    }

    /** Where Spring's own was: before everything that may answer. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 1;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return new Counted(chain.filter(exchange), requests, exchange);
    }

    /** The rest of the chain, whose end is a request's. */
    private static final class Counted extends MonoOperator<Void, Void> {
        private final ServerRequests requests;
        private final ServerWebExchange exchange;

        Counted(Mono<Void> rest, ServerRequests requests, ServerWebExchange exchange) {
            super(rest);
            this.requests = requests;
            this.exchange = exchange;
        }

        @Override
        public void subscribe(CoreSubscriber<? super Void> actual) {
            source.subscribe(new Request(actual, requests, exchange));
        }
    }

    /** One request under way. */
    private static final class Request implements CoreSubscriber<Void>, Subscription {
        private final CoreSubscriber<? super Void> actual;
        private final ServerRequests requests;
        private final ServerWebExchange exchange;
        private final long begun;
        private @Nullable Subscription upstream;
        private boolean counted;

        Request(CoreSubscriber<? super Void> actual, ServerRequests requests, ServerWebExchange exchange) {
            this.actual = actual;
            this.requests = requests;
            this.exchange = exchange;
            this.begun = requests.begin();
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            upstream = subscription;
            actual.onSubscribe(this);
        }

        /** Never called: there is nothing. */
        @Override
        public void onNext(Void nothing) {}

        @Override
        public void onComplete() {
            count(status(), null);
            actual.onComplete();
        }

        /** Handlers of exceptions stand before this filter: the status is known when the answer goes out. */
        @Override
        public void onError(Throwable error) {
            ServerHttpResponse answer = exchange.getResponse();
            if (answer.isCommitted()) {
                count(status(), error);
            } else {
                answer.beforeCommit(() -> {
                    count(status(), error);
                    return Mono.empty();
                });
            }
            actual.onError(error);
        }

        @Override
        public void request(long n) {
            Subscription current = upstream;
            if (current != null) {
                current.request(n);
            }
        }

        /** The caller has gone. */
        @Override
        public void cancel() {
            count(exchange.getResponse().isCommitted() ? status() : ServerRequests.NO_STATUS, null);
            Subscription current = upstream;
            if (current != null) {
                current.cancel();
            }
        }

        /** Without one of its own an answer that goes out has 200. */
        private int status() {
            HttpStatusCode status = exchange.getResponse().getStatusCode();
            return status == null ? 200 : status.value();
        }

        private void count(int status, @Nullable Throwable error) {
            if (counted) {
                return;
            }
            counted = true;
            if (exchange.getAttributes().get(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE)
                    instanceof MonitoringHandler) {
                return;
            }
            requests.answered(begun, exchange.getRequest().getMethod().name(), pattern(), status, error);
        }

        private @Nullable String pattern() {
            return exchange.getAttributes().get(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE)
                            instanceof PathPattern pattern
                    ? pattern.getPatternString()
                    : null;
        }
    }
}
