package dev.monitoring.alerts.notify.email;

/**
 * What an SMTP server answers. Immutable.
 *
 * @param code three digits, the first of which says how it went
 * @param text what it says, its lines joined by a blank, printable
 */
record SmtpReply(int code, String text) {
    /** Whether it took what it was told, or waits for more. */
    boolean isPositive() {
        return code < 400;
    }

    /** Whether the same may succeed later. Too many recipients are told by 552 as well as by 452 (RFC 5321, 4.5.3.1.10). */
    boolean isPassing() {
        return code >= 400 && code < 500 || code == 552;
    }

    @Override
    public String toString() {
        return text.isEmpty() ? String.valueOf(code) : code + " " + text;
    }
}
