package dev.monitoring.prometheus.remotewrite;

import dev.monitoring.core.http.HttpException;
import dev.monitoring.core.http.HttpRequest;
import java.util.Locale;

/**
 * What the headers of a request must say: protocol 1.0, compressed with snappy. Stateless.
 *
 * <p>Protocol 2.0 is answered with 415, upon which senders fall back to 1.0.
 *
 * @see <a href="https://prometheus.io/docs/specs/prw/remote_write_spec/">Remote write 1.0</a>
 */
final class RequestHeaders {
    private static final String CONTENT_TYPE = "application/x-protobuf";
    private static final String MESSAGE = "prometheus.WriteRequest";

    private RequestHeaders() {}

    /**
     * Checks the headers. A missing version counts as 1.0, and so does a missing content type; old senders leave them out.
     *
     * @throws HttpException 415 saying what is not read here
     */
    static void check(HttpRequest request) {
        String encoding = request.header("Content-Encoding").orElse("").strip();
        if (!encoding.equalsIgnoreCase("snappy")) {
            throw new HttpException(
                    415, "content encoding \"" + shown(encoding) + "\" is not read here; use snappy, block format");
        }
        String[] type = request.header("Content-Type").orElse(CONTENT_TYPE).split(";", -1);
        boolean ours = type[0].strip().equalsIgnoreCase(CONTENT_TYPE);
        for (int i = 1; i < type.length; i++) {
            String parameter = type[i].strip();
            if (parameter.toLowerCase(Locale.ROOT).startsWith("proto=")) {
                ours &= parameter.substring("proto=".length()).equals(MESSAGE);
            }
        }
        if (!ours) {
            throw new HttpException(
                    415,
                    "content type \"" + shown(String.join(";", type))
                            + "\" is not read here; send remote write 1.0, which is " + CONTENT_TYPE + " with "
                            + MESSAGE);
        }
        String version = request.header("X-Prometheus-Remote-Write-Version").orElse("0.1.0");
        if (!version.startsWith("0.1.") && !version.startsWith("1.")) {
            throw new HttpException(
                    415,
                    "remote write version \"" + shown(version) + "\" is not read here; send 1.0, which says 0.1.0");
        }
    }

    private static String shown(String text) {
        return LabelsDecoder.shown(text);
    }
}
