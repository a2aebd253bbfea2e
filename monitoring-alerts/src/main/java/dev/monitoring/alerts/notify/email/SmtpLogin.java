package dev.monitoring.alerts.notify.email;

import dev.monitoring.alerts.config.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Who we are to the server: by PLAIN (RFC 4616), LOGIN, or CRAM-MD5 (RFC 2195). Immutable.
 *
 * @param user the user's name
 * @param password for PLAIN and LOGIN, and for CRAM-MD5 where there is no secret
 * @param secret for CRAM-MD5
 * @param identity as whom to act, for PLAIN; empty for the user
 */
record SmtpLogin(String user, Optional<Secret> password, Optional<Secret> secret, String identity) {
    private static final String REMEDY = "; correct auth_username and auth_password";

    /** What must not be seen, in the forms in which a server may repeat it. */
    List<String> secrets() {
        List<String> all = new ArrayList<>();
        password.map(Secret::reveal).ifPresent(text -> {
            all.add(text);
            all.add(base64(text));
            all.add(base64(plain(text)));
        });
        secret.map(Secret::reveal).ifPresent(all::add);
        return all;
    }

    /**
     * Logs in, where the server offers that at all.
     *
     * @throws SmtpException if the server does not let us in
     */
    void logIn(SmtpDialogue dialogue) throws IOException {
        if (!dialogue.offers("AUTH")) {
            return; // as Alertmanager: a server that needs it says so when it is given a sender
        }
        List<String> offered =
                List.of(dialogue.offer("AUTH").toUpperCase(Locale.ROOT).split("[ =]+"));
        boolean digest = offered.contains("CRAM-MD5");
        SmtpReply reply;
        if (digest && (secret.isPresent() || !dialogue.isSecure())) {
            reply = cramMd5(dialogue);
        } else if (password.isPresent() && offered.contains("PLAIN")) {
            reply = dialogue.say("AUTH PLAIN " + base64(plain(password.get().reveal())));
        } else if (password.isPresent() && offered.contains("LOGIN")) {
            reply = login(dialogue, password.get().reveal());
        } else if (digest) {
            reply = cramMd5(dialogue);
        } else {
            throw SmtpException.forEver(
                    "the server lets users in by " + String.join(", ", offered)
                            + " only; PLAIN and LOGIN, which need auth_password, and CRAM-MD5, which needs auth_secret, are known");
        }
        if (reply.code() != 235) {
            throw SmtpException.of("logging in", reply, reply.isPassing() ? "" : REMEDY);
        }
    }

    private String plain(String text) {
        return identity + '\0' + user + '\0' + text;
    }

    private SmtpReply login(SmtpDialogue dialogue, String text) throws IOException {
        SmtpReply reply = dialogue.say("AUTH LOGIN");
        if (reply.code() == 334) {
            reply = dialogue.say(base64(user));
        }
        return reply.code() == 334 ? dialogue.say(base64(text)) : reply;
    }

    private SmtpReply cramMd5(SmtpDialogue dialogue) throws IOException {
        SmtpReply challenge = dialogue.say("AUTH CRAM-MD5");
        if (challenge.code() != 334) {
            return challenge;
        }
        String key = secret.or(() -> password).map(Secret::reveal).orElse("");
        try {
            byte[] asked = Base64.getDecoder().decode(challenge.text());
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacMD5"));
            return dialogue.say(base64(user + " " + HexFormat.of().formatHex(mac.doFinal(asked))));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new IOException("CRAM-MD5 does not work out with this server: " + e.getMessage(), e);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "SmtpLogin[" + user + "]";
    }
}
