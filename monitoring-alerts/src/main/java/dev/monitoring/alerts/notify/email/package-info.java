/**
 * E-mail over SMTP. {@link dev.monitoring.alerts.notify.email.EmailChannel} is the way in.
 *
 * <p>Addresses and what makes a text a message are Jakarta Mail's business. The talk with the server is ours, on core's
 * connections, because Jakarta Mail's own cannot keep a deadline in total: it limits each read rather
 * than all of them, reads replies without an end, asks name servers for the names of addresses, and adds a security provider
 * to the process. Without Jakarta Mail on the class path only {@code EmailChannel} and what reads settings are loaded. Knows no other
 * channel.
 */
@NullMarked
package dev.monitoring.alerts.notify.email;

import org.jspecify.annotations.NullMarked;
