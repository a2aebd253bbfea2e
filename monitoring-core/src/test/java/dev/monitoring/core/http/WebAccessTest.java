package dev.monitoring.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class WebAccessTest {
    @Test
    void refusesCredentialsThatGuardNothing() {
        WebAccess.Builder builder = WebAccess.builder();

        String shortToken = assertThrows(
                        IllegalArgumentException.class, () -> builder.token("canary-1234", Access.READ))
                .getMessage();

        assertTrue(shortToken.startsWith("the token has 11 characters; use at least 16"), shortToken);
        assertFalse(shortToken.contains("canary"));
        assertThrows(IllegalArgumentException.class, () -> builder.user("", "x", Access.READ));
        assertThrows(IllegalArgumentException.class, () -> builder.user("a:b", "x", Access.READ));
        assertThrows(IllegalArgumentException.class, () -> builder.user("a", "", Access.READ));
        assertFalse(builder.build().hasCredentials());
    }

    @Test
    void showsNoSecret() {
        WebAccess access = WebAccess.builder()
                .token("canary-0123456789", Access.READ)
                .user("rita", "canary", Access.READ)
                .build();

        assertEquals("WebAccess[2 credentials]", access.toString());
        assertEquals("WebAccess[loopback only]", WebAccess.loopbackOnly().toString());
    }

    @Test
    void refusesAllowedHostsThatAreNone() {
        for (String name : List.of("http://a", "a:9900", "a/b", "", "*", "a.", "*.example.org")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> AllowedHosts.loopback().withNames(List.of(name)),
                    name);
        }
        assertTrue(AllowedHosts.loopback()
                .withNames(List.of("2001:db8::1"))
                .allows(Authority.parse("[2001:db8::1]:9900").orElseThrow()));
    }
}
