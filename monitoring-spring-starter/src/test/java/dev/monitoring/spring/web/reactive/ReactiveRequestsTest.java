package dev.monitoring.spring.web.reactive;

import dev.monitoring.spring.web.RequestsContract;
import java.util.List;
import org.springframework.boot.WebApplicationType;

/** The contract on Netty. */
class ReactiveRequestsTest extends RequestsContract {
    @Override
    protected WebApplicationType type() {
        return WebApplicationType.REACTIVE;
    }

    @Override
    protected List<String> moreRequests() {
        return List.of("GET /never");
    }
}
