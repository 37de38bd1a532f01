package io.github.cloudtasks.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An HTTP/2 client in plaintext that sends exactly the given headers. */
final class RawHttp2Client implements AutoCloseable {
    /** A response. */
    record Response(int status, Map<String, String> headers, String body) {}

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel connection;

    RawHttp2Client(int port) {
        connection = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(Http2FrameCodecBuilder.forClient()
                                        .validateHeaders(false)
                                        .build())
                                .addLast(new Http2MultiplexHandler(new Receiver(new CompletableFuture<>())));
                    }
                })
                .connect("127.0.0.1", port)
                .syncUninterruptibly()
                .channel();
    }

    /** Sends a request with these headers, as {@code name: value}, on a new stream. */
    Response send(String body, String... headers) throws Exception {
        Http2Headers all = new DefaultHttp2Headers(false);
        for (String header : headers) {
            int colon = header.indexOf(": ");
            all.add(header.substring(0, colon), header.substring(colon + 2));
        }
        CompletableFuture<Response> response = new CompletableFuture<>();
        Channel stream = new Http2StreamChannelBootstrap(connection)
                .handler(new Receiver(response))
                .open()
                .syncUninterruptibly()
                .getNow();
        stream.write(new DefaultHttp2HeadersFrame(all, body.isEmpty()));
        if (!body.isEmpty()) {
            stream.write(new DefaultHttp2DataFrame(Unpooled.copiedBuffer(body, StandardCharsets.UTF_8), true));
        }
        stream.flush();
        return response.get(20, TimeUnit.SECONDS);
    }

    private static final class Receiver extends SimpleChannelInboundHandler<Http2StreamFrame> {
        private final CompletableFuture<Response> response;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private final StringBuilder body = new StringBuilder();

        private Receiver(CompletableFuture<Response> response) {
            this.response = response;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, Http2StreamFrame frame) {
            boolean isEnd = false;
            if (frame instanceof Http2HeadersFrame head) {
                head.headers()
                        .forEach(header -> headers.put(
                                header.getKey().toString(), header.getValue().toString()));
                isEnd = head.isEndStream();
            } else if (frame instanceof Http2DataFrame data) {
                body.append(data.content().toString(StandardCharsets.UTF_8));
                isEnd = data.isEndStream();
            }
            if (isEnd) {
                response.complete(new Response(Integer.parseInt(headers.get(":status")), headers, body.toString()));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            response.completeExceptionally(new IllegalStateException("The stream was reset."));
        }
    }

    @Override
    public void close() {
        connection.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
