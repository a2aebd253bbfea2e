package dev.monitoring.spring.web;

import dev.monitoring.core.HostedWeb;
import dev.monitoring.core.http.Access;
import dev.monitoring.core.http.AllowedHosts;
import dev.monitoring.core.http.RequestGuard;
import dev.monitoring.core.http.WebAccess;
import dev.monitoring.core.http.WebAccess.Grant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who may do what within the host's server. Immutable.
 *
 * <p>Whom the host has authenticated may do what its roles say. Others may do what credentials of ours say, and where there
 * are none, callers on this machine may do everything; but not where the host authenticates callers, nor where it stands
 * behind a proxy, which makes everybody look local.
 *
 * @param hostAuthenticates whether Spring Security is there
 * @param behindProxy whether the host takes forwarded headers for true, so that addresses prove nothing
 * @param everybodyReads whether whoever reaches the routes may look
 * @param readRoles roles that may look; {@code *} for every authenticated user
 * @param adminRoles roles that may look and change things; {@code *} for every authenticated user
 */
public record WebPolicy(
        boolean hostAuthenticates,
        boolean behindProxy,
        boolean everybodyReads,
        List<String> readRoles,
        List<String> adminRoles) {
    private static final String ANY_ROLE = "*";

    public WebPolicy {
        readRoles = List.copyOf(readRoles);
        adminRoles = List.copyOf(adminRoles);
    }

    /** What a user whom the host has authenticated may do. */
    public Grant grant(String principal, Predicate<String> hasRole) {
        Access access = has(adminRoles, hasRole) ? Access.OPERATE : has(readRoles, hasRole) ? Access.READ : Access.OPEN;
        return new Grant(Optional.of(principal), access);
    }

    private static boolean has(List<String> roles, Predicate<String> hasRole) {
        return roles.stream().anyMatch(role -> role.equals(ANY_ROLE) || hasRole.test(role));
    }

    /**
     * The guard of the routes. The names that callers use are checked where calling from this machine is all that is asked
     * of them: elsewhere a foreign page that points its own name at us brings neither password nor cookie with it.
     */
    RequestGuard guard(HostedWeb web) {
        WebAccess access = web.access();
        boolean byAddress = !access.hasCredentials() && !hostAuthenticates && !behindProxy && !everybodyReads;
        if (!byAddress) {
            access = access.withoutLoopback();
        }
        if (everybodyReads) {
            access = access.withEverybody(Access.READ);
        }
        return new RequestGuard(
                access, byAddress ? AllowedHosts.loopback().withNames(web.allowedHosts()) : AllowedHosts.any());
    }
}
