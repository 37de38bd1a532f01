package io.github.cloudtasks.server.port;

import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.InternalProtocolNegotiators;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
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
 * connection that opens with a TLS handshake gets a TLS handler, and a second detector for the decrypted bytes.
 */
final class ProtocolDetector extends ByteToMessageDecoder {
    private static final Logger log = LoggerFactory.getLogger(ProtocolDetector.class);

    /** The first bytes of every HTTP/2 client (RFC 9113, section 3.4). */
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** The record type of a TLS handshake, the first byte of every TLS connection (RFC 8446, section 5.1). */
    private static final byte TLS_HANDSHAKE = 22;

    private final GrpcHttp2ConnectionHandler grpc;
    private final PortProtocolNegotiator protocols;
    private final boolean decrypted;

    /**
     * Creates the detector of one connection.
     *
     * @param decrypted whether a TLS handler before this one has decrypted the bytes
     */
    ProtocolDetector(GrpcHttp2ConnectionHandler grpc, PortProtocolNegotiator protocols, boolean decrypted) {
        this.grpc = grpc;
        this.protocols = protocols;
        this.decrypted = decrypted;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        protocols.added(ctx.channel());
    }

    /** Holds back the event that starts gRPC until the connection is known to be HTTP/2. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
            protocols.tlsHandshakeFailed(ctx.channel(), handshake.cause());
        } else if (!event.equals(InternalProtocolNegotiationEvent.getDefault())) {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** Closes the connection. A failed handshake was reported by its event already. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("{} failed before its protocol was known: {}", ctx.channel().remoteAddress(), cause.toString());
        ChannelFuture unused = ctx.close();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (!decrypted && in.getByte(in.readerIndex()) == TLS_HANDSHAKE) {
            startTls(ctx, in);
            return;
        }
        int matching = matchingBytes(in);
        if (matching == PREFACE.length) {
            continueWithHttp2(ctx);
        } else if (matching < in.readableBytes()) {
            continueWithHttp1(ctx);
        }
    }

    private static int matchingBytes(ByteBuf in) {
        int length = Math.min(in.readableBytes(), PREFACE.length);
        int matching = 0;
        while (matching < length && in.getByte(in.readerIndex() + matching) == PREFACE[matching]) {
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
        ctx.pipeline().addAfter(ctx.name(), null, new ProtocolDetector(grpc, protocols, true));
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
