package dev.monitoring.collectors.redis;

import dev.monitoring.collectors.redis.connection.Command;
import dev.monitoring.collectors.redis.connection.RedisLink;
import dev.monitoring.collectors.redis.connection.Reply;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Asks within a database, and leaves the connection in the one it was in. */
final class KeyConversation {
    private final RedisLink link;
    private final Deadline deadline;
    private final int homeDatabase;

    KeyConversation(RedisLink link, Deadline deadline, int homeDatabase) {
        this.link = link;
        this.deadline = deadline;
        this.homeDatabase = homeDatabase;
    }

    /**
     * Sends commands together.
     *
     * @throws IOException the connection failed, or there is no such database
     */
    List<Reply> ask(int database, List<Command> commands) throws IOException {
        if (commands.isEmpty()) {
            return List.of();
        }
        if (database == homeDatabase) {
            return link.ask(commands, deadline);
        }
        List<Command> batch = new ArrayList<>(commands.size() + 2);
        batch.add(Command.of("SELECT", String.valueOf(database)));
        batch.addAll(commands);
        batch.add(Command.of("SELECT", String.valueOf(homeDatabase)));
        List<Reply> replies = link.ask(batch, deadline);
        if (replies.get(0).isRefusal()) {
            throw new IOException("database " + database + " cannot be selected: "
                    + replies.get(0).text() + "; correct the keys to check, or grant +select");
        }
        return replies.subList(1, replies.size() - 1);
    }

    /** Whether there is time left to ask for more. */
    boolean hasTime() {
        return !deadline.hasPassed();
    }
}
