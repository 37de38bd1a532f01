package io.github.cloudtasks.server.port;

import io.github.cloudtasks.server.port.PortServer.Timeouts;
import io.github.cloudtasks.server.proxy.ConnectProxy;
import io.github.cloudtasks.server.settings.ListenAddress;
import io.github.cloudtasks.server.tls.ServerTls;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A port whose gRPC and HTTP/1.1 services return what they receive. */
public final class EchoServer implements AutoCloseable {
    public static final MethodDescriptor<byte[], byte[]> ECHO = method("Echo", MethodType.UNARY);

    /** Sends one response and never ends. */
    public static final MethodDescriptor<byte[], byte[]> WATCH = method("Watch", MethodType.SERVER_STREAMING);

    public static final ApiServices SERVICES = new ApiServices(
            List.of(ServerServiceDefinition.builder("test.Bytes")
                    .addMethod(ECHO, ServerCalls.asyncUnaryCall(EchoServer::echo))
                    .addMethod(
                            WATCH, ServerCalls.asyncServerStreamingCall((request, answers) -> answers.onNext(request)))
                    .build()),
            EchoServer::http1,
            connection -> {});

    private final PortServer port;

    private EchoServer(PortServer port) {
        this.port = port;
    }

    public static EchoServer open(Timeouts timeouts) throws PortUnavailableException {
        return open(new ListenAddress("127.0.0.1", 0), null, timeouts);
    }

    public static EchoServer open(ListenAddress address, @Nullable ServerTls tls, Timeouts timeouts)
            throws PortUnavailableException {
        return new EchoServer(PortServer.open(address, SERVICES, tls, timeouts));
    }

    /** Opens a port in plaintext with a proxy. */
    public static EchoServer openProxy(ConnectProxy proxy, Timeouts timeouts) throws PortUnavailableException {
        ApiServices services = new ApiServices(SERVICES.grpc(), SERVICES.http1(), SERVICES.http2(), proxy);
        return new EchoServer(PortServer.open(new ListenAddress("127.0.0.1", 0), services, null, timeouts));
    }

    /** Opens a port in plaintext whose host is resolved by the test. */
    public static EchoServer openResolved(ListenAddress address, HostLookup lookup, Timeouts timeouts)
            throws PortUnavailableException {
        return new EchoServer(PortServer.open(address, null, lookup, SERVICES, null, timeouts));
    }

    public int port() {
        return port.port();
    }

    @Override
    public void close() {
        port.close();
    }

    private static void echo(byte[] request, StreamObserver<byte[]> answer) {
        answer.onNext(request);
        answer.onCompleted();
    }

    private static void http1(ChannelPipeline pipeline) {
        pipeline.addLast(new HttpServerCodec(), new HttpObjectAggregator(64 << 20), new HttpEcho());
    }

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
        return MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                .setType(type)
                .setFullMethodName("test.Bytes/" + name)
                .build();
    }

    private static final class HttpEcho extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            HttpResponseStatus status =
                    request.decoderResult().isSuccess() ? HttpResponseStatus.OK : HttpResponseStatus.BAD_REQUEST;
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, status, request.content().retain());
            response.headers()
                    .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
            var written = ctx.writeAndFlush(response);
            if (status != HttpResponseStatus.OK) {
                written.addListener(ChannelFutureListener.CLOSE);
            }
        }
    }

    private static final class Bytes implements Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
