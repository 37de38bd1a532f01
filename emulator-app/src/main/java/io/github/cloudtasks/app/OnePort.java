package io.github.cloudtasks.app;

import io.github.cloudtasks.grpc.GrpcServices;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One listening socket that speaks gRPC (HTTP/2 with prior knowledge) and HTTP/1.1. gRPC's server owns the socket and
 * its connections; {@link FirstBytes} takes those away that turn out to speak HTTP/1.1. Both share the event loops.
 */
final class OnePort implements AutoCloseable {

  private static final int MAX_METADATA_BYTES = 64 << 10;

  /** What a client may send before we have read it: a large request needs few round trips. */
  private static final int FLOW_CONTROL_BYTES = 4 << 20;

  /** Calls are answered as they come in; more at once would only be answers that a client does not read. */
  private static final int MAX_CALLS_PER_CONNECTION = 256;

  private static final int BACKLOG = 1024;

  private final EventLoopGroup loops;
  private final Server server;
  private final TwoProtocols protocols;
  private final int port;
  private final Patience patience;

  /**
   * How long the port waits.
   *
   * @param opening for the bytes that tell which protocol a connection speaks
   * @param closing for calls that are under way when the port closes, HTTP/1.1's first, gRPC's then
   */
  record Patience(Duration opening, Duration closing) {
    static final Patience DEFAULT = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(1));
  }

  /**
   * Listens.
   *
   * @param http1 completes the pipeline of a connection that speaks HTTP/1.1
   * @throws ListenException when the address cannot be had
   */
  static OnePort open(
      Address address,
      List<ServerServiceDefinition> services,
      Consumer<ChannelPipeline> http1,
      Patience patience)
      throws ListenException {
    InetSocketAddress socket = new InetSocketAddress(address.host(), address.port());
    if (socket.isUnresolved()) {
      throw ListenException.unknownHost(address);
    }
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            new DefaultThreadFactory("port", true),
            NioIoHandler.newFactory());
    TwoProtocols protocols = new TwoProtocols(http1, new DefaultChannelGroup(loops.next()));
    Server server = server(socket, services, protocols, loops, patience);
    try {
      server.start();
    } catch (IOException e) {
      stop(loops, Duration.ZERO);
      throw ListenException.of(address, e);
    }
    return new OnePort(loops, server, protocols, patience);
  }

  private static Server server(
      InetSocketAddress socket,
      List<ServerServiceDefinition> services,
      TwoProtocols protocols,
      EventLoopGroup loops,
      Patience patience) {
    return NettyServerBuilder.forAddress(socket, InternalNettyServerCredentials.create(protocols))
        .channelType(NioServerSocketChannel.class)
        .bossEventLoopGroup(loops)
        .workerEventLoopGroup(loops)
        .directExecutor()
        .withOption(ChannelOption.SO_BACKLOG, BACKLOG)
        .withChildOption(ChannelOption.TCP_NODELAY, true)
        .maxInboundMessageSize(GrpcServices.INBOUND_MESSAGE_BYTES)
        .maxInboundMetadataSize(MAX_METADATA_BYTES)
        .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
        .flowControlWindow(FLOW_CONTROL_BYTES)
        .handshakeTimeout(patience.opening().toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveTime(10, TimeUnit.MINUTES)
        .permitKeepAliveTime(1, TimeUnit.MILLISECONDS)
        .permitKeepAliveWithoutCalls(true)
        .addServices(services)
        .build();
  }

  private OnePort(EventLoopGroup loops, Server server, TwoProtocols protocols, Patience patience) {
    this.loops = loops;
    this.server = server;
    this.protocols = protocols;
    this.port = server.getPort();
    this.patience = patience;
  }

  /** The port that is listened on, never 0. */
  int port() {
    return port;
  }

  /** Stops listening, lets calls that are under way end for as long as there is patience, and frees the port. */
  @Override
  public synchronized void close() {
    if (loops.isShutdown()) {
      return;
    }
    server.shutdown();
    boolean interrupted = false;
    try {
      protocols.endConnections(patience.closing());
      server.awaitTermination(patience.closing().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    server.shutdownNow();
    stop(loops, patience.closing());
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void stop(EventLoopGroup loops, Duration patience) {
    loops.shutdownGracefully(0, patience.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }
}
