package dev.monitoring.spring.web.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.monitoring.core.time.Clock;
import dev.monitoring.spring.web.ServerRequests;
import dev.monitoring.spring.web.ServerRequestsTest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.servlet.HandlerMapping;

/** What the filter does without a container. */
class RequestFilterTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final ServerRequests requests = ServerRequestsTest.requests(registry, Clock.system(), 100);
    private final RequestFilter filter = new RequestFilter(requests);
    private final MockHttpServletRequest asked = new MockHttpServletRequest("GET", "/articles/1");
    private final MockHttpServletResponse answer = new MockHttpServletResponse();
    private final MockHttpServletRequest unrouted = new MockHttpServletRequest("GET", "/nowhere");
    private final MockHttpServletResponse unfound = new MockHttpServletResponse();

    @Test
    void allocatesNothingForARequestWhoseLikeWasSeen() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        unfound.setStatus(404);
        asked.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, "/articles/{article}");
        ask(20_000);

        long before = threads.getCurrentThreadAllocatedBytes();
        ask(20_000);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        // Less than a byte each: 1,472 in all have been seen, of what is not known, but not of every request.
        assertEquals(0, allocated / 40_000, allocated + " bytes for 40000 requests");
        assertEquals(
                20_000,
                registry.get("http.server.requests")
                        .tags("uri", "/articles/{article}", "status", "503")
                        .timer()
                        .count());
        assertEquals(
                40_000,
                registry.get("http.server.requests")
                        .tag("uri", "NOT_FOUND")
                        .timer()
                        .count());
    }

    private void ask(int times) throws ServletException, IOException {
        FilterChain rest = (request, response) -> {};
        for (int i = 0; i < times; i++) {
            answer.setStatus(i % 2 == 0 ? 200 : 503);
            filter.doFilter(asked, answer, rest);
            filter.doFilter(unrouted, unfound, rest);
        }
    }

    @Test
    void countsAnExceptionThatPassesByAsTheContainerWillAnswerIt() {
        Exception thrown = assertThrows(
                ServletException.class,
                () -> filter.doFilter(asked, answer, (request, response) -> {
                    throw new ServletException(new IllegalStateException("broken"));
                }));

        assertTrue(thrown.getCause() instanceof IllegalStateException);
        assertEquals(
                1,
                registry.get("http.server.requests")
                        .tags("status", "500", "exception", "IllegalStateException", "uri", "UNKNOWN")
                        .timer()
                        .count());
    }

    @Test
    void leavesRequestsToTheLibraryAlone() throws Exception {
        filter.doFilter(asked, answer, (request, response) -> request.setAttribute(MonitoringServlet.OWN, true));

        assertEquals(0, registry.getMeters().size());
    }
}
