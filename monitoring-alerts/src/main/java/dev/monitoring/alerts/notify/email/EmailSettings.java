package dev.monitoring.alerts.notify.email;

import dev.monitoring.alerts.template.Template;
import dev.monitoring.core.tls.TlsClient;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an {@code email_configs} item says, together with the section {@code global}. Immutable.
 *
 * @param server takes the messages
 * @param implicitTls whether TLS is spoken from the first byte on
 * @param requiresTls whether nothing is said before TLS is spoken; what does not speak TLS from the start then must offer STARTTLS
 * @param hello what we call ourselves to the server
 * @param login who we are to the server
 * @param to gives the recipients, separated by commas
 * @param shownTo the text of {@code to}, for people
 * @param from gives the sender
 * @param headers give the values of headers, by their names
 * @param text gives the body as plain text; empty for none
 * @param html gives the body as HTML; empty for none
 */
record EmailSettings(
        SmartHost server,
        boolean implicitTls,
        boolean requiresTls,
        TlsClient tls,
        String hello,
        Optional<SmtpLogin> login,
        Template to,
        String shownTo,
        Template from,
        Map<String, Template> headers,
        Optional<Template> text,
        Optional<Template> html) {
    EmailSettings {
        headers = new LinkedHashMap<>(headers);
    }
}
