package dev.monitoring.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.monitoring.core.http.WebAccess.Grant;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who may do what where the server around us knows its callers itself. */
class RequestGuardTest {
    private static final Grant VIEWER = new Grant(Optional.of("vera"), Access.READ);
    private static final Grant STRANGER = new Grant(Optional.of("stan"), Access.OPEN);
    private static final WebAccess TOKEN =
            WebAccess.builder().token("0123456789abcdef", Access.OPERATE).build();

    private static Grant authorize(WebAccess access, Optional<Grant> proven, Access needed) {
        return new RequestGuard(access, AllowedHosts.any()).authorize(new Request(proven), needed);
    }

    private static int refusal(WebAccess access, Optional<Grant> proven, Access needed) {
        return assertThrows(Refusal.class, () -> authorize(access, proven, needed))
                .answer()
                .status();
    }

    @Test
    void trustsWhatTheServerAroundItHasProved() {
        WebAccess ofServer = WebAccess.loopbackOnly().withoutLoopback();

        assertEquals(VIEWER, authorize(ofServer, Optional.of(VIEWER), Access.READ));
        assertEquals(403, refusal(ofServer, Optional.of(VIEWER), Access.OPERATE));
        assertEquals(403, refusal(ofServer, Optional.of(STRANGER), Access.READ));
        assertEquals(403, refusal(ofServer, Optional.empty(), Access.READ));
        assertEquals(STRANGER, authorize(ofServer, Optional.of(STRANGER), Access.OPEN));
    }

    @Test
    void raisesNobodyWhomTheServerKnowsForCallingFromThisMachine() {
        assertEquals(403, refusal(WebAccess.loopbackOnly(), Optional.of(STRANGER), Access.READ));
        assertEquals(VIEWER, authorize(TOKEN, Optional.of(VIEWER), Access.READ));
    }

    @Test
    void letsEverybodyDoWhatWasConfiguredAndNoMore() {
        WebAccess open = WebAccess.loopbackOnly().withoutLoopback().withEverybody(Access.READ);

        assertEquals(Access.READ, authorize(open, Optional.empty(), Access.READ).access());
        assertEquals(403, refusal(open, Optional.empty(), Access.OPERATE));
        assertEquals(401, refusal(TOKEN.withEverybody(Access.READ), Optional.empty(), Access.OPERATE));
    }

    /** A request of a caller on this machine. */
    private record Request(Optional<Grant> proven) implements IncomingRequest {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String rawPath() {
            return "/";
        }

        @Override
        public String rawQuery() {
            return "";
        }

        @Override
        public List<String> headers(String name) {
            return List.of();
        }

        @Override
        public int headerCount() {
            return 0;
        }

        @Override
        public String protocol() {
            return "HTTP/1.1";
        }

        @Override
        public InetAddress remoteAddress() {
            return InetAddress.getLoopbackAddress();
        }

        @Override
        public long contentLength() {
            return 0;
        }

        @Override
        public InputStream body() {
            return InputStream.nullInputStream();
        }

        @Override
        public boolean isGone() {
            return false;
        }
    }
}
