package io.github.cloudtasks.dispatcher.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * A response decoder that knows whether the request was HEAD, whether any byte of the response has arrived, and whether
 * the response is one of TLS.
 */
final class ResponseDecoder extends HttpResponseDecoder {
    /** The first two bytes of TLS records (RFC 8446, section 5.1). */
    private static final byte TLS_ALERT = 21;

    private static final byte TLS_HANDSHAKE = 22;
    private static final byte TLS_VERSION = 3;

    private boolean toHead;
    private boolean started;
    private boolean tls;

    ResponseDecoder() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(ClientLimits.LINE_BYTES)
                .setMaxHeaderSize(ClientLimits.HEADER_BYTES)
                .setValidateHeaders(false)
                .setStrictLineParsing(false));
    }

    /** Prepares for the response to the next request. The response to HEAD has no body, whatever its headers say. */
    void expectResponse(boolean newToHead) {
        toHead = newToHead;
        started = false;
        tls = false;
    }

    /** Returns whether any byte has arrived since {@link #expectResponse}. */
    boolean hasStarted() {
        return started;
    }

    /** Returns whether the response begins as a TLS record does. Servers refuse plaintext with an alert. */
    boolean isTls() {
        return tls;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (!started && message instanceof ByteBuf first && first.readableBytes() >= 2) {
            byte type = first.getByte(first.readerIndex());
            byte version = first.getByte(first.readerIndex() + 1);
            tls = (type == TLS_ALERT || type == TLS_HANDSHAKE) && version == TLS_VERSION;
        }
        started = true;
        super.channelRead(context, message);
    }

    /**
     * Returns whether the response has no body. The client never asks to switch protocols, but a WebSocket server may
     * do so: bytes after a 101 response are not HTTP.
     */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return toHead
                || ((HttpResponse) message).status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)
                || super.isContentAlwaysEmpty(message);
    }
}
