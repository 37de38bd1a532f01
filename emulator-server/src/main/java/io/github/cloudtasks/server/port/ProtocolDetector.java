package io.github.cloudtasks.server.port;

import io.github.cloudtasks.server.proxy.ConnectProxy;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.InternalProtocolNegotiators;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A decoder that detects the protocol of a connection by its first bytes and then removes itself. A connection that
 * opens with the HTTP/2 preface stays with gRPC. Any other connection is handed to HTTP/1.1, which rejects invalid
 * input. Until the detection, gRPC's handshake timeout applies, which closes connections that send too little. A
 * connection that opens with a TLS handshake gets a TLS handler, and a second detector for the decrypted bytes. A
 * connection that opens with CONNECT is handed to the proxy, if there is one.
 */
final class ProtocolDetector extends ByteToMessageDecoder {
    private static final Logger log = LoggerFactory.getLogger(ProtocolDetector.class);

    /** The first bytes of every HTTP/2 client (RFC 9113, section 3.4). */
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** The first bytes of a request to a proxy (RFC 9112, section 3.2.3). */
    private static final byte[] CONNECT = "CONNECT ".getBytes(StandardCharsets.US_ASCII);

    /** The record type of a TLS handshake, the first byte of every TLS connection (RFC 8446, section 5.1). */
    private static final byte TLS_HANDSHAKE = 22;

    private final GrpcHttp2ConnectionHandler grpc;
    private final PortProtocolNegotiator protocols;
    private final Layer layer;
    private final String tlsHint;

    /** The protocol that contains the bytes which a detector receives. */
    private enum Layer {
        /** Nothing: the bytes of a new connection. */
        CONNECTION,
        /** A tunnel in plaintext to this port itself. */
        TUNNEL,
        /** TLS, which a handler before the detector has removed. */
        TLS
    }

    private ProtocolDetector(
            GrpcHttp2ConnectionHandler grpc, PortProtocolNegotiator protocols, Layer layer, String tlsHint) {
        this.grpc = grpc;
        this.protocols = protocols;
        this.layer = layer;
        this.tlsHint = tlsHint;
    }

    /** Returns the detector of a new connection. */
    static ProtocolDetector ofNewConnection(GrpcHttp2ConnectionHandler grpc, PortProtocolNegotiator protocols) {
        return new ProtocolDetector(grpc, protocols, Layer.CONNECTION, "");
    }

    /** Returns the detector of a connection through a tunnel to this port. */
    static ProtocolDetector inTunnel(GrpcHttp2ConnectionHandler grpc, PortProtocolNegotiator protocols) {
        return new ProtocolDetector(grpc, protocols, Layer.TUNNEL, "");
    }

    /**
     * Returns a detector for the bytes that a TLS handler before it has decrypted.
     *
     * @param tlsHint what a client has to do whose handshake fails
     */
    static ProtocolDetector behindTls(
            GrpcHttp2ConnectionHandler grpc, PortProtocolNegotiator protocols, String tlsHint) {
        return new ProtocolDetector(grpc, protocols, Layer.TLS, tlsHint);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        protocols.added(ctx.channel());
    }

    /** Holds back the event that starts gRPC until the connection is known to be HTTP/2. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
            PortProtocolNegotiator.tlsHandshakeFailed(ctx.channel(), handshake.cause(), tlsHint);
        } else if (!event.equals(InternalProtocolNegotiationEvent.getDefault())) {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** Closes the connection. A failed handshake was reported by its event already. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // The message about bytes that are no TLS repeats them, and they may be credentials.
        Throwable shown = cause.getCause() instanceof NotSslRecordException ? new NotSslRecordException() : cause;
        log.debug("{} failed before its protocol was known: {}", ctx.channel().remoteAddress(), shown.toString());
        ChannelFuture unused = ctx.close();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (layer != Layer.TLS && in.getByte(in.readerIndex()) == TLS_HANDSHAKE) {
            startTls(ctx, in);
            return;
        }
        ConnectProxy proxy = layer == Layer.CONNECTION ? protocols.proxy() : null;
        int connect = proxy == null ? 0 : matchingBytes(in, CONNECT);
        if (proxy != null && connect == CONNECT.length) {
            proxy.addAfter(ctx, new TunnelledConnection(grpc, protocols));
            ctx.pipeline().remove(this);
            return;
        }
        int matching = Math.max(connect, matchingBytes(in, PREFACE));
        if (matching == PREFACE.length) {
            continueWithHttp2(ctx);
        } else if (matching < in.readableBytes()) {
            continueWithHttp1(ctx);
        }
    }

    /** Returns the length of the longest common prefix. */
    private static int matchingBytes(ByteBuf in, byte[] expected) {
        int length = Math.min(in.readableBytes(), expected.length);
        int matching = 0;
        while (matching < length && in.getByte(in.readerIndex() + matching) == expected[matching]) {
            matching++;
        }
        return matching;
    }

    private void startTls(ChannelHandlerContext ctx, ByteBuf in) {
        SslHandler tls = protocols.newTlsHandler(ctx.channel());
        if (tls == null) {
            log.warn(
                    "{} uses TLS, which is off: use http:// for REST and a plaintext (insecure) channel for gRPC, "
                            + "or start the emulator with --tls-self-signed",
                    ctx.channel().remoteAddress());
            in.skipBytes(in.readableBytes());
            ChannelFuture unused = ctx.close();
            return;
        }
        ctx.pipeline().addAfter(ctx.name(), null, behindTls(grpc, protocols, protocols.tlsHint()));
        // Bytes read so far are passed to the TLS handler.
        ctx.pipeline().replace(this, null, tls);
    }

    private void continueWithHttp2(ChannelHandlerContext ctx) {
        protocols.addHttp2(ctx.channel(), grpc);
        ctx.pipeline()
                .addAfter(
                        ctx.name(),
                        null,
                        InternalProtocolNegotiators.serverPlaintext().newHandler(grpc));
        ctx.fireUserEventTriggered(InternalProtocolNegotiationEvent.getDefault());
        ctx.pipeline().remove(this);
    }

    private void continueWithHttp1(ChannelHandlerContext ctx) {
        ChannelPipeline pipeline = ctx.pipeline();
        while (pipeline.last() != this) {
            pipeline.removeLast();
        }
        grpc.notifyUnused();
        protocols.addHttp1(pipeline);
        pipeline.remove(this);
    }
}
