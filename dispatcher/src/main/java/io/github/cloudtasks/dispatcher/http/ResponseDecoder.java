package io.github.cloudtasks.dispatcher.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;

/** A response decoder that knows whether the request was HEAD, and whether any byte of the response has arrived. */
final class ResponseDecoder extends HttpResponseDecoder {
    private boolean toHead;
    private boolean started;

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
    }

    /** Returns whether any byte has arrived since {@link #expectResponse}. */
    boolean hasStarted() {
        return started;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
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
