package dev.monitoring.alerts.notify.email;

import java.io.IOException;

/** The server refuses, or does not offer what is needed. The message has the reason and a remedy, and no secret. */
final class SmtpException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean passing;

    private SmtpException(String message, boolean passing) {
        super(message);
        this.passing = passing;
    }

    /** It may take the same later. */
    static SmtpException forNow(String message) {
        return new SmtpException(message, true);
    }

    /** It will not take the same a second time. */
    static SmtpException forEver(String message) {
        return new SmtpException(message, false);
    }

    /** What a reply of 400 or more means. */
    static SmtpException of(String what, SmtpReply reply, String remedy) {
        return new SmtpException(what + " is answered with " + reply + remedy, reply.isPassing());
    }

    /** Whether it may go better later. */
    boolean isPassing() {
        return passing;
    }
}
