package io.github.cloudtasks.server.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.server.settings.ListenAddress;
import io.grpc.Server;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listening on several addresses, with sockets that only exist here. */
class SocketGroupTest {
    private static final ListenAddress ANY_PORT = new ListenAddress("localhost", 0);
    private static final ListenAddress FIXED_PORT = new ListenAddress("localhost", 8123);

    private final List<OpenSocket> opened = new ArrayList<>();
    private List<InetAddress> hosts;
    private InetAddress ipv4;
    private InetAddress ipv6;
    private int nextFreePort = 40_001;

    @BeforeEach
    void resolve() throws UnknownHostException {
        hosts = HostLookup.SYSTEM.addresses(ANY_PORT);
        ipv4 = hosts.getFirst();
        ipv6 = hosts.getLast();
    }

    @Test
    void free_port_of_the_first_address_is_used_for_all() throws Exception {
        SocketGroup group = SocketGroup.open(ANY_PORT, "--port", hosts, this::open);

        assertThat(group.address()).isEqualTo(new InetSocketAddress(ipv4, 40_001));
        assertThat(openSockets())
                .containsExactly(new InetSocketAddress(ipv4, 40_001), new InetSocketAddress(ipv6, 40_001));
    }

    @Test
    void another_free_port_is_chosen_if_the_second_address_uses_it() throws Exception {
        Set<Integer> taken = Set.of(40_001, 40_002);

        SocketGroup group = SocketGroup.open(ANY_PORT, "--port", hosts, socket -> {
            if (socket.getAddress().equals(ipv6) && taken.contains(socket.getPort())) {
                throw failed(new BindException("Address already in use"));
            }
            return open(socket);
        });

        assertThat(group.address().getPort()).isEqualTo(40_003);
        assertThat(openSockets())
                .containsExactly(new InetSocketAddress(ipv4, 40_003), new InetSocketAddress(ipv6, 40_003));
    }

    @Test
    void search_for_a_port_that_is_free_on_both_addresses_ends() {
        assertThatThrownBy(() -> SocketGroup.open(ANY_PORT, "--port", hosts, socket -> {
                    if (socket.getAddress().equals(ipv6)) {
                        throw failed(new BindException("Address already in use"));
                    }
                    return open(socket);
                }))
                .hasMessageStartingWith("Cannot listen on [::1]:40100: the port is in use");
        assertThat(openSockets()).isEmpty();
    }

    @Test
    void fixed_port_is_tried_once() {
        assertThatThrownBy(() -> SocketGroup.open(FIXED_PORT, "--tls-port", hosts, socket -> {
                    if (socket.getAddress().equals(ipv6)) {
                        throw failed(new BindException("Address already in use"));
                    }
                    return open(socket);
                }))
                .hasMessage("Cannot listen on [::1]:8123: the port is in use, stop the other process or choose "
                        + "another port with --tls-port (0 for any free port).");
        assertThat(opened).hasSize(1);
        assertThat(openSockets()).isEmpty();
    }

    @Test
    void family_that_the_machine_lacks_is_skipped() throws Exception {
        for (Exception lack : List.of(
                new BindException("Cannot assign requested address"),
                new BindException("Can't assign requested address"),
                new IOException("Protocol family unavailable"),
                new IOException("Address family not supported by protocol"),
                new UnsupportedAddressTypeException())) {
            for (InetAddress missing : hosts) {
                opened.clear();
                SocketGroup group = SocketGroup.open(FIXED_PORT, "--port", hosts, socket -> {
                    if (socket.getAddress().equals(missing)) {
                        throw failed(lack);
                    }
                    return open(socket);
                });

                assertThat(openSockets()).as("%s, %s", lack, missing).containsExactly(group.address());
                assertThat(group.address().getAddress()).isNotEqualTo(missing);
            }
        }
    }

    @Test
    void host_without_any_address_of_this_machine_is_reported() {
        assertThatThrownBy(() -> SocketGroup.open(FIXED_PORT, "--port", hosts, socket -> {
                    throw failed(new BindException("Cannot assign requested address"));
                }))
                .hasMessage(
                        "Cannot listen on localhost:8123: this machine does not have that address, choose another with "
                                + "--host (127.0.0.1 is this machine).");
    }

    private static IOException failed(Exception cause) {
        return new IOException("Failed to bind", cause);
    }

    private Server open(InetSocketAddress socket) {
        OpenSocket server = new OpenSocket(
                new InetSocketAddress(socket.getAddress(), socket.getPort() == 0 ? nextFreePort++ : socket.getPort()));
        opened.add(server);
        return server;
    }

    private List<InetSocketAddress> openSockets() {
        return opened.stream()
                .filter(server -> !server.isShutdown())
                .map(server -> server.address)
                .toList();
    }

    private static final class OpenSocket extends Server {
        private final InetSocketAddress address;
        private boolean closed;

        OpenSocket(InetSocketAddress address) {
            this.address = address;
        }

        @Override
        public int getPort() {
            return address.getPort();
        }

        @Override
        public Server start() {
            return this;
        }

        @Override
        public Server shutdown() {
            return shutdownNow();
        }

        @Override
        public Server shutdownNow() {
            closed = true;
            return this;
        }

        @Override
        public boolean isShutdown() {
            return closed;
        }

        @Override
        public boolean isTerminated() {
            return closed;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return closed;
        }

        @Override
        public void awaitTermination() {}
    }
}
