package dev.monitoring.spring.web.servlet;

import dev.monitoring.core.http.HttpDispatcher;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.LiveUpgrade;
import dev.monitoring.spring.web.BasePath;
import dev.monitoring.spring.web.CsrfJson;
import dev.monitoring.spring.web.WebGateway;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** Maps the container's requests to the dispatcher's. Thread-safe. */
final class MonitoringServlet extends HttpServlet {
    /** Marks the requests to this library, which are none to the application. */
    static final String OWN = MonitoringServlet.class.getName() + ".own";

    /** Marks a request whose answer broke off. */
    static final String BROKEN = MonitoringServlet.class.getName() + ".broken";

    private static final long serialVersionUID = 1;
    private static final boolean HAS_CSRF = isPresent("org.springframework.security.web.csrf.CsrfToken");
    private static final boolean HAS_WEB_SOCKETS = isPresent("jakarta.websocket.server.ServerContainer");

    private final transient WebGateway gateway;
    private final transient BasePath base;

    MonitoringServlet(WebGateway gateway, BasePath base) {
        this.gateway = gateway;
        this.base = base;
    }

    private static boolean isPresent(String type) {
        return ClassUtils.isPresent(type, MonitoringServlet.class.getClassLoader());
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        request.setAttribute(OWN, true);
        if (request.getAttribute(BROKEN) != null) {
            throw new BrokenOff();
        }
        String uri = request.getRequestURI();
        if (uri.equals(request.getContextPath() + base.path())) {
            Answers.write(HttpResponse.empty(308).withHeader("Location", base.redirect()), response);
            return;
        }
        Optional<String> path = base.below(request.getContextPath(), uri);
        if (path.isEmpty()) {
            Answers.write(HttpResponse.error(400, "the path is not written as " + base.path() + "/…"), response);
            return;
        }
        HttpDispatcher dispatcher = gateway.dispatcher().orElse(null);
        if (dispatcher == null) {
            Answers.write(gateway.notRunning(), response);
            return;
        }
        serve(request, response, path.get(), dispatcher);
    }

    private void serve(HttpServletRequest request, HttpServletResponse response, String path, HttpDispatcher dispatcher)
            throws ServletException, IOException {
        if (path.equals(CsrfJson.PATH) && HAS_CSRF) {
            Answers.write(CsrfAnswer.to(request), response);
            return;
        }
        ServletIncoming incoming = new ServletIncoming(
                request, path, (user, of) -> gateway.policy().grant(user.getName(), of::isUserInRole));
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            ServletExchange.begin(request, response, incoming, dispatcher, gateway);
            return;
        }
        LiveUpgrade decision = dispatcher.upgrade(incoming);
        if (decision instanceof LiveUpgrade.Refused refused) {
            Answers.write(refused.answer(), response);
        } else if (!HAS_WEB_SOCKETS || !ServletUpgrade.isOffered(getServletContext())) {
            Answers.write(HttpResponse.error(501, "the server offers no WebSocket; ask by plain requests"), response);
        } else {
            ServletUpgrade.begin(request, response, ((LiveUpgrade.Accepted) decision).connection(), gateway);
        }
    }

    /** Makes the container cut a connection. Has no stack trace, because where it comes from says nothing. */
    private static final class BrokenOff extends IOException {
        private static final long serialVersionUID = 1;

        private BrokenOff() {
            super(
                    "the answer broke off, because its caller reads too slowly or writing it failed; the connection is cut");
        }

        @Override
        public synchronized @Nullable Throwable fillInStackTrace() {
            return this;
        }
    }
}
