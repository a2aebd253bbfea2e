package dev.monitoring.spring.web.servlet;

import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.spring.web.CsrfJson;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.web.csrf.CsrfToken;

/**
 * The host's protection against forged requests, told to pages of ours: which header to send, with which token. Pages of other
 * origins cannot read it. Loaded only where Spring Security is.
 */
final class CsrfAnswer {
    private CsrfAnswer() {}

    /** On the container's thread: to make a token may begin a session. */
    static HttpResponse to(HttpServletRequest request) {
        return request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token
                ? CsrfJson.of(token.getHeaderName(), token.getToken())
                : CsrfJson.none();
    }
}
