package dev.monitoring.alerts.notify.email;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UnsupportedEncodingException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A message as it is written: headers, and a body as plain text, as HTML, or as both. Immutable.
 *
 * <p>Everything in it may have come from anywhere. Header values lose line breaks and other control characters and are encoded
 * where they are not ASCII; bodies lose control characters and are quoted-printable, in which neither the line between the
 * parts nor a lone dot can occur.
 *
 * @param headers by name, decoded, in their order
 * @param text the body as plain text
 * @param html the body as HTML
 */
record Letter(Map<String, String> headers, Optional<String> text, Optional<String> html) {
    private static final Set<String> ADDRESSES = Set.of("from", "to", "cc", "reply-to", "sender");

    /** Begins with what quoted-printable never has behind an equals sign. */
    private static final String BOUNDARY = "=_monitoring";

    private static final String LINE_END = "\r\n";
    private static final int MAX_HEADER_CHARACTERS = 2_000;

    Letter {
        headers = new LinkedHashMap<>(headers);
    }

    /**
     * The addresses that a text names, without names of people, fit for a command of SMTP.
     *
     * @throws SmtpException saying which one is wrong
     */
    static List<String> addresses(String text) throws SmtpException {
        List<String> found = new ArrayList<>();
        for (InternetAddress address : parsed(text)) {
            found.add(wireForm(address.getAddress()));
        }
        return found;
    }

    private static InternetAddress[] parsed(String text) throws SmtpException {
        try {
            return InternetAddress.parse(oneLine(text), true);
        } catch (AddressException e) {
            throw SmtpException.forEver("\"" + oneLine(text) + "\" is not a list of addresses (" + e.getMessage()
                    + "); write them as a@example.org, b@example.org");
        }
    }

    private static String wireForm(String address) throws SmtpException {
        int at = address.lastIndexOf('@');
        String form = address;
        try {
            form = at < 0 ? address : address.substring(0, at + 1) + IDN.toASCII(address.substring(at + 1));
        } catch (IllegalArgumentException e) {
            at = -1; // a domain that cannot be
        }
        if (at < 1 || at == form.length() - 1 || !form.matches("[!-~&&[^<>]]+")) {
            throw SmtpException.forEver(
                    "\"" + oneLine(address)
                            + "\" is not an address that mail can be sent to; write it as name@example.org, in ASCII before the @");
        }
        return form;
    }

    /** The message in lines that end in CR LF. */
    byte[] toBytes() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Map.Entry<String, String> header : headers.entrySet()) {
            line(out, header.getKey() + ": " + encoded(header.getKey(), header.getValue()));
        }
        line(out, "MIME-Version: 1.0");
        if (text.isPresent() && html.isPresent()) {
            line(out, "Content-Type: multipart/alternative; boundary=\"" + BOUNDARY + "\"");
            line(out, "");
            part(out, "plain", text.get());
            part(out, "html", html.get());
            line(out, "--" + BOUNDARY + "--");
        } else {
            body(out, html.isPresent() ? "html" : "plain", html.or(() -> text).orElse(""));
        }
        return out.toByteArray();
    }

    private static String encoded(String name, String value) throws IOException {
        String clean = oneLine(value);
        int used = name.length() + 2;
        if (ADDRESSES.contains(name.toLowerCase(Locale.ROOT))) {
            InternetAddress[] addresses = parsed(clean);
            for (InternetAddress address : addresses) {
                address.setAddress(wireForm(address.getAddress()));
                if (address.getPersonal() != null) {
                    address.setPersonal(address.getPersonal(), StandardCharsets.UTF_8.name());
                }
            }
            return InternetAddress.toString(addresses, used);
        }
        try {
            return MimeUtility.fold(used, MimeUtility.encodeText(clean, StandardCharsets.UTF_8.name(), null));
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every Java has UTF-8", e);
        }
    }

    private static void part(OutputStream out, String subtype, String content) throws IOException {
        line(out, "--" + BOUNDARY);
        body(out, subtype, content);
    }

    private static void body(OutputStream out, String subtype, String content) throws IOException {
        line(out, "Content-Type: text/" + subtype + "; charset=UTF-8");
        line(out, "Content-Transfer-Encoding: quoted-printable");
        line(out, "");
        try (OutputStream quoted = MimeUtility.encode(new Unclosed(out), "quoted-printable")) {
            quoted.write(printable(content).getBytes(StandardCharsets.UTF_8));
        } catch (MessagingException e) {
            throw new IllegalStateException("Jakarta Mail knows quoted-printable", e);
        }
        line(out, "");
    }

    private static void line(OutputStream out, String line) throws IOException {
        out.write((line + LINE_END).getBytes(StandardCharsets.UTF_8));
    }

    /** A text for a header: one line, without control characters, not too long. */
    static String oneLine(String text) {
        String cut = text.length() > MAX_HEADER_CHARACTERS ? start(text) + "…" : text;
        return cut.replaceAll("[\\p{Cc}\\u2028\\u2029]+", " ")
                .replaceAll("[\\ud800-\\udfff]", "?")
                .strip();
    }

    private static String start(String text) {
        int end = MAX_HEADER_CHARACTERS - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    /** A text for a body: what terminals and mail readers would obey becomes the sign for what cannot be shown. */
    private static String printable(String text) {
        return text.replaceAll("\\r\\n?", "\n")
                .replaceAll("[\\p{Cc}&&[^\\n\\t]]", "\ufffd")
                .replace("\n", LINE_END);
    }

    /** A stream that stays open when what writes to it is closed. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
