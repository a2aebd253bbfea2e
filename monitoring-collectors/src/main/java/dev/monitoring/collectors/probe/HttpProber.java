package dev.monitoring.collectors.probe;

import dev.monitoring.core.endpoint.Connection;
import dev.monitoring.core.endpoint.HttpHead;
import dev.monitoring.core.endpoint.HttpWire;
import dev.monitoring.core.time.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Asks an HTTP server for a page and judges the answer, as blackbox_exporter's module {@code http} does: each redirect on a
 * connection of its own, phases summed over all of them. Speaks HTTP/1.1. Confined to one thread at a time.
 */
final class HttpProber implements Prober {
    private final Dialer dialer;
    private final HttpRequest first;
    private final HttpRules rules;
    private final int maxRedirects;
    private final long bodyLimit;

    /**
     * @param maxRedirects how many redirects are followed
     * @param bodyLimit the longest body read, unpacked, in bytes
     */
    HttpProber(Dialer dialer, HttpRequest first, HttpRules rules, int maxRedirects, long bodyLimit) {
        this.dialer = dialer;
        this.first = first;
        this.rules = rules;
        this.maxRedirects = maxRedirects;
        this.bodyLimit = bodyLimit;
    }

    @Override
    public boolean isHttp() {
        return true;
    }

    @Override
    public void probe(Findings findings, Deadline deadline) throws IOException {
        HttpRequest request = first;
        boolean done = false;
        while (!done) {
            findings.forgetAnswer();
            URI address = request.address();
            try (Connection connection = dialer.connect(
                    HttpWire.host(address), HttpWire.port(address), request.serverName(), findings, deadline)) {
                if (HttpWire.isSecure(address)) {
                    dialer.startTls(connection, findings);
                }
                HttpHead head = ask(connection, request, findings);
                Optional<String> location = head.isRedirect() ? head.header("location") : Optional.empty();
                findings.redirects += location.isPresent() ? 1 : 0;
                if (location.isPresent() && findings.redirects <= maxRedirects) {
                    request = request.redirected(head.status(), location.get());
                } else {
                    judge(connection, request, head, location.isEmpty(), findings);
                    done = true;
                }
            }
        }
    }

    private HttpHead ask(Connection connection, HttpRequest request, Findings findings) throws IOException {
        long begun = dialer.now();
        HttpWire.send(connection, request.method(), request.address(), request.allHeaders(), request.bodyBytes());
        InputStream in = connection.in();
        in.mark(1);
        if (in.read() >= 0) {
            in.reset();
            findings.processingSeconds += dialer.secondsSince(begun);
        }
        return HttpWire.receive(connection);
    }

    /**
     * Takes the last answer. Its body is that of a redirect not followed where {@code hasBody} is false, and of no interest.
     */
    private void judge(Connection connection, HttpRequest request, HttpHead head, boolean hasBody, Findings findings)
            throws IOException {
        long begun = dialer.now();
        findings.status = head.status();
        findings.secure = connection.isSecure();
        findings.httpVersion = head.major() + head.minor() / 10.0;
        findings.contentLength = contentLength(request, head);
        findings.lastModifiedSeconds =
                head.header("last-modified").map(HttpProber::seconds).orElse(Double.NaN);
        rules.brokenByStatus(head.status()).ifPresent(broken -> findings.fail(broken, null));
        if (findings.isGood()) {
            rules.brokenByHeaders(head).ifPresent(broken -> {
                findings.failedDueToRegex = true;
                findings.fail(broken, null);
            });
        }
        rules.brokenByTransport(head, findings.secure).ifPresent(broken -> findings.fail(broken, null));
        if (!hasBody) {
            return;
        }
        boolean keeps = findings.isGood() && rules.looksAtBody();
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        read(body(connection, request, head), keeps ? kept : OutputStream.nullOutputStream(), findings);
        findings.transferSeconds += dialer.secondsSince(begun);
        if (keeps) {
            rules.brokenByBody(kept.toByteArray()).ifPresent(broken -> {
                findings.failedDueToRegex = true;
                findings.fail(broken, null);
            });
        }
    }

    private static InputStream body(Connection connection, HttpRequest request, HttpHead head) throws IOException {
        InputStream wire = HttpWire.body(connection, request.method(), head);
        boolean packed = request.gzip()
                && head.header("content-encoding")
                        .filter(encoding -> encoding.equalsIgnoreCase("gzip"))
                        .isPresent();
        return packed && !request.method().equals("HEAD") ? new GZIPInputStream(wire) : wire;
    }

    private void read(InputStream body, OutputStream into, Findings findings) throws IOException {
        byte[] buffer = new byte[8 << 10];
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
            findings.bodyBytes += count;
            if (findings.bodyBytes > bodyLimit) {
                throw new IOException("the body has more than " + bodyLimit
                        + " bytes; probe a shorter page, or raise body-size-limit");
            }
            into.write(buffer, 0, count);
        }
    }

    /** The length that is announced; -1 where none is, and 0 where there is no body. */
    private static long contentLength(HttpRequest request, HttpHead head) throws IOException {
        boolean empty = head.status() == 204 || head.status() == 304;
        Optional<String> announced = head.header("content-length");
        if (head.header("transfer-encoding").isPresent() || announced.isEmpty()) {
            return empty && !request.method().equals("HEAD") ? 0 : -1;
        }
        try {
            return Long.parseLong(announced.get());
        } catch (NumberFormatException e) {
            throw new IOException("the header Content-Length is no number", e);
        }
    }

    /** A time as HTTP writes it, in epoch seconds; NaN where it is none. */
    private static double seconds(String time) {
        try {
            return ZonedDateTime.parse(time, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toEpochSecond();
        } catch (DateTimeException e) {
            return Double.NaN;
        }
    }

    @Override
    public void close() {
        dialer.close();
    }

    @Override
    public String toString() {
        return first.toString();
    }
}
