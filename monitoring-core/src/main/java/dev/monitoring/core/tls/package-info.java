/**
 * TLS as another server wants it: which authorities to trust, which certificate to show, by which name the server
 * must answer. Reads PEM text, PEM files and key stores, and reads files anew when they
 * change. Knows no protocol and opens no socket of
 * its own. {@link dev.monitoring.core.tls.TlsSettings} is the way in.
 */
@NullMarked
package dev.monitoring.core.tls;

import org.jspecify.annotations.NullMarked;
