package io.github.cloudtasks.benchmarks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** A target of push tasks that responds 200 to each request and counts the requests of each task. */
public final class CountingTarget implements AutoCloseable {
    private static final int LARGEST_BODY = 1 << 20;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Map<String, LongAdder> seen = new ConcurrentHashMap<>();
    private final CountDownLatch expected;
    private final Channel channel;

    /**
     * Listens on a free port of the loopback interface.
     *
     * @param requests the number of requests that {@link #await} waits for
     */
    public CountingTarget(int requests) {
        expected = new CountDownLatch(requests);
        channel = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        connection
                                .pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(LARGEST_BODY), new Answer());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    public String url() {
        return "http://127.0.0.1:" + ((InetSocketAddress) channel.localAddress()).getPort() + "/";
    }

    /** Waits for the expected number of requests. Returns false if they do not arrive in time. */
    public boolean await(long seconds) throws InterruptedException {
        return expected.await(seconds, TimeUnit.SECONDS);
    }

    /** Returns the number of tasks that have been delivered at least once. */
    public int tasks() {
        return seen.size();
    }

    /** Returns the number of tasks that have been delivered more than once. */
    public long duplicates() {
        return seen.values().stream().filter(times -> times.sum() > 1).count();
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Answer extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            String task = request.headers().get("X-CloudTasks-QueueName") + "/"
                    + request.headers().get("X-CloudTasks-TaskName");
            seen.computeIfAbsent(task, name -> new LongAdder()).increment();
            DefaultFullHttpResponse ok =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER);
            ok.headers().set("content-length", 0);
            context.writeAndFlush(ok).addListener(sent -> expected.countDown());
        }
    }
}
