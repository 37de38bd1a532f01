package io.github.cloudtasks.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An HTTP/2 client without TLS whose tests decide about each frame. Waits are limited to ten seconds. */
public final class Http2TestClient implements AutoCloseable {
    /** Smaller than the window of the connection, so that a stream that is not received does not block others. */
    private static final int STREAM_WINDOW = 32 << 10;

    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final CompletableFuture<Long> goAway = new CompletableFuture<>();
    private final Channel connection;

    public Http2TestClient(int port) {
        connection = new Bootstrap()
                .group(threads)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(Http2FrameCodecBuilder.forClient()
                                        .initialSettings(
                                                Http2Settings.defaultSettings().initialWindowSize(STREAM_WINDOW))
                                        .build())
                                .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()))
                                .addLast(new GoAwayHandler());
                    }
                })
                .connect("127.0.0.1", port)
                .syncUninterruptibly()
                .channel();
    }

    /** Remembers the error code with which the server ends the connection. */
    private final class GoAwayHandler extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object frame) {
            if (frame instanceof Http2GoAwayFrame end) {
                goAway.complete(end.errorCode());
            }
            ReferenceCountUtil.release(frame);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            goAway.complete(-1L);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            goAway.complete(-1L);
        }
    }

    /** Waits for the error code with which the server ends the connection; -1 if it closes it without. */
    public long awaitGoAway() throws Exception {
        return goAway.get(10, TimeUnit.SECONDS);
    }

    /** Returns whether the server has ended the connection. */
    public boolean isEnded() {
        return goAway.isDone();
    }

    public Channel connection() {
        return connection;
    }

    /**
     * Sends the headers of a request.
     *
     * @param end whether the request has no body
     * @param headers alternating names and values
     */
    public Stream open(String method, String path, boolean end, String... headers) throws Exception {
        Stream stream = new Stream();
        Http2StreamChannel channel = new Http2StreamChannelBootstrap(connection)
                .handler(stream)
                .open()
                .get(10, TimeUnit.SECONDS);
        stream.channel = channel;
        Http2Headers all = new DefaultHttp2Headers()
                .method(method)
                .path(path)
                .scheme("http")
                .authority("localhost");
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1]);
        }
        ChannelFuture unused = channel.writeAndFlush(new DefaultHttp2HeadersFrame(all, end));
        return stream;
    }

    /** Sends a request and waits for its response. */
    public Stream send(String method, String path, String body, String... headers) throws Exception {
        Stream stream = open(method, path, body.isEmpty(), headers);
        if (!body.isEmpty()) {
            stream.send(body.getBytes(StandardCharsets.UTF_8), true);
        }
        return stream.awaitEnd();
    }

    @Override
    public void close() {
        connection.close().syncUninterruptibly();
        threads.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** One request and its response. */
    @ChannelHandler.Sharable
    public static final class Stream extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<Http2Headers> headers = new CompletableFuture<>();
        private final CompletableFuture<Long> end = new CompletableFuture<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private volatile Http2Headers trailers = new DefaultHttp2Headers();
        private Http2StreamChannel channel;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object frame) {
            boolean last = false;
            if (frame instanceof Http2HeadersFrame received) {
                if (!headers.complete(received.headers())) {
                    trailers = received.headers();
                }
                last = received.isEndStream();
            } else if (frame instanceof Http2DataFrame data) {
                synchronized (body) {
                    body.writeBytes(ByteBufUtil.getBytes(data.content()));
                }
                last = data.isEndStream();
            } else if (frame instanceof Http2ResetFrame reset) {
                end.complete(reset.errorCode());
                headers.completeExceptionally(new IllegalStateException("reset with " + reset.errorCode()));
            }
            ReferenceCountUtil.release(frame);
            if (last) {
                end.complete(-1L);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof Http2ResetFrame reset) {
                end.complete(reset.errorCode());
                headers.completeExceptionally(new IllegalStateException("reset with " + reset.errorCode()));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            end.complete(-2L);
            headers.completeExceptionally(new IllegalStateException("the stream is closed"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            end.complete(-2L);
            headers.completeExceptionally(cause);
        }

        /** Sends a part of the body. The future completes when flow control has let it pass. */
        public ChannelFuture send(byte[] part, boolean last) {
            ByteBuf bytes = Unpooled.wrappedBuffer(part);
            return channel.writeAndFlush(new DefaultHttp2DataFrame(bytes, last));
        }

        public void reset() {
            channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL)).syncUninterruptibly();
        }

        /** Resets the stream without waiting. */
        public void resetLater() {
            ChannelFuture unused = channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
        }

        /** Returns whether the response is complete or the stream is reset. */
        public boolean isEnded() {
            return end.isDone();
        }

        /** Stops or starts receiving. A client that does not receive does not open the window of flow control. */
        public void receive(boolean on) {
            channel.config().setAutoRead(on);
        }

        /** Waits for the status of the response. */
        public int status() throws Exception {
            return Integer.parseInt(headers.get(10, TimeUnit.SECONDS).status().toString());
        }

        /** Returns a header of the response or, for gRPC, a trailer; empty if there is none. */
        public String header(String name) throws Exception {
            CharSequence value = headers.get(10, TimeUnit.SECONDS).get(name);
            CharSequence trailer = trailers.get(name);
            return value != null ? value.toString() : trailer == null ? "" : trailer.toString();
        }

        /** Waits until the response is complete or the stream is reset. */
        public Stream awaitEnd() throws Exception {
            end.get(10, TimeUnit.SECONDS);
            return this;
        }

        /** Waits for the end, and returns the error code of a reset; negative if there was none. */
        public long resetCode() throws Exception {
            return end.get(10, TimeUnit.SECONDS);
        }

        /** Returns what has been received of the body. */
        public byte[] bytes() {
            synchronized (body) {
                return body.toByteArray();
            }
        }

        public String body() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }
    }
}
