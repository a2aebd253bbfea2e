package dev.monitoring.collectors.redis;

import dev.monitoring.collectors.redis.connection.Address;
import java.util.ArrayList;
import java.util.List;

/**
 * The nodes that {@code CLUSTER NODES} tells of.
 *
 * <pre>
 * 07c37df…  127.0.0.1:30004@31004,host-4 slave e7d1eec… 0 1426238317239 4 connected
 * </pre>
 */
final class ClusterNodes {
    private ClusterNodes() {}

    /**
     * The addresses of all nodes that have one and are not known to have failed.
     *
     * @param asked who told, for a node that does not know its own address yet
     */
    static List<Address> parse(String text, Address asked) {
        List<Address> nodes = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] words = line.split(" ");
            if (words.length < 3 || words[2].contains("noaddr") || words[2].contains("handshake")) {
                continue;
            }
            String address = words[1].split("[@,]", 2)[0];
            int colon = address.lastIndexOf(':');
            try {
                String host = address.substring(0, Math.max(0, colon));
                Address node = new Address(
                        host.isEmpty() ? asked.host() : host, Integer.parseInt(address.substring(colon + 1)));
                if (!nodes.contains(node)) {
                    nodes.add(node);
                }
            } catch (IllegalArgumentException e) {
                // a node without a port speaks TLS only; its address stands in no other place
            }
        }
        return nodes;
    }
}
