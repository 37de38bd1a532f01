package io.github.cloudtasks.server.port;

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
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One listening socket, or two of the same kind, that speak gRPC (HTTP/2 with prior knowledge or by ALPN) and HTTP/1.1,
 * in plaintext and under TLS. gRPC's server owns the socket and its connections; {@link ProtocolDetector} takes those
 * away that turn out to speak HTTP/1.1. All share the event loops.
 */
public final class PortServer implements AutoCloseable {

    private static final int MAX_METADATA_BYTES = 64 << 10;

    /** What a client may send before we have read it: a large request needs few round trips. */
    private static final int FLOW_CONTROL_BYTES = 4 << 20;

    /** Calls are answered as they come in; more at once would only be answers that a client does not read. */
    private static final int MAX_CALLS_PER_CONNECTION = 256;

    private static final int BACKLOG = 1024;

    private final EventLoopGroup loops;
    private final List<Server> servers;
    private final PortProtocolNegotiator protocols;
    private final List<Integer> ports;
    private final Timeouts timeouts;

    /**
     * How long the port waits.
     *
     * @param opening for a TLS handshake and the bytes that tell which protocol a connection speaks
     * @param closing for calls that are under way when the port closes, HTTP/1.1's first, gRPC's then
     */
    public record Timeouts(Duration opening, Duration closing) {
        public static final Timeouts DEFAULT = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(1));
    }

    /**
     * Listens.
     *
     * @param tls null for plaintext only
     * @throws PortUnavailableException when the address cannot be had
     */
    public static PortServer open(ListenAddress address, ApiServices doors, @Nullable ServerTls tls, Timeouts timeouts)
            throws PortUnavailableException {
        return open(address, null, doors, tls, timeouts);
    }

    /**
     * Listens on two ports, which speak the same.
     *
     * @param second null for none
     * @param tls null for plaintext only
     * @throws PortUnavailableException when an address cannot be had
     */
    public static PortServer open(
            ListenAddress address,
            @Nullable ListenAddress second,
            ApiServices doors,
            @Nullable ServerTls tls,
            Timeouts timeouts)
            throws PortUnavailableException {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                Math.max(2, Runtime.getRuntime().availableProcessors()),
                new DefaultThreadFactory("port", true),
                NioIoHandler.newFactory());
        PortProtocolNegotiator protocols =
                new PortProtocolNegotiator(doors, tls, timeouts.opening(), new DefaultChannelGroup(loops.next()));
        List<Server> servers = new ArrayList<>();
        try {
            servers.add(start(address, "--port", doors, protocols, loops, timeouts));
            if (second != null) {
                servers.add(start(second, "--tls-port", doors, protocols, loops, timeouts));
            }
        } catch (PortUnavailableException e) {
            servers.forEach(Server::shutdownNow);
            stop(loops, Duration.ZERO);
            throw e;
        }
        return new PortServer(loops, servers, protocols, timeouts);
    }

    private static Server start(
            ListenAddress address,
            String flag,
            ApiServices doors,
            PortProtocolNegotiator protocols,
            EventLoopGroup loops,
            Timeouts timeouts)
            throws PortUnavailableException {
        InetSocketAddress socket = new InetSocketAddress(address.host(), address.port());
        if (socket.isUnresolved()) {
            throw PortUnavailableException.unknownHost(address);
        }
        try {
            return server(socket, doors.grpc(), protocols, loops, timeouts).start();
        } catch (IOException e) {
            throw PortUnavailableException.of(address, flag, e);
        }
    }

    private static Server server(
            InetSocketAddress socket,
            List<ServerServiceDefinition> services,
            PortProtocolNegotiator protocols,
            EventLoopGroup loops,
            Timeouts timeouts) {
        return NettyServerBuilder.forAddress(socket, InternalNettyServerCredentials.create(protocols))
                .channelType(NioServerSocketChannel.class)
                .bossEventLoopGroup(loops)
                .workerEventLoopGroup(loops)
                .directExecutor()
                .withOption(ChannelOption.SO_BACKLOG, BACKLOG)
                .withChildOption(ChannelOption.TCP_NODELAY, true)
                .maxInboundMessageSize(GrpcServices.INBOUND_MESSAGE_BYTES)
                .maxInboundMetadataSize(MAX_METADATA_BYTES)
                .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
                .flowControlWindow(FLOW_CONTROL_BYTES)
                .handshakeTimeout(timeouts.opening().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTime(10, TimeUnit.MINUTES)
                .permitKeepAliveTime(1, TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addServices(services)
                .build();
    }

    private PortServer(
            EventLoopGroup loops, List<Server> servers, PortProtocolNegotiator protocols, Timeouts timeouts) {
        this.loops = loops;
        this.servers = servers;
        this.protocols = protocols;
        this.ports = servers.stream().map(Server::getPort).toList();
        this.timeouts = timeouts;
    }

    /** The port that is listened on, never 0. */
    public int port() {
        return ports.getFirst();
    }

    /** All ports that are listened on: the port, and the second one if there is one. */
    public List<Integer> ports() {
        return ports;
    }

    /** Stops listening, lets calls that are under way end for as long as there is patience, and frees the ports. */
    @Override
    public synchronized void close() {
        if (loops.isShutdown()) {
            return;
        }
        servers.forEach(Server::shutdown);
        boolean interrupted = false;
        try {
            protocols.endConnections(timeouts.closing());
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

    private static void stop(EventLoopGroup loops, Duration patience) {
        loops.shutdownGracefully(0, patience.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
}
