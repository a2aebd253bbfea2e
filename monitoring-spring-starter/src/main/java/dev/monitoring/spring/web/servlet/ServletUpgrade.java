package dev.monitoring.spring.web.servlet;

import dev.monitoring.core.http.LiveConnection;
import dev.monitoring.spring.web.WebGateway;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** WebSockets of a container that has Jakarta WebSocket 2.1. Loaded only where that is. */
final class ServletUpgrade {
    private ServletUpgrade() {}

    /** Whether the container has WebSockets. */
    static boolean isOffered(ServletContext context) {
        return context.getAttribute(ServerContainer.class.getName()) instanceof ServerContainer;
    }

    /** Answers an accepted request. */
    static void begin(
            HttpServletRequest request, HttpServletResponse response, LiveConnection connection, WebGateway gateway)
            throws ServletException, IOException {
        ServerContainer container =
                (ServerContainer) request.getServletContext().getAttribute(ServerContainer.class.getName());
        ServerEndpointConfig config = ServerEndpointConfig.Builder.create(LiveEndpoint.class, "/monitoring")
                .configurator(new OneEndpoint(new LiveEndpoint(connection, gateway)))
                .build();
        // Names of Tomcat's; elsewhere they mean nothing. Its own waits are half a minute.
        config.getUserProperties().put("org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", 2_000L);
        config.getUserProperties().put("org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT", 2_000L);
        try {
            container.upgradeHttpToWebSocket(request, response, config, Map.of());
        } catch (DeploymentException e) {
            throw new ServletException("the container does not take the WebSocket", e);
        }
    }

    /** Our own end; who may open it was decided before. */
    private static final class OneEndpoint extends ServerEndpointConfig.Configurator {
        private final LiveEndpoint endpoint;

        private OneEndpoint(LiveEndpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            return type.cast(endpoint);
        }

        @Override
        public boolean checkOrigin(String origin) {
            return true;
        }

        /** None: compression costs each caller's memory and is worth little on the short way to a console. */
        @Override
        public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
            return List.of();
        }
    }
}
