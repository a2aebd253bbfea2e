package dev.monitoring.spring.web.servlet;

import dev.monitoring.spring.web.ServerRequests;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the application's requests, but those to this library. Thread-safe.
 *
 * <p>Allocates nothing for a request that is answered when the chain returns; for another one it allocates a listener, which counts
 * it when it is answered.
 */
final class RequestFilter implements Filter {
    /** Where Spring MVC leaves the pattern of the route that it has found. */
    private static final String PATTERN = "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";

    private static final Logger log = LoggerFactory.getLogger(RequestFilter.class);

    private final ServerRequests requests;

    RequestFilter(ServerRequests requests) {
        this.requests = requests;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest asked) || !(response instanceof HttpServletResponse answer)) {
            chain.doFilter(request, response);
            return;
        }
        long begun = requests.begin();
        try {
            chain.doFilter(request, response);
        } catch (Throwable thrown) {
            // It is answered by the container, which has not done so yet.
            int status = answer.isCommitted() ? answer.getStatus() : HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
            count(begun, asked, status, pattern(asked), cause(thrown));
            throw thrown;
        }
        if (!asked.isAsyncStarted()) {
            count(begun, asked, answer.getStatus(), pattern(asked), null);
        } else if (asked.getAttribute(MonitoringServlet.OWN) == null) {
            countLater(new Later(begun, asked, answer, pattern(asked)));
        }
    }

    private void countLater(Later later) {
        try {
            later.asked.getAsyncContext().addListener(later);
        } catch (IllegalStateException e) { // answered meanwhile
            later.count();
        }
    }

    /** Spring's error pages have patterns too, but come after an exception has passed by here. */
    private static @Nullable String pattern(HttpServletRequest asked) {
        return asked.getAttribute(PATTERN) instanceof String pattern ? pattern : null;
    }

    private void count(
            long begun, HttpServletRequest asked, int status, @Nullable String pattern, @Nullable Throwable thrown) {
        try {
            if (pattern == null && asked.getAttribute(MonitoringServlet.OWN) != null) {
                return;
            }
            Throwable error = thrown == null ? told(asked) : thrown;
            requests.answered(begun, asked.getMethod(), pattern, status, error);
        } catch (RuntimeException e) { // a request that the container has taken back
            log.debug("a request is not counted", e);
        }
    }

    /** What somebody has handled, and told the container of. */
    private static @Nullable Throwable told(HttpServletRequest asked) {
        return asked.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable error ? error : null;
    }

    private static Throwable cause(Throwable thrown) {
        Throwable cause = thrown instanceof ServletException ? thrown.getCause() : null;
        return cause == null ? thrown : cause;
    }

    /** A request that is answered after the chain has returned. Called by one thread at a time. */
    private final class Later implements AsyncListener {
        private final long begun;
        private final HttpServletRequest asked;
        private final HttpServletResponse answer;
        private final @Nullable String pattern;
        private @Nullable Throwable failure;
        private boolean counted;

        Later(long begun, HttpServletRequest asked, HttpServletResponse answer, @Nullable String pattern) {
            this.begun = begun;
            this.asked = asked;
            this.answer = answer;
            this.pattern = pattern;
        }

        @Override
        public void onComplete(AsyncEvent event) {
            count();
        }

        /** The answer is still to come: what waits for it hears of this, too. */
        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {
            failure = event.getThrowable();
        }

        /** Dispatched and begun anew, which leaves listeners behind. */
        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }

        void count() {
            if (!counted) {
                counted = true;
                Throwable error = failure;
                RequestFilter.this.count(
                        begun, asked, answer.getStatus(), pattern, error == null ? null : cause(error));
            }
        }
    }
}
