package io.github.cloudtasks.server.port;

import io.github.cloudtasks.server.tls.ServerTls;
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
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AsciiString;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets gRPC's server share its connections, which takes this for the negotiation that may come before HTTP/2. Holds the
 * connections that speak HTTP/1.1, or have not spoken yet, because gRPC's server ends only its own.
 */
final class PortProtocolNegotiator implements ProtocolNegotiator {
    private static final Logger log = LoggerFactory.getLogger(PortProtocolNegotiator.class);

    private final ApiServices doors;
    private final @Nullable ServerTls tls;
    private final Duration patience;
    private final ChannelGroup notGrpc;

    /**
     * Shares connections.
     *
     * @param tls null if there is none
     * @param patience for a TLS handshake
     * @param notGrpc an empty group
     */
    PortProtocolNegotiator(ApiServices doors, @Nullable ServerTls tls, Duration patience, ChannelGroup notGrpc) {
        this.doors = doors;
        this.tls = tls;
        this.patience = patience;
        this.notGrpc = notGrpc;
    }

    @Override
    public AsciiString scheme() {
        return AsciiString.cached("http");
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpc) {
        return new ProtocolDetector(grpc, this, false);
    }

    @Override
    public void close() {
        // Called while calls may still be under way; endConnections has the patience for them.
    }

    void opened(Channel connection) {
        notGrpc.add(connection);
    }

    /** The server's side of TLS for a connection; null if there is no TLS. */
    @Nullable
    SslHandler newTls(Channel connection) {
        return tls == null ? null : tls.newHandler(connection, patience);
    }

    /**
     * A client ended the handshake, most often because it does not trust our certificate; one that just went is no
     * news.
     */
    void refusedTls(Channel connection, Throwable failure) {
        if (tls != null && failure instanceof SSLException) {
            Throwable why = failure;
            while (why.getCause() != null) {
                why = why.getCause();
            }
            log.warn("No TLS with {}: {}; a client must {}", connection.remoteAddress(), why.getMessage(), tls.hint());
        }
    }

    void speaksHttp2(Channel connection, GrpcHttp2ConnectionHandler grpc) {
        notGrpc.remove(connection);
        doors.http2().accept(grpc);
    }

    void speaksHttp1(ChannelPipeline pipeline) {
        doors.http1().accept(pipeline);
    }

    /**
     * Closes each connection that is not gRPC's when what was written to it is sent, or when patience is at its end.
     */
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
