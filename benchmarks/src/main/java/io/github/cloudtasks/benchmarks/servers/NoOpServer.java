package io.github.cloudtasks.benchmarks.servers;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A gRPC server that parses CreateTask requests and responds with their tasks. Its event loops, executor and limits are
 * those of the emulator's port, so that its CPU time is what gRPC and Netty cost.
 */
public final class NoOpServer {
    /** Is a constant, because a logger that nobody refers to loses its level. */
    private static final Logger TRANSPORT_LOG = Logger.getLogger("io.grpc.netty.NettyServerTransport");

    private NoOpServer() {}

    /**
     * Serves on a free port of the loopback interface until the process ends.
     *
     * @param args not used
     * @throws IOException if it cannot listen
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        // Clients try HTTP/1.1 to find out whether the server has REST. It logs a stack trace for each.
        TRANSPORT_LOG.setLevel(Level.WARNING);
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                Math.max(2, Runtime.getRuntime().availableProcessors()),
                new DefaultThreadFactory("port", true),
                NioIoHandler.newFactory());
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .channelType(NioServerSocketChannel.class)
                .bossEventLoopGroup(loops)
                .workerEventLoopGroup(loops)
                .directExecutor()
                .withOption(ChannelOption.SO_BACKLOG, 1024)
                .withChildOption(ChannelOption.TCP_NODELAY, true)
                .maxInboundMetadataSize(64 << 10)
                .maxConcurrentCallsPerConnection(256)
                .flowControlWindow(4 << 20)
                .keepAliveTime(10, TimeUnit.MINUTES)
                .permitKeepAliveTime(1, TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true);
        MeasuredVersion.all().forEach(version -> builder.addService(version.noOp()));
        Server server = builder.build().start();
        System.out.println("No-op server ready on http://127.0.0.1:" + server.getPort());
        server.awaitTermination();
    }
}
