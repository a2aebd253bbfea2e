package dev.monitoring.spring.web;

import dev.monitoring.spring.autoconfigure.StarterSettings;
import org.springframework.core.env.Environment;

/** Which of the host's servers has the routes. */
enum ServedBy {
    /** The application's, which has the management's endpoints too where those have no port of their own. */
    MAIN_SERVER,
    /** The one on the management's own port. */
    MANAGEMENT_SERVER,
    /** None. */
    NOBODY;

    private static final int DEFAULT_PORT = 8080;

    /** As configured. */
    static ServedBy of(Environment environment) {
        return switch (StarterSettings.valueOf(environment, StarterSettings.WEB_SERVER)) {
            case APPLICATION -> MAIN_SERVER;
            case MANAGEMENT -> management(environment);
            case NONE -> NOBODY;
        };
    }

    /** As Spring Boot decides it. */
    private static ServedBy management(Environment environment) {
        Integer port = environment.getProperty("management.server.port", Integer.class);
        int main = environment.getProperty("server.port", Integer.class, DEFAULT_PORT);
        if (port == null || port == main && port != 0) {
            return MAIN_SERVER;
        }
        return port < 0 ? NOBODY : MANAGEMENT_SERVER;
    }
}
