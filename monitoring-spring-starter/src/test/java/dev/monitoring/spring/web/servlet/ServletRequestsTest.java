package dev.monitoring.spring.web.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.spring.web.RequestsContract;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** The contract on Tomcat, with the answers that only Spring MVC has. */
class ServletRequestsTest extends RequestsContract {
    private static final Executor LATER = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

    @RestController
    static class Answers {
        @GetMapping("/called")
        Callable<String> called() {
            return () -> "called";
        }

        @GetMapping("/uncalled")
        Callable<String> uncalled() {
            return () -> {
                throw new IllegalStateException("uncalled");
            };
        }

        @GetMapping("/deferred")
        DeferredResult<String> deferred() {
            DeferredResult<String> result = new DeferredResult<>();
            LATER.execute(() -> result.setResult("deferred"));
            return result;
        }

        @GetMapping("/too-late")
        DeferredResult<String> tooLate() {
            return new DeferredResult<>(50L);
        }

        @GetMapping("/streamed")
        StreamingResponseBody streamed() {
            return out -> out.write("streamed".getBytes(StandardCharsets.UTF_8));
        }

        @GetMapping("/sent")
        void sent(HttpServletResponse response) throws IOException {
            response.sendError(HttpServletResponse.SC_PAYMENT_REQUIRED);
        }
    }

    @Override
    protected WebApplicationType type() {
        return WebApplicationType.SERVLET;
    }

    @Override
    protected List<Class<?>> more() {
        return List.of(Answers.class);
    }

    @Override
    protected List<String> moreRequests() {
        return List.of("GET /called", "GET /deferred", "GET /streamed", "GET /sent", "BREW /");
    }

    /** Spring's own filter says {@code /error} here, and counts what times out several times. */
    @Test
    void areCountedOnceAndUnderTheirRouteWhereTheyFailLater() {
        Map<String, Long> counted = countedOf(List.of("GET /uncalled", "GET /never", "GET /too-late"));

        assertEquals(
                Map.of(
                        "error=IllegalStateException exception=IllegalStateException method=GET"
                                + " outcome=SERVER_ERROR status=500 uri=/uncalled",
                        1L,
                        "error=IllegalArgumentException exception=IllegalArgumentException method=GET"
                                + " outcome=SERVER_ERROR status=500 uri=/never",
                        1L,
                        "error=none exception=none method=GET outcome=SERVER_ERROR status=503 uri=/too-late",
                        1L),
                counted);
    }
}
