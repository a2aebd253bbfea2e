package dev.monitoring.alerts.notify.email;

import dev.monitoring.alerts.notify.Channel;
import dev.monitoring.alerts.notify.ChannelContext;
import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.alerts.yaml.YamlMap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * E-mail, with Alertmanager's settings. Needs Jakarta Mail on the class path; without it, opening is a fault that says so.
 * Immutable.
 *
 * <p>What the server answers with 4xx, and everything that goes wrong on the way, is tried again; what it answers with 5xx, a
 * wrong password among it, is not, lest it locks the user out. Where some recipients are refused for good the others are told
 * all the same, and the refused ones are logged; where some are refused for now, the next try is for them alone. The messages
 * of a group refer to each other, so that mail readers show them as one conversation; a message that is sent again has the
 * same Message-ID.
 */
public final class EmailChannel implements Channel {
    private static final String LIBRARY = "jakarta.mail.internet.InternetAddress";
    private static final String TEMPLATES = "email.tmpl";

    @Override
    public String kind() {
        return "email";
    }

    @Override
    public String templates() {
        try (InputStream in = EmailChannel.class.getResourceAsStream(TEMPLATES)) {
            if (in == null) {
                throw new IllegalStateException("this library's jar lacks " + TEMPLATES);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("this library's jar cannot be read", e);
        }
    }

    @Override
    public Optional<Notifier> open(YamlMap settings, ChannelContext context) {
        Optional<EmailSettings> read = new EmailSettingsReader(settings, context).read();
        if (!isPresent()) {
            settings.fault("e-mail needs Jakarta Mail, which is not on the class path; add the dependency"
                    + " org.eclipse.angus:jakarta.mail, version 2.0.5 or later");
            return Optional.empty();
        }
        return read.map(found -> new EmailNotifier(found, context.clock()));
    }

    private static boolean isPresent() {
        try {
            Class.forName(LIBRARY, false, EmailChannel.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
