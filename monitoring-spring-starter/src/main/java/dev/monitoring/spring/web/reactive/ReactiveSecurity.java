package dev.monitoring.spring.web.reactive;

import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.WebAccess.Grant;
import dev.monitoring.spring.web.CsrfJson;
import dev.monitoring.spring.web.WebPolicy;
import java.security.Principal;
import java.util.Optional;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What Spring Security knows of a caller. Loaded only where that is. */
final class ReactiveSecurity {
    private static final String ROLE = "ROLE_";

    private ReactiveSecurity() {}

    /** What a user may do; nothing for one that is nobody. */
    static Optional<Grant> grant(Principal user, WebPolicy policy) {
        if (!(user instanceof Authentication authentication)) {
            return Optional.of(policy.grant(user.getName(), role -> false));
        }
        if (!authentication.isAuthenticated() || authentication instanceof AnonymousAuthenticationToken) {
            return Optional.empty();
        }
        return Optional.of(policy.grant(
                user.getName(),
                role -> authentication.getAuthorities().stream()
                        .anyMatch(granted -> (ROLE + role).equals(granted.getAuthority()))));
    }

    /** The host's protection against forged requests, told to pages of ours. */
    static Mono<HttpResponse> csrf(ServerWebExchange exchange) {
        Mono<CsrfToken> token = exchange.getAttributeOrDefault(CsrfToken.class.getName(), Mono.empty());
        return token.map(found -> CsrfJson.of(found.getHeaderName(), found.getToken()))
                .defaultIfEmpty(CsrfJson.none());
    }
}
