package io.github.cloudtasks.rest.http;

import io.github.cloudtasks.rest.routing.Router;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.flow.FlowControlHandler;

/**
 * Adds REST to connections that the server has accepted: HTTP/1.1 connections as a whole, and those streams of HTTP/2
 * connections that do not carry gRPC.
 */
public final class RestTransport {
    private final RequestProcessor processor;
    private final ConnectionLimits limits;

    /** Creates a transport that passes requests to the router. */
    public RestTransport(Router router, ConnectionLimits limits) {
        this.processor = new RequestProcessor(router, limits.bodyBytes());
        this.limits = limits;
    }

    /**
     * Adds the HTTP/1.1 handlers to a connection's pipeline. Call it on the connection's event loop, before the first
     * bytes of the first request are passed on.
     */
    public void addTo(ChannelPipeline pipeline) {
        HttpDecoderConfig decoder = new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.lineBytes())
                .setMaxHeaderSize(limits.headerBytes())
                .setMaxChunkSize(64 << 10);
        ReadAheadBuffer held = new ReadAheadBuffer();
        ConnectionTimeouts clock = new ConnectionTimeouts(limits);
        pipeline.addLast(held)
                .addLast(clock)
                .addLast(new HttpServerCodec(decoder))
                .addLast(new FlowControlHandler())
                .addLast(new RequestAggregator(limits.bodyBytes()))
                .addLast(new Http1RequestHandler(processor, limits, clock, held));
    }

    /**
     * Adds REST to an HTTP/2 connection that serves gRPC. Call it on the connection's event loop, before the first
     * frame.
     */
    public void addTo(Http2ConnectionHandler connection) {
        connection.decoder().frameListener(new Http2RequestListener(connection, processor, limits.bodyBytes()));
    }
}
