package io.github.cloudtasks.dispatcher;

import io.github.cloudtasks.dispatcher.http.HostResolver;
import io.github.cloudtasks.dispatcher.http.Origin;
import io.github.cloudtasks.dispatcher.http.RequestException;
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
 * Opens connections: host name, then one address after the other until one accepts, then TLS where the origin is
 * secure. Straight to the target: no proxy, whatever the environment says. Confined to the event loop.
 */
final class Connector {
    private final EventLoop loop;
    private final HostResolver names;
    private final ClientTls tls;
    private final Executor blocking;
    private final Duration timeout;

    Connector(EventLoop loop, HostResolver names, ClientTls tls, Executor blocking, Duration timeout) {
        this.loop = loop;
        this.names = names;
        this.tls = tls;
        this.blocking = blocking;
        this.timeout = timeout;
    }

    /** A connection that is ready for a request, or a failure whose text says why there is none. */
    Future<Connection> connect(Origin origin, ConnectionPool pool) {
        Dial dial = new Dial(origin, pool, loop.newPromise());
        names.resolve(origin.host()).addListener((Future<List<InetAddress>> addresses) -> resolved(dial, addresses));
        return dial.ready;
    }

    private record Dial(Origin origin, ConnectionPool pool, Promise<Connection> ready) {
        void fail(@Nullable Throwable cause) {
            ready.tryFailure(new RequestException("cannot connect to " + origin + ": " + textOf(cause)));
        }

        private static String textOf(@Nullable Throwable cause) {
            if (cause == null) {
                return "unknown";
            }
            return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        }
    }

    private void resolved(Dial dial, Future<List<InetAddress>> addresses) {
        if (!addresses.isSuccess()) {
            dial.fail(addresses.cause());
        } else if (dial.origin.secure()) {
            Iterator<InetAddress> rest = addresses.getNow().iterator();
            tls.context().addListener((Future<SslContext> context) -> {
                if (context.isSuccess()) {
                    tryNext(dial, rest, context.getNow());
                } else {
                    dial.fail(context.cause());
                }
            });
        } else {
            tryNext(dial, addresses.getNow().iterator(), null);
        }
    }

    private void tryNext(Dial dial, Iterator<InetAddress> rest, @Nullable SslContext context) {
        InetSocketAddress address = new InetSocketAddress(rest.next(), dial.origin.port());
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .disableResolver()
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()))
                .handler(pipeline(dial, context))
                .connect(address)
                .addListener(done -> {
                    if (done.isSuccess()) {
                        connected(dial, ((ChannelFuture) done).channel());
                    } else if (rest.hasNext()) {
                        tryNext(dial, rest, context);
                    } else {
                        dial.fail(done.cause());
                    }
                });
    }

    private ChannelInitializer<Channel> pipeline(Dial dial, @Nullable SslContext context) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (context != null) {
                    channel.pipeline().addLast(tlsHandler(dial.origin, context, channel));
                }
                ResponseDecoder decoder = new ResponseDecoder();
                channel.pipeline().addLast(decoder, new Connection(channel, decoder, dial.pool));
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

    /** The address has accepted; behind TLS, the handshake decides. */
    private static void connected(Dial dial, Channel channel) {
        Connection connection = channel.pipeline().get(Connection.class);
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (handler == null) {
            dial.ready.setSuccess(connection);
            return;
        }
        handler.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                dial.ready.setSuccess(connection);
            } else {
                connection.abandon();
                dial.fail(done.cause());
            }
        });
    }
}
