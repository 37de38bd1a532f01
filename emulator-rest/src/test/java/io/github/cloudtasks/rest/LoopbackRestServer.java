package io.github.cloudtasks.rest;

import io.github.cloudtasks.grpc.load.MemoryBudget;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.CallListener;
import io.github.cloudtasks.grpc.rpc.CallTracer;
import io.github.cloudtasks.journal.Journal;
import io.github.cloudtasks.rest.access.AccessPolicy;
import io.github.cloudtasks.rest.firebase.FirebaseFunctions;
import io.github.cloudtasks.rest.http.ConnectionLimits;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.Route;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A server for the REST API on a free port of the loopback interface. */
public final class LoopbackRestServer implements AutoCloseable {
    private static final Function<ResponseWriter, List<Route>> NO_OTHERS = writer -> List.of();

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final Channel listener;

    public LoopbackRestServer(ApiVersion version) {
        this(version, ConnectionLimits.DEFAULT);
    }

    public LoopbackRestServer(ApiVersion version, ConnectionLimits limits) {
        this(version, List.of(), limits);
    }

    public LoopbackRestServer(ApiVersion version, List<JsonDocument> documents, ConnectionLimits limits) {
        this(version, documents, FirebaseFunctions.NONE, NO_OTHERS, AccessPolicy.DEFAULT, limits);
    }

    public LoopbackRestServer(ApiVersion version, FirebaseFunctions functions) {
        this(version, List.of(), functions, NO_OTHERS, AccessPolicy.DEFAULT, ConnectionLimits.DEFAULT);
    }

    public LoopbackRestServer(ApiVersion version, List<JsonDocument> documents, AccessPolicy access) {
        this(version, documents, FirebaseFunctions.NONE, NO_OTHERS, access, ConnectionLimits.DEFAULT);
    }

    public LoopbackRestServer(ApiVersion version, Function<ResponseWriter, List<Route>> others) {
        this(version, others, ConnectionLimits.DEFAULT);
    }

    public LoopbackRestServer(
            ApiVersion version, Function<ResponseWriter, List<Route>> others, ConnectionLimits limits) {
        this(version, List.of(), FirebaseFunctions.NONE, others, AccessPolicy.DEFAULT, limits);
    }

    private LoopbackRestServer(
            ApiVersion version,
            List<JsonDocument> documents,
            FirebaseFunctions functions,
            Function<ResponseWriter, List<Route>> others,
            AccessPolicy access,
            ConnectionLimits limits) {
        this(version, documents, functions, others, access, limits, MemoryBudget.unlimited());
    }

    public LoopbackRestServer(ApiVersion version, Function<ResponseWriter, List<Route>> others, MemoryBudget budget) {
        this(
                version,
                List.of(),
                FirebaseFunctions.NONE,
                others,
                AccessPolicy.DEFAULT,
                ConnectionLimits.DEFAULT,
                budget);
    }

    private LoopbackRestServer(
            ApiVersion version,
            List<JsonDocument> documents,
            FirebaseFunctions functions,
            Function<ResponseWriter, List<Route>> others,
            AccessPolicy access,
            ConnectionLimits limits,
            MemoryBudget budget) {
        RestApi server = new RestApi(
                List.of(version),
                documents,
                functions,
                others,
                access,
                limits,
                budget,
                CallListener.NONE,
                CallTracer.NONE,
                Journal.NONE);
        listener = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.ALLOCATOR, memory)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        server.addTo(channel.pipeline());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    /** Opens a connection. */
    public RawHttpClient connect() throws IOException {
        return new RawHttpClient((InetSocketAddress) listener.localAddress());
    }

    /** Sends one request on a new connection, which is closed afterwards. */
    public RawHttpClient.Response send(String method, String target, String body, String... headers)
            throws IOException {
        try (RawHttpClient client = connect()) {
            return client.send(method, target, body, headers).receive(method);
        }
    }

    public RawHttpClient.Response get(String target) throws IOException {
        return send("GET", target, null);
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Returns the number of bytes in Netty buffers. */
    public long heldBytes() {
        return memory.metric().usedDirectMemory() + memory.metric().usedHeapMemory();
    }

    /** Waits until all connections are closed. */
    public void awaitNoConnections() {
        connections.newCloseFuture().syncUninterruptibly();
    }

    @Override
    public void close() {
        if (threads.isShuttingDown()) {
            return;
        }
        listener.close().syncUninterruptibly();
        connections.close().syncUninterruptibly();
        threads.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
