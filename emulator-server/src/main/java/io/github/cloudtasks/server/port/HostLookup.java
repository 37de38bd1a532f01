package io.github.cloudtasks.server.port;

import io.github.cloudtasks.server.settings.ListenAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Looks up all addresses of a host name or IP address. */
@FunctionalInterface
public interface HostLookup {
    /** The resolver of this machine. Host names other than {@code localhost} may be sent to a name server. */
    HostLookup SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /**
     * Returns the addresses of a host, at least one. May block.
     *
     * @throws UnknownHostException if the name cannot be resolved
     */
    List<InetAddress> addresses(String host) throws UnknownHostException;

    /**
     * Returns every address on which a server listens. These are both loopback addresses for {@code localhost} and
     * names below it, whatever the hosts file says, because clients differ in the family that they try (RFC 6761,
     * section 6.3).
     *
     * @throws UnknownHostException if the name cannot be resolved
     */
    default List<InetAddress> addresses(ListenAddress address) throws UnknownHostException {
        if (address.isLocalhost()) {
            byte[] ipv6 = new byte[16];
            ipv6[15] = 1;
            return List.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), InetAddress.getByAddress(ipv6));
        }
        return addresses(address.host()).stream().distinct().toList();
    }
}
