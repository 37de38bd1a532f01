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
 * Reads the first bytes of a connection, decides who gets it, and steps aside. A connection that opens with HTTP/2's
 * preface stays with gRPC; any other goes to HTTP/1.1, which answers nonsense in its own way. Until that is decided the
 * connection is under gRPC's handshake timeout, which ends those that send nothing or too little. A connection that
 * opens with a TLS handshake gets TLS, if the port has it, and behind that the same decision by what was encrypted.
 */
final class ProtocolDetector extends ByteToMessageDecoder {
    private static final Logger log = LoggerFactory.getLogger(ProtocolDetector.class);

    /** What every HTTP/2 client sends first (RFC 9113, section 3.4). */
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** The record type with which every TLS connection opens: a handshake (RFC 8446, section 5.1). */
    private static final byte TLS_HANDSHAKE = 22;

    private final GrpcHttp2ConnectionHandler grpc;
    private final PortProtocolNegotiator protocols;
    private final boolean encrypted;

    /**
     * Decides for one connection.
     *
     * @param encrypted whether what is read here has been decrypted by a handler before this
     */
    ProtocolDetector(GrpcHttp2ConnectionHandler grpc, PortProtocolNegotiator protocols, boolean encrypted) {
        this.grpc = grpc;
        this.protocols = protocols;
        this.encrypted = encrypted;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        protocols.opened(ctx.channel());
    }

    /** Keeps gRPC's starting signal back until the connection is known to be gRPC's. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
            protocols.refusedTls(ctx.channel(), handshake.cause());
        } else if (!event.equals(InternalProtocolNegotiationEvent.getDefault())) {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** Nobody is there yet whom a failure concerns; that of a handshake has been told by its event. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("{} failed before it said anything: {}", ctx.channel().remoteAddress(), cause.toString());
        ChannelFuture unused = ctx.close();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (!encrypted && in.getByte(in.readerIndex()) == TLS_HANDSHAKE) {
            startTls(ctx, in);
            return;
        }
        int matching = matchingBytes(in);
        if (matching == PREFACE.length) {
            leaveToGrpc(ctx);
        } else if (matching < in.readableBytes()) {
            takeFromGrpc(ctx);
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
        SslHandler tls = protocols.newTls(ctx.channel());
        if (tls == null) {
            log.warn(
                    "{} speaks TLS, this port does not: use http:// for REST and a plaintext (insecure) channel for gRPC, "
                            + "or start with --tls-self-signed",
                    ctx.channel().remoteAddress());
            in.skipBytes(in.readableBytes());
            ChannelFuture unused = ctx.close();
            return;
        }
        ctx.pipeline().addAfter(ctx.name(), null, new ProtocolDetector(grpc, protocols, true));
        // What has been read goes on to the replacement.
        ctx.pipeline().replace(this, null, tls);
    }

    private void leaveToGrpc(ChannelHandlerContext ctx) {
        protocols.speaksHttp2(ctx.channel(), grpc);
        ctx.pipeline()
                .addAfter(
                        ctx.name(),
                        null,
                        InternalProtocolNegotiators.serverPlaintext().newHandler(grpc));
        ctx.fireUserEventTriggered(InternalProtocolNegotiationEvent.getDefault());
        ctx.pipeline().remove(this);
    }

    private void takeFromGrpc(ChannelHandlerContext ctx) {
        ChannelPipeline pipeline = ctx.pipeline();
        while (pipeline.last() != this) {
            pipeline.removeLast();
        }
        grpc.notifyUnused();
        protocols.speaksHttp1(pipeline);
        pipeline.remove(this);
    }
}
