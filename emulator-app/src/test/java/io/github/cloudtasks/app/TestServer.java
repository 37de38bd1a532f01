package io.github.cloudtasks.app;

import io.github.cloudtasks.app.OnePort.Patience;
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

/** One port with the smallest services: over gRPC and over HTTP/1.1 it answers with what it was sent. */
final class TestServer implements AutoCloseable {
    static final MethodDescriptor<byte[], byte[]> ECHO = method("Echo", MethodType.UNARY);

    /** Answers once and never ends. */
    static final MethodDescriptor<byte[], byte[]> WATCH = method("Watch", MethodType.SERVER_STREAMING);

    static final Doors DOORS = new Doors(
            List.of(ServerServiceDefinition.builder("test.Bytes")
                    .addMethod(ECHO, ServerCalls.asyncUnaryCall(TestServer::echo))
                    .addMethod(
                            WATCH, ServerCalls.asyncServerStreamingCall((request, answers) -> answers.onNext(request)))
                    .build()),
            TestServer::http1,
            connection -> {});

    private final OnePort port;

    private TestServer(OnePort port) {
        this.port = port;
    }

    static TestServer open(Patience patience) throws ListenException {
        return open(new Address("127.0.0.1", 0), null, patience);
    }

    static TestServer open(Address address, @Nullable Tls tls, Patience patience) throws ListenException {
        return new TestServer(OnePort.open(address, DOORS, tls, patience));
    }

    int port() {
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
