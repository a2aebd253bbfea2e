package dev.monitoring.alerts.notify.email;

import dev.monitoring.alerts.notify.Delivery;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.core.collect.Redactor;
import dev.monitoring.core.endpoint.Connection;
import dev.monitoring.core.endpoint.HostLookup;
import dev.monitoring.core.endpoint.TlsFaults;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each notification over a connection of its own. Confined to one thread at a time, but for {@link #close}, which any
 * thread may call and which frees one that waits.
 */
final class EmailNotifier implements Notifier {
    private static final Logger log = LoggerFactory.getLogger(EmailNotifier.class);

    /** How many notifications are remembered of which some recipients have theirs; each is, until the others have it. */
    private static final int MAX_PARTIAL = 64;

    /** How long the server may take to say goodbye. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final EmailSettings settings;
    private final MailWriter writer;
    private final Clock clock;
    private final Redactor redactor;
    private final HostLookup lookup = new HostLookup(InetAddress::getAllByName);
    /** Who has a notification already, by its group and time. */
    private final Map<String, Set<String>> partial = new LinkedHashMap<>();

    private final Set<String> loggedRefusals = new LinkedHashSet<>();

    private final Object lock = new Object();
    private @Nullable AutoCloseable inUse; // guarded by lock
    private boolean closed; // guarded by lock

    EmailNotifier(EmailSettings settings, Clock clock) {
        this.settings = settings;
        this.writer = new MailWriter(settings, clock);
        this.clock = clock;
        this.redactor = Redactor.of(settings.login().map(SmtpLogin::secrets).orElse(List.of()));
    }

    @Override
    public String target() {
        return Letter.oneLine(settings.shownTo());
    }

    @Override
    public Delivery tell(Notification notification, Deadline deadline) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(EmailNotifier.class.getClassLoader()); // Jakarta Mail looks for its parts there
        try {
            return send(notification, deadline);
        } catch (SmtpException e) {
            String reason = reason(e);
            return e.isPassing() ? Delivery.postponed(reason) : Delivery.refused(reason);
        } catch (IOException e) {
            return Delivery.postponed(reason(e));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Delivery send(Notification notification, Deadline deadline) throws IOException {
        String key = notification.timeMillis() + " " + notification.groupKey();
        Set<String> have = partial.getOrDefault(key, Set.of());
        List<String> missing = new ArrayList<>(writer.recipients(notification));
        missing.removeAll(have);
        String sender = writer.sender(notification);
        byte[] message = writer.letter(notification, sender).toBytes();

        Answers answers = deliver(sender, missing, message, deadline);

        if (!answers.forNow().isEmpty()) {
            if (!answers.taken().isEmpty() || !have.isEmpty()) {
                remember(key, have, answers.taken());
            }
            return Delivery.postponed(reason(answers.forNow()));
        }
        partial.remove(key);
        if (answers.taken().isEmpty() && have.isEmpty()) {
            return Delivery.refused(reason(answers.forEver()));
        }
        answers.forEver().forEach(this::logRefusal);
        return Delivery.delivered();
    }

    private void remember(String key, Set<String> before, Collection<String> now) {
        Set<String> all = new LinkedHashSet<>(before);
        all.addAll(now);
        partial.put(key, all);
        if (partial.size() > MAX_PARTIAL) {
            partial.remove(partial.keySet().iterator().next());
        }
    }

    private void logRefusal(String recipient, SmtpReply reply) {
        String line = redactor.redact(recipient + ": " + reply);
        if (loggedRefusals.size() < MAX_PARTIAL && loggedRefusals.add(line)) {
            log.warn(
                    "{} does not take mail for one of several recipients, the others are told; correct or remove {}",
                    settings.server(),
                    line);
        }
    }

    /** What the server said to each recipient. */
    private record Answers(List<String> taken, Map<String, SmtpReply> forNow, Map<String, SmtpReply> forEver) {}

    private Answers deliver(String sender, List<String> recipients, byte[] message, Deadline deadline)
            throws IOException {
        SmartHost server = settings.server();
        InetAddress[] addresses = lookup.resolve(server.host(), deadline);
        try (Connection connection = Connection.open(server.host(), addresses, server.port(), deadline, this::use)) {
            SmtpDialogue dialogue = new SmtpDialogue(connection);
            begin(dialogue, connection);
            if (settings.login().isPresent()) {
                settings.login().get().logIn(dialogue);
            }
            Answers answers = envelope(dialogue, sender, recipients);
            if (!answers.taken().isEmpty()) {
                require("DATA", dialogue.say("DATA"), "");
                require("the message", dialogue.message(message), "");
            }
            quit(dialogue, connection, deadline);
            return answers;
        } finally {
            use(null);
        }
    }

    private void begin(SmtpDialogue dialogue, Connection connection) throws IOException {
        if (settings.implicitTls()) {
            connection.startTls(settings.tls().context());
        }
        require("connecting", dialogue.greeting(), "");
        hello(dialogue);
        if (settings.requiresTls() && !dialogue.isSecure()) {
            if (!dialogue.offers("STARTTLS")) {
                throw SmtpException.forEver(
                        "the server does not offer STARTTLS, so that mail would go unencrypted; mend it,"
                                + " or allow that with require_tls: false");
            }
            require("STARTTLS", dialogue.say("STARTTLS"), "");
            dialogue.secure(settings.tls().context());
            hello(dialogue);
        }
    }

    private void hello(SmtpDialogue dialogue) throws IOException {
        require("EHLO", dialogue.hello(settings.hello()), "; see \"hello\"");
    }

    private Answers envelope(SmtpDialogue dialogue, String sender, List<String> recipients) throws IOException {
        SmtpReply reply = dialogue.say("MAIL FROM:<" + sender + ">");
        require(
                "sender " + sender,
                reply,
                reply.code() == 530 ? "; it wants a login or TLS, set auth_username and auth_password" : "");
        Answers answers = new Answers(new ArrayList<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        for (String recipient : recipients) {
            SmtpReply said = dialogue.say("RCPT TO:<" + recipient + ">");
            if (said.code() == 421) {
                throw SmtpException.of("recipient " + recipient, said, ""); // it closes the connection
            }
            if (said.isPositive()) {
                answers.taken().add(recipient);
            } else {
                (said.isPassing() ? answers.forNow() : answers.forEver()).put(recipient, said);
            }
        }
        return answers;
    }

    private static void require(String what, SmtpReply reply, String remedy) throws SmtpException {
        if (!reply.isPositive()) {
            throw SmtpException.of(what, reply, reply.isPassing() ? "" : remedy);
        }
    }

    /** Says goodbye. The message is with the server; what goes wrong now changes nothing. */
    private void quit(SmtpDialogue dialogue, Connection connection, Deadline deadline) {
        try {
            Duration left = deadline.remaining();
            connection.deadline(Deadline.after(left.compareTo(FAREWELL) < 0 ? left : FAREWELL, clock));
            dialogue.say("QUIT");
        } catch (IOException e) {
            log.debug("{} does not say goodbye", settings.server(), e);
        }
    }

    private void use(@Nullable AutoCloseable connection) throws SocketException {
        synchronized (lock) {
            inUse = connection;
            if (closed && connection != null) {
                throw new SocketException("the channel was closed");
            }
        }
    }

    private String reason(Map<String, SmtpReply> refusals) {
        StringBuilder reason = new StringBuilder();
        refusals.forEach((recipient, reply) -> reason.append(reason.length() == 0 ? "" : "; ")
                .append("recipient ")
                .append(recipient)
                .append(" is answered with ")
                .append(reply));
        return told(reason.toString());
    }

    private String reason(IOException failure) {
        if (failure instanceof SSLException tls) {
            boolean cleartext =
                    settings.implicitTls() && String.valueOf(tls.getMessage()).contains("SSL/TLS record");
            return told(
                    cleartext
                            ? "the server does not speak TLS from the start; set force_implicit_tls: false"
                            : TlsFaults.explain(tls, settings.tls().keys()));
        }
        if (failure instanceof SocketTimeoutException || failure.getCause() instanceof SocketTimeoutException) {
            return told(
                    "there was no answer in time; the server hangs, or speaks TLS from the start, as force_implicit_tls:"
                            + " true says");
        }
        return told(String.valueOf(failure.getMessage()));
    }

    private String told(String reason) {
        return redactor.redact("smtp://" + settings.server() + ": " + reason);
    }

    @Override
    public void close() {
        AutoCloseable connection;
        synchronized (lock) {
            closed = true;
            connection = inUse;
            inUse = null;
        }
        if (connection != null) {
            try {
                connection.close();
            } catch (Exception e) {
                log.debug("{} is as closed as it can be", settings.server(), e);
            }
        }
    }
}
