package dev.monitoring.alerts.notify.http;

import dev.monitoring.alerts.config.Secret;
import dev.monitoring.alerts.notify.Delivery;
import dev.monitoring.core.endpoint.AddressGuard;
import dev.monitoring.core.endpoint.HostLookup;
import dev.monitoring.core.endpoint.HttpEndpoint;
import dev.monitoring.core.endpoint.HttpReply;
import dev.monitoring.core.endpoint.HttpWire;
import dev.monitoring.core.endpoint.Redirects;
import dev.monitoring.core.endpoint.RetryAfter;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sends messages to a service, and knows what became of them. Asked by one thread at a time; {@link #close} may come from any
 * thread and frees one that waits. No secret gets into what it tells: not the path of the address, which often is one, and
 * none that the service repeats.
 */
public final class HttpSender implements AutoCloseable {
    /** The most that is read of an answer. */
    private static final int MAX_ANSWER_BYTES = 64 << 10;
    /** The most that is shown of it. */
    private static final int MAX_SHOWN = 300;
    /** Parts of a path shorter than this are words. */
    private static final int MIN_SECRET_PART = 8;

    private final HttpEndpoint endpoint;
    private final String target;
    private final Map<String, String> headers;
    private final Redaction redaction;
    private final Clock clock;
    private final Optional<Duration> timeout;

    private HttpSender(
            HttpEndpoint endpoint,
            String target,
            Map<String, String> headers,
            Redaction redaction,
            Clock clock,
            Optional<Duration> timeout) {
        this.endpoint = endpoint;
        this.target = target;
        this.headers = headers;
        this.redaction = redaction;
        this.clock = clock;
        this.timeout = timeout;
    }

    /**
     * A sender.
     *
     * @param address where to; its path and query are secrets
     * @param secrets further secrets: keys and tokens in messages or headers
     * @param headers headers of every message besides the content type
     * @param timeout the most time that a message may take; as much as the deadline allows where it is empty
     */
    static HttpSender of(
            URI address,
            HttpConfig config,
            List<Secret> secrets,
            Map<String, String> headers,
            Clock clock,
            Optional<Duration> timeout) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("Content-Type", "application/json");
        config.headers().forEach((name, value) -> all.put(name, value.reveal()));
        config.authorization().ifPresent(value -> all.put("Authorization", value.reveal()));
        all.putAll(headers);
        List<String> secretTexts = new ArrayList<>(pathParts(address));
        config.secrets().forEach(secret -> secretTexts.add(secret.reveal()));
        secrets.forEach(secret -> secretTexts.add(secret.reveal()));
        HttpEndpoint endpoint = HttpEndpoint.of(address)
                .tls(config.tls())
                .redirects(Redirects.NEVER)
                .bodyLimit(MAX_ANSWER_BYTES)
                .guard(AddressGuard.strict())
                .lookup(new HostLookup(InetAddress::getAllByName))
                .secretPath()
                .build();
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        return new HttpSender(
                endpoint,
                address.getScheme() + "://" + address.getHost() + port,
                all,
                Redaction.of(secretTexts),
                clock,
                timeout);
    }

    private static List<String> pathParts(URI address) {
        List<String> parts = new ArrayList<>();
        for (String text :
                new String[] {address.getRawPath(), address.getPath(), address.getRawQuery(), address.getQuery()}) {
            if (text != null && text.length() > 1) {
                parts.add(text);
                for (String part : text.split("[/&=:]")) {
                    if (part.length() >= MIN_SECRET_PART) {
                        parts.add(part);
                    }
                }
            }
        }
        return parts;
    }

    /** Where to, without secrets: {@code https://hooks.example.org}. */
    public String target() {
        return target;
    }

    /** The most time that a message may take, where the user said so. */
    public Optional<Duration> timeout() {
        return timeout;
    }

    /** Sends a message to the address itself. */
    public Delivery post(byte[] body, Deadline deadline, AnswerReading reading) {
        return exchange(body, deadline, reading, until -> endpoint.post(headers, body, until));
    }

    /**
     * Sends a message to another page of the server.
     *
     * @param page a path and query, raw, from the server's root
     */
    public Delivery post(String page, byte[] body, Deadline deadline, AnswerReading reading) {
        return exchange(body, deadline, reading, until -> endpoint.post(page, headers, body, until));
    }

    /** The same by PUT. */
    public Delivery put(String page, byte[] body, Deadline deadline, AnswerReading reading) {
        return exchange(body, deadline, reading, until -> endpoint.put(page, headers, body, until));
    }

    private interface Request {
        HttpReply send(Deadline deadline) throws IOException;
    }

    private Delivery exchange(byte[] body, Deadline deadline, AnswerReading reading, Request request) {
        if (body.length > HttpWire.MAX_SENT_BODY_BYTES) {
            return Delivery.refused(target + ": the message has " + body.length + " bytes, more than "
                    + HttpWire.MAX_SENT_BODY_BYTES + "; send fewer alerts at a time, with more labels in group_by");
        }
        Deadline until = timeout.filter(most -> most.compareTo(deadline.remaining()) < 0)
                .map(most -> Deadline.after(most, clock))
                .orElse(deadline);
        HttpAnswer answer;
        try (HttpReply reply = request.send(until)) {
            answer = answer(reply);
        } catch (IOException e) {
            return Delivery.postponed(shown(String.valueOf(e.getMessage())));
        }
        return reading.read(answer).map(this::redacted).orElseGet(() -> byStatus(answer));
    }

    private HttpAnswer answer(HttpReply reply) {
        Optional<Duration> after = reply.header("retry-after").flatMap(value -> RetryAfter.header(value, clock));
        byte[] bytes = new byte[MAX_ANSWER_BYTES];
        int length = 0;
        boolean complete = false;
        try {
            int count = 0;
            while (count >= 0 && length < bytes.length) {
                count = reply.body().read(bytes, length, bytes.length - length);
                length += Math.max(0, count);
            }
            complete = count < 0;
        } catch (IOException e) {
            // The status is known, and what the body says is wanted for messages only; complete tells.
        }
        return new HttpAnswer(reply.status(), after, new String(bytes, 0, length, StandardCharsets.UTF_8), complete);
    }

    private Delivery byStatus(HttpAnswer answer) {
        if (answer.isOk()) {
            return Delivery.delivered();
        }
        String reason = target + " answers with status " + answer.status() + ": " + remedy(answer.status());
        String said = shown(answer.body());
        String all = said.isEmpty() ? reason : reason + "; it says \"" + said + "\"";
        return answer.isPassing() ? new Delivery.Postponed(all, answer.retryAfter()) : Delivery.refused(all);
    }

    private static String remedy(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> "it sends us elsewhere, which is not followed; name the final address";
            case 400, 422 -> "it does not take the message; see what it says, and the texts of the receiver";
            case 401, 403 -> "it does not take the credentials; renew them in the receiver's settings";
            case 404, 405, 410 -> "there is no such page; correct the address, or make it anew at the service";
            case 408, 429 -> "it is told too much at a time; it is tried again later";
            case 413 -> "the message is too long for it; send fewer alerts at a time, with more labels in group_by";
            default -> status >= 500 ? "it fails; it is tried again later" : "it does not take the message";
        };
    }

    private Delivery redacted(Delivery delivery) {
        if (delivery instanceof Delivery.Postponed postponed) {
            return new Delivery.Postponed(target + ": " + shown(postponed.reason()), postponed.after());
        }
        return delivery instanceof Delivery.Refused refused
                ? Delivery.refused(target + ": " + shown(refused.reason()))
                : delivery;
    }

    /** Secrets go before the end is cut off, which would leave their beginnings. */
    private String shown(String text) {
        return Shortening.excerpt(redaction.redact(text), MAX_SHOWN);
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
