package io.github.cloudtasks.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Callers over HTTP/1.1 with a connection each, on one thread. Each sends its next request as soon as it has the
 * response to its last one; nothing is pipelined. Requests are sent as the given bytes, so that the client costs
 * little.
 */
public final class HttpCallers implements AutoCloseable {
    private static final int LARGEST_RESPONSE = 64 << 20;
    private static final long SECONDS = 300;
    private static final int QUOTED = 200;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Channel> connections = new ArrayList<>();
    private volatile @Nullable Batch current;

    /** Opens connections. */
    public HttpCallers(InetSocketAddress address, int callers) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        connection
                                .pipeline()
                                .addLast(
                                        new HttpResponseDecoder(),
                                        new HttpObjectAggregator(LARGEST_RESPONSE),
                                        new Caller());
                    }
                });
        for (int i = 0; i < callers; i++) {
            connections.add(bootstrap.connect(address).syncUninterruptibly().channel());
        }
    }

    /** Returns the bytes of a POST request. */
    public static byte[] post(String host, String path, String headers, byte[] body) {
        byte[] head = ("POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: " + body.length + "\r\n"
                        + headers + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    /**
     * Sends requests and returns when all responses are received. Only one thread may call it at a time.
     *
     * @throws NotSupportedException if a response is 404
     * @throws IllegalStateException if a response is not 2xx, a connection ends, or the calls take five minutes
     */
    public Timings send(Calls calls, int requests) throws InterruptedException {
        Batch batch = new Batch(calls, requests);
        current = batch;
        for (Channel connection : connections) {
            connection.eventLoop().execute(() -> {
                Caller caller = connection.pipeline().get(Caller.class);
                if (caller == null) {
                    batch.fail("a connection has ended");
                } else {
                    caller.sendNext(connection, batch);
                }
            });
        }
        try {
            return batch.done.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NotSupportedException missing) {
                throw missing;
            }
            throw new IllegalStateException("HTTP calls failed: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("HTTP calls had no response after " + SECONDS + " s", e);
        } finally {
            current = null;
        }
    }

    @Override
    public void close() {
        current = null;
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Requests that callers share. */
    private static final class Batch {
        private final Calls calls;
        private final long[] nanos;
        private final long start = System.nanoTime();
        private final AtomicInteger sent = new AtomicInteger();
        private final AtomicInteger unanswered;
        private final CompletableFuture<Timings> done = new CompletableFuture<>();

        Batch(Calls calls, int requests) {
            this.calls = calls;
            nanos = new long[requests];
            unanswered = new AtomicInteger(requests);
        }

        void fail(String reason) {
            done.completeExceptionally(new IllegalStateException(reason));
        }
    }

    /** The caller of one connection. All methods run on the thread of the connections. */
    private final class Caller extends SimpleChannelInboundHandler<FullHttpResponse> {
        private int index;
        private long begin;

        void sendNext(Channel connection, Batch batch) {
            index = batch.sent.getAndIncrement();
            if (index < batch.nanos.length) {
                byte[] request = batch.calls.request(index);
                begin = System.nanoTime();
                ChannelFuture unused =
                        connection.writeAndFlush(Unpooled.wrappedBuffer(request), connection.voidPromise());
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            Batch batch = current;
            if (batch == null) {
                return;
            }
            long now = System.nanoTime();
            int status = response.status().code();
            if (status == 404) {
                batch.done.completeExceptionally(new NotSupportedException("the path answers 404"));
            } else if (status / 100 != 2) {
                String body = response.content().toString(StandardCharsets.UTF_8);
                batch.fail("status " + status + ": " + body.substring(0, Math.min(QUOTED, body.length())));
            } else {
                batch.calls.accept(index, ByteBufUtil.getBytes(response.content()));
                batch.nanos[index] = now - begin;
                if (batch.unanswered.decrementAndGet() == 0) {
                    batch.done.complete(new Timings(batch.nanos, now - batch.start));
                } else {
                    sendNext(context.channel(), batch);
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            Batch batch = current;
            if (batch != null) {
                batch.fail("the server has closed a connection");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            Batch batch = current;
            if (batch != null) {
                batch.done.completeExceptionally(cause);
            }
        }
    }
}
