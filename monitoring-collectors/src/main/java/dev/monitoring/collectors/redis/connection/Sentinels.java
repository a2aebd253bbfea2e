package dev.monitoring.collectors.redis.connection;

import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.time.Duration;

/** Asks sentinels which server is the master. */
final class Sentinels {
    private Sentinels() {}

    /**
     * The server itself, or the master that its sentinels name.
     *
     * @throws IOException no sentinel knows
     */
    static RedisServer resolve(RedisServer server, Deadline deadline) throws IOException {
        return server.sentinels().isEmpty() ? server : server.movedTo(master(server, deadline));
    }

    /**
     * The master's address, from the first sentinel that knows it. Each gets an equal share of the time left.
     *
     * @throws IOException no sentinel knows; says what each said
     */
    private static Address master(RedisServer server, Deadline deadline) throws IOException {
        StringBuilder said = new StringBuilder();
        int left = server.sentinels().size();
        for (Address sentinel : server.sentinels()) {
            Duration share = deadline.remaining().dividedBy(left--);
            try (RedisLink link = RedisLink.to(server.sentinel(sentinel))) {
                Reply master = link.ask(
                        Command.of("SENTINEL", "get-master-addr-by-name", server.sentinelMaster()),
                        Deadline.after(share, Clock.system()));
                if (master.items().size() == 2) {
                    return new Address(
                            master.item(0).text(),
                            Integer.parseInt(master.item(1).text()));
                }
                said.append("; ")
                        .append(sentinel)
                        .append(master.isRefusal() ? " refuses: " + master.text() : " knows none");
            } catch (IOException e) {
                said.append("; ").append(e.getMessage());
            } catch (IllegalArgumentException e) {
                said.append("; ")
                        .append(sentinel)
                        .append(" gives an address that is none: ")
                        .append(e.getMessage());
            }
        }
        throw new IOException("no sentinel names a master of group " + server.sentinelMaster() + said);
    }
}
