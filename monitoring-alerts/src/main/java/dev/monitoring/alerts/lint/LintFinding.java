package dev.monitoring.alerts.lint;

import dev.monitoring.core.settings.Origin;

/**
 * Something that is probably not meant so. It stops nothing. Immutable.
 *
 * @param kind of which kind it is
 * @param origin where the rule or the routes stand
 * @param subject what it is about: {@code alert HostDown}, {@code receiver team}
 * @param message what is there, why it is wrong, and what to write instead
 */
public record LintFinding(LintKind kind, Origin origin, String subject, String message) {
    @Override
    public String toString() {
        return origin + ": " + subject + ": " + message + " (" + kind.word() + ")";
    }
}
