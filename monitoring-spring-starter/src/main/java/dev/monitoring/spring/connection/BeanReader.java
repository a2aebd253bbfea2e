package dev.monitoring.spring.connection;

import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.settings.Settings;
import java.util.List;

/** Reads from beans of one type which servers they talk to. Makes no connection, and asks a bean nothing that would. */
interface BeanReader {
    /** The type of the beans. */
    Class<?> type();

    /** The factory of the collectors that watch such servers. */
    CollectorFactory collectors();

    /**
     * The servers that a bean talks to; none where they are of another kind.
     *
     * @throws Unreadable saying why the servers cannot be known, or not be watched
     */
    List<BeanTarget> read(HostBean bean) throws Unreadable;

    /** The servers that a target of the user's names. */
    List<Place> places(Settings target);

    /** A bean from which nothing can be learned. */
    final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        private final String reason;

        Unreadable(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }

        /** Why that is, without what to do. */
        String reason() {
            return reason;
        }
    }
}
