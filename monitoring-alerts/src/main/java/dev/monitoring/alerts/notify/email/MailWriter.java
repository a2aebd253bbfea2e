package dev.monitoring.alerts.notify.email;

import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.template.NotificationData;
import dev.monitoring.alerts.template.RenderContext;
import dev.monitoring.alerts.template.Template;
import dev.monitoring.alerts.template.TemplateException;
import dev.monitoring.alerts.template.TemplateValue;
import dev.monitoring.core.time.Clock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes of a notification what is sent. Immutable.
 *
 * <p>A template for the body or for a header that cannot be rendered does not keep people from hearing of alerts: what it would
 * have said is replaced by why it did not, and by a plain list.
 */
final class MailWriter {
    /** The date as RFC 5322, 3.3 wants it. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final int LISTED_ALERTS = 50;
    private static final int LISTED_CHARACTERS = 500;
    private static final int MAX_RECIPIENTS = 100;

    private final EmailSettings settings;
    private final Clock clock;

    MailWriter(EmailSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Whom to send to. */
    Collection<String> recipients(Notification notification) throws SmtpException {
        List<String> found = addresses("to", settings.to(), notification);
        if (found.isEmpty() || found.size() > MAX_RECIPIENTS) {
            throw SmtpException.forEver("\"to\" gives " + found.size() + " recipients; 1 to " + MAX_RECIPIENTS
                    + " can be told, name a mailing list for more");
        }
        return new LinkedHashSet<>(found);
    }

    /** Whom to send as. */
    String sender(Notification notification) throws SmtpException {
        List<String> found = addresses("from", settings.from(), notification);
        if (found.size() != 1) {
            throw SmtpException.forEver("\"from\" gives " + found.size() + " addresses; a message has one sender");
        }
        return found.get(0);
    }

    private List<String> addresses(String key, Template template, Notification notification) throws SmtpException {
        try {
            return Letter.addresses(template.render(notification.data().toValue(), context(notification)));
        } catch (TemplateException e) {
            throw SmtpException.forEver("the template of \"" + key + "\" cannot be rendered: " + e.getMessage());
        }
    }

    /** The message. */
    Letter letter(Notification notification, String sender) {
        TemplateValue data = notification.data().toValue();
        RenderContext context = context(notification);
        Optional<TemplateException> failure = Optional.empty();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Map<String, String> ordered = new LinkedHashMap<>();
        for (Map.Entry<String, Template> header : settings.headers().entrySet()) {
            String name = header.getKey();
            try {
                ordered.put(name, header.getValue().render(data, context));
            } catch (TemplateException e) {
                failure = Optional.of(e);
                if (name.equals("Subject")) {
                    ordered.put(name, plainSubject(notification));
                }
            }
        }
        headers.putAll(ordered);
        standard(notification, sender).forEach((name, value) -> {
            if (headers.putIfAbsent(name, value) == null) {
                ordered.put(name, value);
            }
        });
        Optional<String> text = Optional.empty();
        Optional<String> html = Optional.empty();
        try {
            if (settings.text().isPresent()) {
                text = Optional.of(settings.text().get().render(data, context));
            }
            if (settings.html().isPresent()) {
                html = Optional.of(settings.html().get().renderHtml(data, context));
            }
        } catch (TemplateException e) {
            failure = Optional.of(e);
        }
        if (failure.isPresent()) {
            return new Letter(ordered, Optional.of(plainText(notification, failure.get())), Optional.empty());
        }
        return new Letter(ordered, text, html);
    }

    private RenderContext context(Notification notification) {
        return RenderContext.of(clock).withExternalUrl(notification.data().externalUrl());
    }

    /** Headers that are there unless the settings have their own. */
    private static Map<String, String> standard(Notification notification, String sender) {
        String domain = sender.substring(sender.lastIndexOf('@') + 1);
        String group = "<" + digest(notification.groupKey()) + "@" + domain + ">";
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Date", DATE.format(Instant.ofEpochMilli(notification.timeMillis())));
        headers.put(
                "Message-ID",
                "<" + digest(notification.data().receiver() + '\n' + notification.groupKey()) + "."
                        + notification.timeMillis() + "@" + domain + ">");
        headers.put("In-Reply-To", group);
        headers.put("References", group);
        headers.put("Auto-Submitted", "auto-generated"); // RFC 3834: no answers of those on holiday
        return headers;
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String plainSubject(Notification notification) {
        return "[" + notification.data().status().toUpperCase(Locale.ROOT) + "] "
                + cut(new TreeMap<>(notification.data().groupLabels()).toString());
    }

    private static String plainText(Notification notification, TemplateException failure) {
        List<NotificationData.Alert> alerts = notification.data().alerts();
        StringBuilder text = new StringBuilder("A template of this message cannot be rendered; correct it:\n")
                .append(failure.getMessage())
                .append("\n\nAlerts: ")
                .append(alerts.size())
                .append("\n\n");
        for (NotificationData.Alert alert : alerts.subList(0, Math.min(LISTED_ALERTS, alerts.size()))) {
            text.append(alert.status())
                    .append(' ')
                    .append(cut(new TreeMap<>(alert.labels()).toString()))
                    .append('\n')
                    .append(cut(new TreeMap<>(alert.annotations()).toString()))
                    .append("\n\n");
        }
        return text.toString();
    }

    private static String cut(String text) {
        return text.length() <= LISTED_CHARACTERS ? text : text.substring(0, LISTED_CHARACTERS) + "…";
    }
}
