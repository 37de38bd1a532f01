package io.github.cloudtasks.rest.http;

import io.github.cloudtasks.rest.http.ParsedRequest.Refused;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts of requests together. What exceeds a limit is dropped as it comes, so that memory never grows with it,
 * and after a refusal everything else on the connection is dropped too.
 */
final class RequestAggregator extends ChannelInboundHandlerAdapter {
    private static final byte[] NO_BODY = {};

    private final int maxBody;
    private @Nullable HttpRequest head;
    private @Nullable ByteArrayOutputStream body;
    private boolean refused;

    RequestAggregator(int maxBody) {
        this.maxBody = maxBody;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws IOException {
        try {
            if (!refused && message instanceof HttpObject part) {
                take(ctx, part);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void take(ChannelHandlerContext ctx, HttpObject part) throws IOException {
        if (part.decoderResult().isFailure()) {
            refuse(ctx, reason(part.decoderResult()));
            return;
        }
        if (part instanceof HttpRequest request) {
            begin(ctx, request);
        }
        if (!refused && part instanceof HttpContent content) {
            add(ctx, content);
        }
    }

    private static Refused reason(DecoderResult result) {
        return switch (result.cause()) {
            case TooLongHttpLineException line -> Refused.LINE_TOO_LONG;
            case TooLongHttpHeaderException header -> Refused.HEADERS_TOO_LARGE;
            case TooLongFrameException frame -> Refused.HEADERS_TOO_LARGE;
            default -> Refused.MALFORMED;
        };
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        head = request;
        body = null;
        if (HttpUtil.getContentLength(request, 0L) > maxBody) {
            refuse(ctx, Refused.BODY_TOO_LARGE);
        } else if (HttpUtil.is100ContinueExpected(request)) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER))
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    private void add(ChannelHandlerContext ctx, HttpContent content) throws IOException {
        ByteBuf bytes = content.content();
        int before = body == null ? 0 : body.size();
        if (bytes.readableBytes() > maxBody - before) {
            refuse(ctx, Refused.BODY_TOO_LARGE);
        } else if (!(content instanceof LastHttpContent)) {
            ByteArrayOutputStream so = body == null ? new ByteArrayOutputStream(bytes.readableBytes()) : body;
            bytes.readBytes(so, bytes.readableBytes());
            body = so;
        } else {
            complete(ctx, bytes);
        }
    }

    private void complete(ChannelHandlerContext ctx, ByteBuf last) throws IOException {
        HttpRequest request = head;
        byte[] all = last.isReadable() ? ByteBufUtil.getBytes(last) : NO_BODY;
        if (body != null) {
            body.write(all);
            all = body.toByteArray();
        }
        head = null;
        body = null;
        if (request != null) {
            ctx.fireChannelRead(new ParsedRequest.Request(request, all));
        }
    }

    /** The clock tells that the request on its way is late. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (!(event instanceof Refused why)) {
            super.userEventTriggered(ctx, event);
        } else if (!refused) {
            refuse(ctx, why);
        }
    }

    private void refuse(ChannelHandlerContext ctx, Refused why) {
        refused = true;
        head = null;
        body = null;
        ctx.fireChannelRead(why);
    }
}
