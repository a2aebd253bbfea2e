package dev.monitoring.core.http;

import dev.monitoring.core.http.WebAccess.Grant;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one place that decides whether a request may go on: by the name it calls us, by the page it comes from, by what its
 * caller may do. Everything not allowed here is refused. Immutable.
 */
public final class RequestGuard {
    private static final List<String> PROXY_HEADERS =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via");

    /** What nginx speaks to the servers behind it unless told otherwise, with none of the headers above. */
    private static final String OF_PROXIES = "HTTP/1.0";

    private final WebAccess access;
    private final AllowedHosts hosts;

    public RequestGuard(WebAccess access, AllowedHosts hosts) {
        this.access = access;
        this.hosts = hosts;
    }

    /** Refuses a request that calls us by a name somebody else may control. */
    void requireKnownHost(IncomingRequest request) {
        List<String> values = request.headers("Host");
        Optional<Authority> host = values.size() == 1 ? Authority.parse(values.get(0)) : Optional.empty();
        if (host.isEmpty() || !hosts.allows(host.get())) {
            String named = values.isEmpty() ? "none" : "\"" + shortened(String.join(", ", values)) + "\"";
            throw new Refusal(
                    403,
                    "host " + named + " is not one that this server answers to; call it by localhost or its address, or"
                            + " add the name to monitoring.web.allowed-hosts");
        }
    }

    /**
     * Refuses what a page of another origin made a browser send. Programs that are no browsers send neither header and
     * pass.
     */
    void requireSameOrigin(IncomingRequest request) {
        List<String> origins = request.headers("Origin");
        List<String> sites = request.headers("Sec-Fetch-Site");
        boolean foreign = origins.size() > 1
                || origins.size() == 1 && !isOwnOrigin(origins.get(0), request)
                || origins.isEmpty()
                        && sites.stream().anyMatch(site -> !site.equals("same-origin") && !site.equals("none"));
        if (foreign) {
            throw new Refusal(403, "the request comes from a page of another origin; only pages of this server may");
        }
    }

    /** What the caller may do; refuses one that may do less than {@code needed}. */
    Grant authorize(IncomingRequest request, Access needed) {
        Optional<Grant> known = known(request);
        Grant grant = known.orElse(new Grant(Optional.empty(), access.everybody()));
        if (grant.access().compareTo(needed) >= 0) {
            return grant;
        }
        if (known.isEmpty()) {
            throw unknownCaller();
        }
        throw needed == Access.READ
                ? new Refusal(403, "this user may not look at the monitoring; give it a role that may")
                : new Refusal(403, "these credentials may only read; use ones that may change things");
    }

    private Optional<Grant> known(IncomingRequest request) {
        Optional<Grant> grant = request.proven();
        if (grant.isEmpty() && access.hasCredentials()) {
            grant = byCredentials(request);
        }
        return grant.isEmpty() && access.trustsLoopback() ? local(request) : grant;
    }

    private Refusal unknownCaller() {
        if (access.hasCredentials()) {
            return new Refusal(
                    401,
                    Map.of("WWW-Authenticate", access.challenge()),
                    "credentials are needed: a token (monitoring.web.token) or a user (monitoring.web.users)");
        }
        return new Refusal(
                403,
                access.trustsLoopback()
                        ? "without credentials configured only callers on this machine are answered, and not through a"
                                + " proxy, which is who speaks HTTP/1.0; set monitoring.web.token or monitoring.web.users"
                        : "only users whom the application has authenticated are answered; log in there, or set"
                                + " monitoring.web.token");
    }

    private Optional<Grant> byCredentials(IncomingRequest request) {
        List<String> values = request.headers("Authorization");
        return values.size() == 1 ? access.authenticate(values.get(0)) : Optional.empty();
    }

    /** A proxy on this machine makes everybody look local, so what came through one does not count. */
    private static Optional<Grant> local(IncomingRequest request) {
        InetAddress remote = request.remoteAddress();
        boolean direct = !request.protocol().equals(OF_PROXIES)
                && PROXY_HEADERS.stream().allMatch(name -> request.headers(name).isEmpty());
        return remote != null && remote.isLoopbackAddress() && direct
                ? Optional.of(new Grant(Optional.empty(), Access.OPERATE))
                : Optional.empty();
    }

    /** Compares host and port of the origin with those the request was sent to; a proxy may have ended TLS before us. */
    private static boolean isOwnOrigin(String origin, IncomingRequest request) {
        int schemeEnd = origin.indexOf("://");
        if (schemeEnd < 0) {
            return false;
        }
        int defaultPort = switch (origin.substring(0, schemeEnd)) {
            case "http" -> 80;
            case "https" -> 443;
            default -> -1;
        };
        Optional<Authority> from = Authority.parse(origin.substring(schemeEnd + 3));
        List<String> hosts = request.headers("Host");
        Optional<Authority> to = hosts.size() == 1 ? Authority.parse(hosts.get(0)) : Optional.empty();
        if (defaultPort < 0 || from.isEmpty() || to.isEmpty()) {
            return false;
        }
        int fromPort = from.get().port() < 0 ? defaultPort : from.get().port();
        int toPort = to.get().port() < 0 ? defaultPort : to.get().port();
        return from.get().host().equals(to.get().host()) && fromPort == toPort;
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
