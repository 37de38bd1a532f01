package io.github.cloudtasks.app;

import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiator.ProtocolNegotiator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelGroupFuture;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Lets gRPC's server share its connections, which takes this for the negotiation that may come before HTTP/2. Holds the
 * connections that speak HTTP/1.1, or have not spoken yet, because gRPC's server ends only its own.
 */
final class TwoProtocols implements ProtocolNegotiator {
  private final Consumer<ChannelPipeline> http1;
  private final ChannelGroup notGrpc;

  /**
   * Shares connections.
   *
   * @param http1 completes the pipeline of a connection that speaks HTTP/1.1
   * @param notGrpc an empty group
   */
  TwoProtocols(Consumer<ChannelPipeline> http1, ChannelGroup notGrpc) {
    this.http1 = http1;
    this.notGrpc = notGrpc;
  }

  @Override
  public AsciiString scheme() {
    return AsciiString.cached("http");
  }

  @Override
  public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpc) {
    return new FirstBytes(grpc, this);
  }

  @Override
  public void close() {
    // Called while calls may still be under way; endConnections has the patience for them.
  }

  void opened(Channel connection) {
    notGrpc.add(connection);
  }

  void speaksGrpc(Channel connection) {
    notGrpc.remove(connection);
  }

  void speaksHttp1(ChannelPipeline pipeline) {
    http1.accept(pipeline);
  }

  /** Closes each connection that is not gRPC's when what was written to it is sent, or when patience is at its end. */
  void endConnections(Duration patience) throws InterruptedException {
    for (Channel connection : notGrpc) {
      // Below all handlers, so that this nothing comes right after what they wrote; null if it has just closed.
      ChannelHandlerContext first = connection.pipeline().firstContext();
      if (first != null) {
        first.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      }
    }
    if (!notGrpc.newCloseFuture().await(patience.toMillis())) {
      ChannelGroupFuture unused = notGrpc.close();
    }
  }
}
