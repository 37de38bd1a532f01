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
import java.security.cert.CertPathBuilderException;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections: resolves the host name, tries its addresses in turn, and performs the TLS handshake of a secure
 * origin. Connects to the origin itself, never to a proxy. Confined to the event loop.
 */
final class Connector {
    private final EventLoop loop;
    private final HostResolver resolver;
    private final TlsContextLoader tls;
    private final Executor blocking;
    private final Duration timeout;
    private final String untrustedRemedy;

    Connector(
            EventLoop loop,
            HostResolver resolver,
            TlsContextLoader tls,
            Executor blocking,
            Duration timeout,
            String untrustedRemedy) {
        this.loop = loop;
        this.resolver = resolver;
        this.tls = tls;
        this.blocking = blocking;
        this.timeout = timeout;
        this.untrustedRemedy = untrustedRemedy;
    }

    /** Returns a connection that is ready for a request. Failures are {@link RequestException}s. */
    Future<Connection> connect(Origin origin, ConnectionPool pool) {
        PendingConnection pending = new PendingConnection(origin, pool, loop.newPromise(), new FailedAddresses());
        resolver.resolve(origin.host())
                .addListener((Future<List<InetAddress>> addresses) -> resolved(pending, addresses));
        return pending.ready;
    }

    private record PendingConnection(
            Origin origin, ConnectionPool pool, Promise<Connection> ready, FailedAddresses failed) {
        void fail(@Nullable Throwable cause) {
            fail(FailedAddresses.textOf(cause));
        }

        void fail(String reason) {
            ready.tryFailure(new RequestException("cannot connect to " + origin + ": " + reason));
        }
    }

    private void resolved(PendingConnection pending, Future<List<InetAddress>> addresses) {
        if (!addresses.isSuccess()) {
            pending.fail(addresses.cause());
        } else if (pending.origin.secure()) {
            Iterator<InetAddress> rest = addresses.getNow().iterator();
            tls.context().addListener((Future<SslContext> context) -> {
                if (context.isSuccess()) {
                    tryNext(pending, rest, new TlsPeer(context.getNow(), pending.origin));
                } else {
                    pending.fail(context.cause());
                }
            });
        } else {
            tryNext(pending, addresses.getNow().iterator(), null);
        }
    }

    private void tryNext(PendingConnection pending, Iterator<InetAddress> rest, @Nullable TlsPeer peer) {
        tryAddress(pending, new InetSocketAddress(rest.next(), pending.origin.port()), rest, peer);
    }

    private void tryAddress(
            PendingConnection pending, InetSocketAddress address, Iterator<InetAddress> rest, @Nullable TlsPeer peer) {
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .disableResolver()
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()))
                .handler(pipeline(pending, peer))
                .connect(address)
                .addListener(done -> {
                    if (done.isSuccess()) {
                        connected(pending, ((ChannelFuture) done).channel(), address, peer);
                        return;
                    }
                    pending.failed.add(address, done.cause());
                    if (rest.hasNext()) {
                        tryNext(pending, rest, peer);
                    } else {
                        pending.fail(pending.failed.toString());
                    }
                });
    }

    private ChannelInitializer<Channel> pipeline(PendingConnection pending, @Nullable TlsPeer peer) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (peer != null) {
                    SslHandler handler = peer.newHandler(channel, blocking);
                    handler.setHandshakeTimeoutMillis(timeout.toMillis());
                    channel.pipeline().addLast(handler);
                }
                ResponseDecoder decoder = new ResponseDecoder();
                channel.pipeline().addLast(decoder, new Connection(channel, decoder, pending.pool));
            }
        };
    }

    /** Reports the connection, which a secure origin has only after the TLS handshake. */
    private void connected(
            PendingConnection pending, Channel channel, InetSocketAddress address, @Nullable TlsPeer peer) {
        Connection connection = channel.pipeline().get(Connection.class);
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (peer == null || handler == null) {
            pending.ready.setSuccess(connection);
            return;
        }
        handler.handshakeFuture().addListener(done -> {
            try {
                if (done.isSuccess()) {
                    peer.check(handler.engine().getSession());
                    pending.ready.setSuccess(connection);
                    return;
                }
                if (peer.retriesWithoutName(done.cause())) {
                    tryAddress(pending, address, Collections.emptyIterator(), peer);
                } else {
                    pending.fail(FailedAddresses.textOf(done.cause()) + remedy(done.cause()));
                }
            } catch (SSLPeerUnverifiedException e) {
                pending.fail(e);
            }
            connection.abandon();
        });
    }

    private String remedy(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathBuilderException) {
                return "; " + untrustedRemedy;
            }
        }
        return "";
    }
}
