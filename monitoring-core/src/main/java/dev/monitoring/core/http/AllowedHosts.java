package dev.monitoring.core.http;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The host names that callers may use for us. Immutable.
 *
 * <p>A page of a foreign site can make a browser talk to us under the site's own name by pointing that name at our address
 * (DNS rebinding). So we answer only to names nobody else controls: loopback addresses, {@code localhost}, the address
 * listened on, and the names configured. An address is what is written as one; no name is ever looked up.
 */
public final class AllowedHosts {
    private final Set<String> names;
    private final @Nullable InetAddress listening;
    private final boolean any;

    private AllowedHosts(Set<String> names, @Nullable InetAddress listening, boolean any) {
        this.names = names;
        this.listening = listening;
        this.any = any;
    }

    /** Loopback and nothing else. */
    public static AllowedHosts loopback() {
        return new AllowedHosts(Set.of(), null, false);
    }

    /** Every name: for a server whose owner checks names before us. */
    public static AllowedHosts any() {
        return new AllowedHosts(Set.of(), null, true);
    }

    /**
     * These names besides, without ports.
     *
     * @throws IllegalArgumentException if one is not a host name or an address
     */
    public AllowedHosts withNames(List<String> more) {
        Set<String> all = more.stream()
                .map(name -> Authority.parse(name.indexOf(':') >= 0 && !name.startsWith("[") ? "[" + name + "]" : name)
                        .filter(authority -> authority.port() < 0)
                        .orElseThrow(() -> new IllegalArgumentException("allowed host \"" + name
                                + "\" is no host name; use a name or an address without scheme and port, for example"
                                + " monitoring.example.org"))
                        .host())
                .collect(Collectors.toSet());
        all.addAll(names);
        return new AllowedHosts(Set.copyOf(all), listening, any);
    }

    /** The address listened on besides; with the wildcard address, every address, though still no other name. */
    public AllowedHosts withListening(InetAddress address) {
        return new AllowedHosts(names, address, any);
    }

    boolean allows(Authority authority) {
        if (any || authority.isLoopback() || names.contains(authority.host())) {
            return true;
        }
        InetAddress literal = authority.literal();
        return literal != null && listening != null && (listening.isAnyLocalAddress() || listening.equals(literal));
    }
}
