package io.github.cloudtasks.server.port;

import io.github.cloudtasks.server.proxy.ConnectProxy;
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
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gRPC protocol negotiator that shares the connections of a gRPC server with HTTP/1.1. gRPC calls it before HTTP/2
 * starts. It tracks the connections that use HTTP/1.1 or an unknown protocol, because the gRPC server closes only its
 * own.
 */
final class PortProtocolNegotiator implements ProtocolNegotiator {
    private static final Logger log = LoggerFactory.getLogger(PortProtocolNegotiator.class);

    private static final int MAX_MESSAGE = 200;

    /** The part of a message of Java about a client that does not support our versions or ciphers of TLS. */
    private static final Pattern OLD_CLIENT = Pattern.compile("protocol_version|cipher suites in common");

    private final ApiServices services;
    private final @Nullable ServerTls tls;
    private final Duration handshakeTimeout;
    private final ChannelGroup notGrpc;

    /**
     * Creates a negotiator for all connections of a port.
     *
     * @param tls null for plaintext only
     * @param handshakeTimeout of TLS
     * @param notGrpc an empty group
     */
    PortProtocolNegotiator(
            ApiServices services, @Nullable ServerTls tls, Duration handshakeTimeout, ChannelGroup notGrpc) {
        this.services = services;
        this.tls = tls;
        this.handshakeTimeout = handshakeTimeout;
        this.notGrpc = notGrpc;
    }

    @Override
    public AsciiString scheme() {
        return AsciiString.cached("http");
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpc) {
        return ProtocolDetector.ofNewConnection(grpc, this);
    }

    @Override
    public void close() {
        // Called while calls may still be open; closeConnections waits for them.
    }

    void added(Channel connection) {
        notGrpc.add(connection);
    }

    /** Returns a TLS handler for a connection; null for plaintext only. */
    @Nullable
    SslHandler newTlsHandler(Channel connection) {
        return tls == null ? null : tls.newHandler(connection, handshakeTimeout);
    }

    Duration handshakeTimeout() {
        return handshakeTimeout;
    }

    /** Returns what clients have to do whose TLS handshake with this port fails. */
    String tlsHint() {
        return tls == null ? "" : tls.hint();
    }

    /** Returns the proxy of the port; null if CONNECT is not accepted. */
    @Nullable
    ConnectProxy proxy() {
        return services.proxy();
    }

    /**
     * Logs a failed handshake, most often of a client that does not trust our certificate. Disconnects are not logged.
     *
     * @param hint what the client has to do
     */
    static void tlsHandshakeFailed(Channel connection, Throwable failure, String hint) {
        if (failure instanceof NotSslRecordException) {
            // Its message has all bytes, which may be credentials.
            log.warn("{} uses no TLS, where the emulator expects it. It was disconnected.", connection.remoteAddress());
        } else if (failure instanceof SSLException) {
            Throwable why = failure;
            while (why.getCause() != null) {
                why = why.getCause();
            }
            String reason = abbreviated(String.valueOf(why.getMessage()));
            boolean isOld = OLD_CLIENT.matcher(reason).find();
            log.warn(
                    "TLS handshake with {} failed: {}. The client must {}.",
                    connection.remoteAddress(),
                    reason,
                    isOld ? "use TLS 1.2 or newer" : hint);
        }
    }

    /** Returns the beginning of a message, which for bytes that are no TLS contains all of them. */
    private static String abbreviated(String message) {
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
    }

    void addHttp2(Channel connection, GrpcHttp2ConnectionHandler grpc) {
        notGrpc.remove(connection);
        services.http2().accept(grpc);
    }

    void addHttp1(ChannelPipeline pipeline) {
        services.http1().accept(pipeline);
    }

    /** Closes each connection that is not gRPC's once pending writes are sent, at the latest after the timeout. */
    void closeConnections(Duration timeout) throws InterruptedException {
        for (Channel connection : notGrpc) {
            // Written below all handlers, so that it follows their writes. Null if the connection has just closed.
            ChannelHandlerContext first = connection.pipeline().firstContext();
            if (first != null) {
                first.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            }
        }
        if (!notGrpc.newCloseFuture().await(timeout.toMillis())) {
            ChannelGroupFuture unused = notGrpc.close();
        }
    }
}
