package io.github.cloudtasks.server.port;

import io.github.cloudtasks.grpc.load.CallExecutor;
import io.github.cloudtasks.grpc.rpc.GrpcServices;
import io.github.cloudtasks.server.settings.ListenAddress;
import io.github.cloudtasks.server.tls.ServerTls;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One or two ports that accept gRPC (HTTP/2 with prior knowledge or ALPN) and HTTP/1.1, in plaintext and over TLS. Each
 * port has a listening socket for every address of its host. A gRPC server owns each socket and its connections.
 * {@link ProtocolDetector} removes connections that use HTTP/1.1 from it. All connections share the event loops.
 */
public final class PortServer implements AutoCloseable {

    private static final int MAX_METADATA_BYTES = 64 << 10;

    /** The HTTP/2 flow control window. A large request needs few round trips. */
    private static final int FLOW_CONTROL_BYTES = 4 << 20;

    /** Calls are answered immediately. More open calls would be responses that the client does not read. */
    private static final int MAX_CALLS_PER_CONNECTION = 256;

    private static final int BACKLOG = 1024;

    private final EventLoopGroup loops;
    private final List<SocketGroup> sockets;
    private final List<Server> servers;
    private final PortProtocolNegotiator protocols;
    private final Timeouts timeouts;

    /**
     * The timeouts of a port.
     *
     * @param opening for the TLS handshake and the first bytes of a connection, which identify the protocol
     * @param closing for open calls when the port closes; applies to HTTP/1.1 first and then to gRPC
     */
    public record Timeouts(Duration opening, Duration closing) {
        public static final Timeouts DEFAULT = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(1));
    }

    /**
     * Listens on one port of a host.
     *
     * @param tls null for plaintext only
     * @throws PortUnavailableException if an address of the host is not available
     */
    public static PortServer open(
            ListenAddress address, ApiServices services, @Nullable ServerTls tls, Timeouts timeouts)
            throws PortUnavailableException {
        return open(address, null, HostLookup.SYSTEM, services, tls, timeouts);
    }

    /**
     * Listens on one or two ports, which serve the same.
     *
     * @param second null for none
     * @param lookup resolves the hosts
     * @param tls null for plaintext only
     * @throws PortUnavailableException if an address of a host is not available
     */
    public static PortServer open(
            ListenAddress address,
            @Nullable ListenAddress second,
            HostLookup lookup,
            ApiServices services,
            @Nullable ServerTls tls,
            Timeouts timeouts)
            throws PortUnavailableException {
        FrameLogRedaction.install();
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                Math.max(2, Runtime.getRuntime().availableProcessors()),
                new DefaultThreadFactory("port", true),
                NioIoHandler.newFactory());
        PortProtocolNegotiator protocols =
                new PortProtocolNegotiator(services, tls, timeouts.opening(), new DefaultChannelGroup(loops.next()));
        SocketGroup.Opener opener = socket ->
                server(socket, services.grpc(), protocols, loops, timeouts).start();
        List<SocketGroup> sockets = new ArrayList<>();
        try {
            sockets.add(SocketGroup.open(address, "--port", resolved(address, lookup), opener));
            if (second != null) {
                sockets.add(SocketGroup.open(second, "--tls-port", resolved(second, lookup), opener));
            }
        } catch (PortUnavailableException e) {
            sockets.forEach(group -> group.servers().forEach(Server::shutdownNow));
            stop(loops, Duration.ZERO);
            throw e;
        }
        return new PortServer(loops, sockets, protocols, timeouts);
    }

    private static List<InetAddress> resolved(ListenAddress address, HostLookup lookup)
            throws PortUnavailableException {
        try {
            return lookup.addresses(address);
        } catch (UnknownHostException e) {
            throw PortUnavailableException.unknownHost(address);
        }
    }

    private static Server server(
            InetSocketAddress socket,
            List<ServerServiceDefinition> grpcServices,
            PortProtocolNegotiator protocols,
            EventLoopGroup loops,
            Timeouts timeouts) {
        return NettyServerBuilder.forAddress(socket, InternalNettyServerCredentials.create(protocols))
                .channelFactory(ListeningChannel::new)
                .bossEventLoopGroup(loops)
                .workerEventLoopGroup(loops)
                .executor(new CallExecutor())
                .withOption(ChannelOption.SO_BACKLOG, BACKLOG)
                .withChildOption(ChannelOption.TCP_NODELAY, true)
                .withChildOption(ChannelOption.RECVBUF_ALLOCATOR, new FairReads(Ticker.systemTicker()))
                .maxInboundMessageSize(GrpcServices.INBOUND_MESSAGE_BYTES)
                .maxInboundMetadataSize(MAX_METADATA_BYTES)
                .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
                .flowControlWindow(FLOW_CONTROL_BYTES)
                .handshakeTimeout(timeouts.opening().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTime(10, TimeUnit.MINUTES)
                .permitKeepAliveTime(1, TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addServices(grpcServices)
                .build();
    }

    private PortServer(
            EventLoopGroup loops, List<SocketGroup> sockets, PortProtocolNegotiator protocols, Timeouts timeouts) {
        this.loops = loops;
        this.sockets = List.copyOf(sockets);
        this.servers =
                sockets.stream().flatMap(group -> group.servers().stream()).toList();
        this.protocols = protocols;
        this.timeouts = timeouts;
    }

    /** Returns the first address on which the first port is open. */
    public InetSocketAddress address() {
        return sockets.getFirst().address();
    }

    /** Returns the number of the first port, never 0. */
    public int port() {
        return address().getPort();
    }

    /**
     * Returns the numbers of the ports, the first one first. A port has the same number on all addresses of its host.
     */
    public List<Integer> ports() {
        return sockets.stream().map(group -> group.address().getPort()).toList();
    }

    /** Stops listening, waits for open calls up to the closing timeout, and frees the ports. */
    @Override
    public synchronized void close() {
        if (loops.isShutdown()) {
            return;
        }
        servers.forEach(Server::shutdown);
        boolean interrupted = false;
        try {
            protocols.closeConnections(timeouts.closing());
            long deadline = System.nanoTime() + timeouts.closing().toNanos();
            for (Server server : servers) {
                server.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        servers.forEach(Server::shutdownNow);
        stop(loops, timeouts.closing());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void stop(EventLoopGroup loops, Duration timeout) {
        loops.shutdownGracefully(0, timeout.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
}
