package dev.monitoring.collectors.minio;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.monitoring.core.endpoint.Credentials;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The token by which MinIO shows its metrics to the owner of an access key: a JWT with the claims {@code iss}, {@code sub} and
 * {@code exp}, signed with the secret key by HMAC-SHA-512, as {@code mc admin prometheus generate} makes it. That one is good
 * for a hundred years; this one is made for each request and good for an hour, which leaves room for clocks that differ.
 * Thread-safe; neither key nor token shows in {@code toString}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7519">RFC 7519</a>
 */
final class PrometheusToken implements Credentials {
    private static final String HEADER = "{\"alg\":\"HS512\",\"typ\":\"JWT\"}";
    private static final String ALGORITHM = "HmacSHA512";
    private static final long LIFETIME_SECONDS = 3_600;

    private final S3Keys keys;
    private final Clock clock;

    PrometheusToken(S3Keys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public Optional<String> authorization() throws IOException {
        long expiry = clock.epochMillis() / 1000 + LIFETIME_SECONDS;
        String subject = new String(JsonStringEncoder.getInstance().quoteAsString(keys.accessKey()));
        String claims = "{\"iss\":\"prometheus\",\"sub\":\"" + subject + "\",\"exp\":" + expiry + "}";
        String signed = encoded(HEADER.getBytes(StandardCharsets.US_ASCII)) + "."
                + encoded(claims.getBytes(StandardCharsets.UTF_8));
        return Optional.of("Bearer " + signed + "." + encoded(signature(signed)));
    }

    private byte[] signature(String signed) throws IOException {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(keys.secretKey().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java has no " + ALGORITHM + "; set bearer-token", e);
        }
    }

    private static String encoded(byte[] part) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(part);
    }

    @Override
    public String toString() {
        return "PrometheusToken";
    }
}
