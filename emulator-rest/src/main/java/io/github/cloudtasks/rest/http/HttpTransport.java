package io.github.cloudtasks.rest.http;

import io.github.cloudtasks.grpc.load.MemoryBudget;
import io.github.cloudtasks.rest.access.AccessPolicy;
import io.github.cloudtasks.rest.routing.Router;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.flow.FlowControlHandler;

/**
 * Adds REST to connections that the server has accepted: to HTTP/1.1 connections as a whole, and to those streams of
 * HTTP/2 connections that do not carry gRPC. One instance serves all connections; it is thread-safe.
 */
public final class HttpTransport {
    private static final int MAX_CHUNK = 64 << 10;

    private final RequestProcessor processor;
    private final ConnectionLimits limits;

    /**
     * Creates a transport that passes requests to {@code router}.
     *
     * @param access the rules for requests of web pages
     * @param budget the memory for requests and responses, including requests of gRPC
     */
    public HttpTransport(Router router, AccessPolicy access, ConnectionLimits limits, MemoryBudget budget) {
        this.processor = new RequestProcessor(router, access, limits.bodyBytes(), budget);
        this.limits = limits;
    }

    /**
     * Adds the HTTP/1.1 handlers to a connection. Call it on the connection's event loop, when the first bytes of the
     * first request have been read and before they are passed on.
     *
     * <pre>
     * bytes ─ ConnectionMonitor ─ HttpServerCodec ─ FlowControlHandler ─ Http1RequestHandler ─ RequestProcessor ─ Router
     * </pre>
     */
    public void addTo(ChannelPipeline pipeline) {
        HttpDecoderConfig decoder = new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.lineBytes())
                .setMaxHeaderSize(limits.headerBytes())
                .setMaxChunkSize(MAX_CHUNK)
                // Rejects a Transfer-Encoding beside a Content-Length and in HTTP/1.0.
                .setUseRfc9112TransferEncoding(true);
        // A client may close its output after the request, and still receives the response.
        pipeline.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        ConnectionMonitor monitor = new ConnectionMonitor(limits);
        pipeline.addLast(monitor)
                .addLast(new HttpServerCodec(decoder))
                .addLast(new FlowControlHandler())
                .addLast(new Http1RequestHandler(processor, limits, monitor));
    }

    /**
     * Adds REST to an HTTP/2 connection that serves gRPC, and limits that hold for both. Call it on the connection's
     * event loop, before the first frame is read.
     *
     * <pre>
     * frames ─ FloodGuard ─ Http2RequestListener ─ GrpcRequestBudget ─ gRPC
     * </pre>
     */
    public void addTo(Http2ConnectionHandler connection) {
        Http2ConnectionDecoder decoder = connection.decoder();
        decoder.frameListener(new GrpcRequestBudget(connection, processor.budget()));
        decoder.frameListener(new Http2RequestListener(connection, processor, limits.bodyBytes()));
        decoder.frameListener(new FloodGuard(decoder.frameListener()));
    }
}
