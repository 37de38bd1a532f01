package io.github.cloudtasks.rest;

import io.github.cloudtasks.rest.transcode.Gateway;
import io.github.cloudtasks.rest.transcode.JsonErrors;
import io.github.cloudtasks.rest.transcode.RestRequest;
import io.github.cloudtasks.rest.transcode.RestResponse;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of one connection, in their order. While the client does not take its answers, nothing more is
 * read from it, so one connection pins no more than the last answer and what the socket delivered in one piece.
 */
final class Conversation extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(Conversation.class);

  private final Gateway gateway;
  private final ConnectionLimits limits;
  private final ConnectionClock clock;
  private boolean over;

  Conversation(Gateway gateway, ConnectionLimits limits, ConnectionClock clock) {
    this.gateway = gateway;
    this.limits = limits;
    this.clock = clock;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (over) {
      return;
    }
    switch ((Incoming) message) {
      case Incoming.Request request -> answer(ctx, request.head(), request.body());
      case Incoming.Refused refused ->
          hangUp(ctx, JsonErrors.ofHttp(refused.httpStatus(), refused.message(), refused.status()));
    }
    clock.answered(ctx);
  }

  private void answer(ChannelHandlerContext ctx, HttpRequest head, byte[] body) {
    RestResponse answer = answer(head, body);
    FullHttpResponse response = response(answer, head.headers());
    over = !HttpUtil.isKeepAlive(head);
    HttpUtil.setKeepAlive(response.headers(), head.protocolVersion(), !over);
    if (over) {
      ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    ctx.write(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    if (!ctx.channel().isWritable()) {
      ctx.channel().config().setAutoRead(false);
      ctx.flush();
    }
  }

  private RestResponse answer(HttpRequest head, byte[] body) {
    HttpHeaders headers = head.headers();
    byte[] inflated;
    try {
      inflated = ContentCoding.decode(headers.get(HttpHeaderNames.CONTENT_ENCODING), body, limits.bodyBytes());
    } catch (IOException e) {
      return JsonErrors.ofHttp(400, "The body could not be decoded: " + e.getMessage(), "INVALID_ARGUMENT");
    }
    if (inflated == null) {
      Incoming.Refused refused = Incoming.Refused.BODY_TOO_LARGE;
      return JsonErrors.ofHttp(refused.httpStatus(), refused.message(), refused.status());
    }
    return gateway.answer(RestRequest.of(head.method().name(), head.uri(), headers, inflated));
  }

  private static FullHttpResponse response(RestResponse answer, HttpHeaders request) {
    byte[] body = answer.body();
    boolean gzip =
        ContentCoding.isWorthwhile(body) && ContentCoding.acceptsGzip(request.get(HttpHeaderNames.ACCEPT_ENCODING));
    if (gzip) {
      body = ContentCoding.gzip(body);
    }
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), Unpooled.wrappedBuffer(body));
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
    headers.setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
    if (gzip) {
      headers.set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
    }
    return response;
  }

  /**
   * Says why, and goes. A client that is still sending would lose the answer if the connection were closed under it,
   * so our side is closed first and the rest of the request is dropped for a while.
   */
  private void hangUp(ChannelHandlerContext ctx, RestResponse answer) {
    over = true;
    FullHttpResponse response = response(answer, EmptyHttpHeaders.INSTANCE);
    HttpUtil.setKeepAlive(response, false);
    ctx.writeAndFlush(response)
        .addListener(
            written -> {
              if (ctx.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
              }
            });
    ctx.executor()
        .schedule(() -> close(ctx), limits.linger().toMillis(), TimeUnit.MILLISECONDS)
        .addListener(ended -> log.trace("Lingered on {}", ctx.channel()));
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      ctx.channel().config().setAutoRead(true);
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      log.debug("Connection lost: {}", cause.toString());
    } else {
      log.warn("Connection ended by an unexpected failure", cause);
    }
    close(ctx);
  }

  private static void close(ChannelHandlerContext ctx) {
    ctx.close().addListener(closed -> log.trace("Closed {}", ctx.channel()));
  }
}
