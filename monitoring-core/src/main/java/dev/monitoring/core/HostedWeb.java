package dev.monitoring.core;

import dev.monitoring.core.http.RouteTable;
import dev.monitoring.core.http.WebAccess;
import java.util.List;

/**
 * What a server of the host's serves of a running {@link Monitoring}, whether or not there is a port of its own besides.
 * Immutable.
 *
 * @param routes everything there is to serve
 * @param access who may do what, as configured by {@code monitoring.web.token} and {@code monitoring.web.users}
 * @param allowedHosts names that callers may use besides loopback, as configured by {@code monitoring.web.allowed-hosts}
 */
public record HostedWeb(RouteTable routes, WebAccess access, List<String> allowedHosts) {
    public HostedWeb {
        allowedHosts = List.copyOf(allowedHosts);
    }
}
