package io.github.cloudtasks.dispatcher.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections: resolves the host name, tries its addresses in turn, and performs the TLS handshake of a secure
 * origin. Connects to the origin itself, never to a proxy. Confined to the event loop.
 */
final class Connector {
    private static final OpenFileLimit OPEN_FILES = new OpenFileLimit("attempts that need a new connection fail");

    private final EventLoop loop;
    private final HostResolver resolver;
    private final TlsContextLoader tls;
    private final Executor blocking;
    private final Duration timeout;

    Connector(EventLoop loop, HostResolver resolver, TlsContextLoader tls, Executor blocking, Duration timeout) {
        this.loop = loop;
        this.resolver = resolver;
        this.tls = tls;
        this.blocking = blocking;
        this.timeout = timeout;
    }

    /** Returns a connection that is ready for a request. Failures are {@link RequestException}s. */
    Future<Connection> connect(Origin origin, ConnectionPool pool) {
        PendingConnection pending = new PendingConnection(origin, pool, loop.newPromise());
        resolver.resolve(origin.host())
                .addListener((Future<List<InetAddress>> addresses) -> resolved(pending, addresses));
        return pending.ready;
    }

    private record PendingConnection(Origin origin, ConnectionPool pool, Promise<Connection> ready) {
        void fail(@Nullable Throwable cause) {
            ready.tryFailure(new RequestException("cannot connect to " + origin + ": " + textOf(cause)));
        }

        private static String textOf(@Nullable Throwable cause) {
            if (OPEN_FILES.isReached(cause)) {
                return "too many open files (see ulimit -n)";
            }
            if (cause == null) {
                return "unknown";
            }
            return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        }
    }

    private void resolved(PendingConnection pending, Future<List<InetAddress>> addresses) {
        if (!addresses.isSuccess()) {
            pending.fail(addresses.cause());
        } else if (pending.origin.secure()) {
            Iterator<InetAddress> rest = addresses.getNow().iterator();
            tls.context().addListener((Future<SslContext> context) -> {
                if (context.isSuccess()) {
                    tryNext(pending, rest, context.getNow());
                } else {
                    pending.fail(context.cause());
                }
            });
        } else {
            tryNext(pending, addresses.getNow().iterator(), null);
        }
    }

    private void tryNext(PendingConnection pending, Iterator<InetAddress> rest, @Nullable SslContext context) {
        InetSocketAddress address = new InetSocketAddress(rest.next(), pending.origin.port());
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .disableResolver()
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()))
                .handler(pipeline(pending, context))
                .connect(address)
                .addListener(done -> {
                    if (done.isSuccess()) {
                        connected(pending, ((ChannelFuture) done).channel());
                    } else if (rest.hasNext()) {
                        tryNext(pending, rest, context);
                    } else {
                        pending.fail(done.cause());
                    }
                });
    }

    private ChannelInitializer<Channel> pipeline(PendingConnection pending, @Nullable SslContext context) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (context != null) {
                    channel.pipeline().addLast(tlsHandler(pending.origin, context, channel));
                }
                ResponseDecoder decoder = new ResponseDecoder();
                channel.pipeline().addLast(decoder, new Connection(channel, decoder, pending.pool));
            }
        };
    }

    private SslHandler tlsHandler(Origin origin, SslContext context, Channel channel) {
        String host = origin.host();
        String peer = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        SslHandler handler = context.newHandler(channel.alloc(), peer, origin.port(), blocking);
        handler.setHandshakeTimeoutMillis(timeout.toMillis());
        return handler;
    }

    /** Reports the connection, which a secure origin has only after the TLS handshake. */
    private static void connected(PendingConnection pending, Channel channel) {
        Connection connection = channel.pipeline().get(Connection.class);
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (handler == null) {
            pending.ready.setSuccess(connection);
            return;
        }
        handler.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                pending.ready.setSuccess(connection);
            } else {
                connection.abandon();
                pending.fail(done.cause());
            }
        });
    }
}
