package dev.monitoring.collectors.probe;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.net.InetAddress;
import java.util.Optional;

/** What a probe found, under the names of one version of blackbox_exporter. Confined to one thread at a time. */
final class ProbeReport {
    private static final Family SUCCESS =
            Family.gauge("probe_success", "Whether the target was found as it should be.");
    private static final Family DURATION = Family.gauge("probe_duration_seconds", "How long the probe took in all.");
    private static final Family LOOKUP =
            Family.gauge("probe_dns_lookup_time_seconds", "How long the look-up of the host took.");
    private static final Family IP_PROTOCOL =
            Family.gauge("probe_ip_protocol", "The version of the internet protocol, 4 or 6; 0 without an address.");
    private static final Family IP_HASH =
            Family.gauge("probe_ip_addr_hash", "A hash of the address, which changes with it.");
    private static final Family REGEX =
            Family.gauge("probe_failed_due_to_regex", "Whether a regular expression made the probe fail.");
    private static final Family BYTES = Family.gauge(
            "probe_failed_due_to_bytes", "Whether expected bytes made the probe fail; never, for none are.");
    private static final Family EXPECT_INFO =
            Family.gauge("probe_expect_info", "What the server said, as labels that the settings make of it.");

    private static final Family HTTP_DURATION =
            Family.gauge("probe_http_duration_seconds", "How long each phase took, summed over all redirects.");
    private static final Family CONTENT_LENGTH =
            Family.gauge("probe_http_content_length", "The length of the body as announced; -1 where it was not.");
    private static final Family BODY_LENGTH =
            Family.gauge("probe_http_uncompressed_body_length", "The length of the body as read, unpacked.");
    private static final Family REDIRECTS = Family.gauge("probe_http_redirects", "The number of redirects.");
    private static final Family SSL = Family.gauge("probe_http_ssl", "Whether the last answer came over TLS.");
    private static final Family STATUS =
            Family.gauge("probe_http_status_code", "The status code; 0 without an answer.");
    private static final Family VERSION =
            Family.gauge("probe_http_version", "The version of HTTP of the last answer; 0 without one.");
    private static final Family LAST_MODIFIED = Family.gauge(
            "probe_http_last_modified_timestamp_seconds", "When the page was last modified, epoch seconds.");

    private static final Family EARLIEST_EXPIRY = Family.gauge(
            "probe_ssl_earliest_cert_expiry",
            "When the first of the certificates shown expires, epoch seconds; also of a server that is not trusted.");
    private static final Family CHAIN_EXPIRY = Family.gauge(
            "probe_ssl_last_chain_expiry_timestamp_seconds",
            "When the verified chain expires, epoch seconds; of the year 1 where no chain was verified.");
    private static final Family CHAIN_INFO =
            Family.gauge("probe_ssl_last_chain_info", "The server's certificate, as labels.");
    private static final Family TLS_VERSION = Family.gauge("probe_tls_version_info", "The version of TLS, as a label.");
    private static final Family TLS_CIPHER = Family.gauge("probe_tls_cipher_info", "The cipher suite, as a label.");
    private static final Family CONFIGURATION = Family.gauge(
            "blackbox_exporter_config_last_reload_successful",
            "Whether the settings of this probe were taken: 1, for one whose settings are wrong does not run.");

    private static final Labels CONNECT = Labels.of("phase", "connect");
    private static final Labels PROCESSING = Labels.of("phase", "processing");
    private static final Labels RESOLVE = Labels.of("phase", "resolve");
    private static final Labels TLS = Labels.of("phase", "tls");
    private static final Labels TRANSFER = Labels.of("phase", "transfer");

    private final Compat compat;
    private final boolean http;

    /** @param http whether HTTP is spoken */
    ProbeReport(Compat compat, boolean http) {
        this.compat = compat;
        this.http = http;
    }

    /** Gives a sink all that was found. */
    void report(Findings findings, double seconds, MetricSink sink) {
        Optional<InetAddress> address = findings.address();
        sink.add(SUCCESS, Labels.EMPTY, findings.isGood() ? 1 : 0);
        sink.add(DURATION, Labels.EMPTY, seconds);
        sink.add(LOOKUP, Labels.EMPTY, findings.lookupSeconds);
        sink.add(
                IP_PROTOCOL,
                Labels.EMPTY,
                address.map(found -> IpProtocol.of(found).number()).orElse(0));
        sink.add(IP_HASH, Labels.EMPTY, address.map(ProbeReport::hash).orElse(0L));
        sink.add(REGEX, Labels.EMPTY, findings.failedDueToRegex ? 1 : 0);
        sink.add(CONFIGURATION, Labels.EMPTY, 1);
        if (http) {
            http(findings, sink);
        } else {
            tcp(findings, sink);
        }
        findings.tls().ifPresent(tls -> tls(tls, sink));
    }

    private static void http(Findings findings, MetricSink sink) {
        sink.add(HTTP_DURATION, CONNECT, findings.connectSeconds);
        sink.add(HTTP_DURATION, PROCESSING, findings.processingSeconds);
        sink.add(HTTP_DURATION, RESOLVE, findings.resolveSeconds);
        sink.add(HTTP_DURATION, TLS, findings.tlsSeconds);
        sink.add(HTTP_DURATION, TRANSFER, findings.transferSeconds);
        sink.add(CONTENT_LENGTH, Labels.EMPTY, findings.contentLength);
        sink.add(BODY_LENGTH, Labels.EMPTY, findings.bodyBytes);
        sink.add(REDIRECTS, Labels.EMPTY, findings.redirects);
        sink.add(SSL, Labels.EMPTY, findings.secure ? 1 : 0);
        sink.add(STATUS, Labels.EMPTY, findings.status);
        sink.add(VERSION, Labels.EMPTY, findings.httpVersion);
        if (!Double.isNaN(findings.lastModifiedSeconds)) {
            sink.add(LAST_MODIFIED, Labels.EMPTY, findings.lastModifiedSeconds);
        }
    }

    private void tcp(Findings findings, MetricSink sink) {
        if (compat.tellsFailedDueToBytes()) {
            sink.add(BYTES, Labels.EMPTY, 0);
        }
        findings.expected().stream().distinct().forEach(labels -> sink.add(EXPECT_INFO, labels, 1));
    }

    private void tls(TlsFindings tls, MetricSink sink) {
        sink.add(EARLIEST_EXPIRY, Labels.EMPTY, tls.earliestExpirySeconds());
        sink.add(CHAIN_EXPIRY, Labels.EMPTY, tls.verifiedExpirySeconds());
        sink.add(CHAIN_INFO, CertificateText.labels(tls.certificate(), compat), 1);
        tls.version().ifPresent(version -> sink.add(TLS_VERSION, Labels.of("version", version), 1));
        if (http && compat.tellsCipher()) {
            tls.cipher().ifPresent(cipher -> sink.add(TLS_CIPHER, Labels.of("cipher", cipher), 1));
        }
    }

    /**
     * The exporter's hash of an address.
     *
     * @see <a href="http://www.isthe.com/chongo/tech/comp/fnv/">FNV-1a with 32 bits</a>
     */
    static long hash(InetAddress address) {
        int hash = 0x811c9dc5;
        for (byte b : address.getAddress()) {
            hash = (hash ^ (b & 0xff)) * 0x01000193;
        }
        return Integer.toUnsignedLong(hash);
    }
}
