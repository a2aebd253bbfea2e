package dev.monitoring.collectors.redis.connection;

import dev.monitoring.core.tls.TlsClient;
import java.util.List;
import java.util.Optional;

/**
 * A Redis server to connect to, named by its address or by the sentinels that know which server is the master. Immutable;
 * its text shows no password.
 *
 * @param address the server, or nothing where {@code sentinels} tell
 * @param sentinels where to ask for the master, in order; empty where {@code address} is given
 * @param sentinelMaster the name of the master's group, as the sentinels know it; empty without sentinels
 * @param login who asks the server
 * @param sentinelLogin who asks the sentinels
 * @param database the database selected at first, from 0
 * @param clientName what {@code CLIENT LIST} shows
 * @param tls our side of TLS, for server and sentinels alike; without it text goes in the clear
 */
public record RedisServer(
        Optional<Address> address,
        List<Address> sentinels,
        String sentinelMaster,
        Login login,
        Login sentinelLogin,
        int database,
        String clientName,
        Optional<TlsClient> tls) {
    /** What {@code CLIENT LIST} shows unless set. */
    public static final String CLIENT_NAME = "monitoring";

    public RedisServer {
        sentinels = List.copyOf(sentinels);
        if (address.isPresent() != sentinels.isEmpty()) {
            throw new IllegalArgumentException("a server has either an address or sentinels, but got " + address
                    + " and " + sentinels + "; give one of them");
        }
    }

    /** A server at an address, without authentication and TLS. */
    public static RedisServer at(Address address) {
        return new RedisServer(
                Optional.of(address), List.of(), "", Login.NONE, Login.NONE, 0, CLIENT_NAME, Optional.empty());
    }

    /** This server for another user. */
    public RedisServer as(Login newLogin) {
        return new RedisServer(address, sentinels, sentinelMaster, newLogin, sentinelLogin, database, clientName, tls);
    }

    /** Another server to which all but the address applies: a node of the same cluster, the master that a sentinel named. */
    public RedisServer movedTo(Address newAddress) {
        return new RedisServer(Optional.of(newAddress), List.of(), "", login, Login.NONE, database, clientName, tls);
    }

    /** One of the sentinels, as a server of its own. */
    RedisServer sentinel(Address sentinel) {
        return new RedisServer(Optional.of(sentinel), List.of(), "", sentinelLogin, Login.NONE, 0, clientName, tls);
    }

    /** What to call it: the address, or the name of the master's group. */
    public String name() {
        return address.map(Address::toString).orElse(sentinelMaster);
    }

    @Override
    public String toString() {
        return name() + " as " + login;
    }
}
