package io.github.cloudtasks.server.port;

import io.github.cloudtasks.server.settings.ListenAddress;
import io.grpc.Server;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening sockets of one {@link ListenAddress}: one for each address of its host, all with the same port number.
 *
 * @param servers at least one
 * @param address the address of the first socket
 */
record SocketGroup(List<Server> servers, InetSocketAddress address) {
    private static final Logger log = LoggerFactory.getLogger(SocketGroup.class);

    /**
     * The number of times that a free port is chosen. The system chooses it for the first address, and another process
     * may use it on the second.
     */
    private static final int ATTEMPTS = 100;

    SocketGroup {
        servers = List.copyOf(servers);
    }

    /** Opens one socket. */
    @FunctionalInterface
    interface Opener {
        /** Returns a started server, whose port is known. */
        Server open(InetSocketAddress socket) throws IOException;
    }

    /**
     * Listens on all addresses of a host. Skips those that this machine does not have, such as {@code ::1} without
     * IPv6, unless it has none of them.
     *
     * @param flag the flag that sets the port
     * @param hosts the addresses of the host, at least one
     * @throws PortUnavailableException if an address is in use or there is none; nothing stays open
     */
    static SocketGroup open(ListenAddress address, String flag, List<InetAddress> hosts, Opener opener)
            throws PortUnavailableException {
        for (int attempt = 1; ; attempt++) {
            List<Server> opened = new ArrayList<>();
            try {
                return openAll(address, flag, hosts, opener, opened);
            } catch (PortUnavailableException e) {
                opened.forEach(Server::shutdownNow);
                boolean chosenPort = address.port() == 0 && !opened.isEmpty();
                if (!chosenPort || !e.isInUse() || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static SocketGroup openAll(
            ListenAddress address, String flag, List<InetAddress> hosts, Opener opener, List<Server> opened)
            throws PortUnavailableException {
        InetSocketAddress first = null;
        PortUnavailableException missing = null;
        for (InetAddress host : hosts) {
            InetSocketAddress socket = new InetSocketAddress(host, first == null ? address.port() : first.getPort());
            try {
                Server server = opener.open(socket);
                opened.add(server);
                first = first == null ? new InetSocketAddress(host, server.getPort()) : first;
            } catch (IOException e) {
                PortUnavailableException unavailable =
                        PortUnavailableException.of(failed(address, hosts, socket), flag, e);
                if (!unavailable.isMissing()) {
                    throw unavailable;
                }
                log.debug("{}", unavailable.getMessage());
                missing = missing == null ? PortUnavailableException.of(address, flag, e) : missing;
            }
        }
        if (first == null) {
            throw Objects.requireNonNull(missing, "a host without addresses");
        }
        return new SocketGroup(opened, first);
    }

    /** Returns the address that a message names: as the user wrote it, if it has one meaning. */
    private static ListenAddress failed(ListenAddress address, List<InetAddress> hosts, InetSocketAddress socket) {
        return hosts.size() == 1
                ? address
                : new ListenAddress(NetUtil.toAddressString(socket.getAddress()), socket.getPort());
    }
}
