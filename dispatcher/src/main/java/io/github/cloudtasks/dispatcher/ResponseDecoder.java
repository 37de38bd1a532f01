package io.github.cloudtasks.dispatcher;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Reads answers, and knows two things of the request that only its sender can tell it. */
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

    /** A request leaves now; the answer to HEAD has no body, whatever its headers say. */
    void expectAnswer(boolean newToHead) {
        toHead = newToHead;
        started = false;
    }

    /** Whether any byte has arrived since the request left. */
    boolean hasStarted() {
        return started;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        started = true;
        super.channelRead(context, message);
    }

    /** Nobody asks for a switch of protocols, but a WebSocket server might offer one: nothing after it is an answer. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return toHead
                || ((HttpResponse) message).status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)
                || super.isContentAlwaysEmpty(message);
    }
}
