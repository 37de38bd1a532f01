package io.github.cloudtasks.server.proxy;

import io.github.cloudtasks.dispatcher.http.OpenFileLimit;
import io.github.cloudtasks.rest.access.Authority;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.FutureListener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to other hosts, directly or through an upstream proxy. A name is resolved on another thread, and
 * its addresses are tried in turn. The number of tunnels is bounded. Thread-safe; a listener is called on the event
 * loop of its client.
 */
final class TunnelConnector {
    private static final OpenFileLimit OPEN_FILES = new OpenFileLimit("tunnels of the proxy cannot be opened");
    private static final int MAX_TUNNELS = 2000;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String TIMED_OUT = "no response within " + TIMEOUT.toSeconds() + " s";

    private final @Nullable Upstream upstream;
    private final BiPredicate<InetAddress, Integer> isOwn;
    private final AtomicInteger open = new AtomicInteger();

    /** Receives the result of a connection. */
    interface Listener {
        /** Called when the host is known, and before the first connection to it. */
        void connecting();

        /** Receives a connection, which does not read yet. */
        void connected(Channel host);

        /** Called if the host is this emulator. */
        void isOwn();

        void failed(ProxyException failure);
    }

    private record Upstream(String host, int port, String user, String password) {
        private static final int HTTP_PORT = 80;

        static Upstream of(String url) {
            String address = url.replaceFirst("^(?i:http)://", "");
            int at = address.lastIndexOf('@');
            Authority authority = Authority.parse(address.substring(at + 1));
            if (authority == null) {
                throw new IllegalArgumentException("not the URL of a proxy");
            }
            String[] credentials =
                    at < 0 ? new String[] {""} : address.substring(0, at).split(":", 2);
            String password = credentials.length < 2 ? "" : credentials[1];
            int port = authority.port() == Authority.NO_PORT ? HTTP_PORT : authority.port();
            return new Upstream(authority.host(), port, decoded(credentials[0]), decoded(password));
        }

        /** Decodes percent signs, except those of a password that was not encoded, as curl does. */
        private static String decoded(String part) {
            String encoded = part.replaceAll("%(?![0-9A-Fa-f]{2})", "%25").replace("+", "%2B");
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        }

        HttpProxyHandler newHandler(InetSocketAddress address) {
            HttpProxyHandler handler =
                    user.isEmpty() ? new HttpProxyHandler(address) : new HttpProxyHandler(address, user, password);
            handler.setConnectTimeoutMillis(TIMEOUT.toMillis());
            return handler;
        }
    }

    /** Holds the bytes that follow the response of an upstream proxy at once, until a relay is behind it. */
    private static final class EarlyBytes extends ChannelInboundHandlerAdapter {
        private final Deque<Object> early = new ArrayDeque<>();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object bytes) {
            early.add(bytes);
        }

        /** The failure of an upstream proxy is reported by the future of its handler. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ChannelFuture unused = ctx.close();
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            while (!early.isEmpty()) {
                ctx.fireChannelRead(early.remove());
            }
            ctx.fireChannelReadComplete();
        }
    }

    /** One connection that is being opened. */
    private record Attempt(ConnectRequest request, Channel client, Listener listener) {}

    /**
     * Creates a connector.
     *
     * @param upstream the URL of an HTTP proxy; null for none
     * @param isOwn returns whether an address and port are those of this emulator
     */
    TunnelConnector(@Nullable String upstream, BiPredicate<InetAddress, Integer> isOwn) {
        this.upstream = upstream == null ? null : Upstream.of(upstream);
        this.isOwn = isOwn;
    }

    /**
     * Opens a connection.
     *
     * @throws ProxyException if there are too many
     */
    void connect(ConnectRequest request, Channel client, Listener listener) throws ProxyException {
        if (open.incrementAndGet() > MAX_TUNNELS) {
            open.decrementAndGet();
            throw new ProxyException(
                    503, "There are " + MAX_TUNNELS + " tunnels already: close some connections to other hosts.");
        }
        client.closeFuture().addListener(closed -> open.decrementAndGet());
        Attempt attempt = new Attempt(request, client, listener);
        Thread.ofVirtual().name("tunnel").start(() -> resolve(attempt));
    }

    private void resolve(Attempt attempt) {
        String host = upstream == null ? attempt.request.host() : upstream.host;
        int port = upstream == null ? attempt.request.port() : upstream.port;
        try {
            // Also if there is an upstream proxy, which would connect to us.
            boolean isLiteral = NetUtil.createByteArrayFromIpAddressString(attempt.request.host()) != null
                    || attempt.request.host().equals("localhost");
            if (isLiteral && isOwn.test(InetAddress.getByName(attempt.request.host()), attempt.request.port())) {
                onLoop(attempt, attempt.listener::isOwn);
                return;
            }
            List<InetAddress> addresses = List.of(InetAddress.getAllByName(host));
            if (addresses.stream().anyMatch(address -> isOwn.test(address, port))) {
                onLoop(attempt, () -> own(attempt));
                return;
            }
            Iterator<InetAddress> rest = addresses.iterator();
            onLoop(attempt, () -> {
                attempt.listener.connecting();
                tryNext(attempt, rest, port);
            });
        } catch (UnknownHostException e) {
            onLoop(attempt, () -> fail(attempt, 502, "the host name " + host + " is not known"));
        }
    }

    private void own(Attempt attempt) {
        if (upstream == null) {
            attempt.listener.isOwn();
        } else {
            attempt.listener.failed(new ProxyException(
                    502, "--proxy-upstream is the emulator itself: give the address of another proxy, or none."));
        }
    }

    private static void onLoop(Attempt attempt, Runnable work) {
        if (!attempt.client.eventLoop().isShuttingDown()) {
            attempt.client.eventLoop().execute(work);
        }
    }

    private void tryNext(Attempt attempt, Iterator<InetAddress> rest, int port) {
        InetSocketAddress address = new InetSocketAddress(rest.next(), port);
        HttpProxyHandler proxy = upstream == null ? null : upstream.newHandler(address);
        ChannelFuture connecting = new Bootstrap()
                .group(attempt.client.eventLoop())
                .channel(NioSocketChannel.class)
                .disableResolver()
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                // The handler of the upstream proxy notices the end of a connection, but not of one direction.
                .option(ChannelOption.ALLOW_HALF_CLOSURE, proxy == null)
                .option(ChannelOption.AUTO_READ, proxy != null)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(TIMEOUT.toMillis()))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel host) {
                        if (proxy != null) {
                            host.pipeline().addLast(proxy);
                        }
                        host.pipeline().addLast(new EarlyBytes());
                    }
                })
                .connect(proxy == null ? address : target(attempt.request));
        FutureListener<Object> opened = done -> {
            if (done.isSuccess()) {
                Channel host = connecting.channel();
                host.config().setAutoRead(false);
                host.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
                attempt.listener.connected(host);
                host.pipeline().remove(EarlyBytes.class);
            } else if (rest.hasNext()) {
                tryNext(attempt, rest, port);
            } else {
                fail(attempt, done.cause());
            }
        };
        connecting.addListener(done -> {
            // The future of the handler stays open if there is no connection to the upstream proxy.
            if (proxy != null && done.isSuccess()) {
                proxy.connectFuture().addListener(opened);
            } else {
                done.addListener(opened);
            }
        });
    }

    private static InetSocketAddress target(ConnectRequest request) {
        return InetSocketAddress.createUnresolved(request.host(), request.port());
    }

    private void fail(Attempt attempt, @Nullable Throwable cause) {
        if (OPEN_FILES.isReached(cause)) {
            fail(attempt, 503, "too many open files (see ulimit -n)");
        } else if (cause instanceof ProxyConnectException failure) {
            failUpstream(attempt, failure);
        } else if (cause instanceof ConnectTimeoutException) {
            fail(attempt, 504, TIMED_OUT);
        } else {
            fail(attempt, 502, cause == null ? "unknown" : String.valueOf(cause.getMessage()));
        }
    }

    /** The message of the failure begins with the kind of the proxy and the addresses, which the response has too. */
    private void failUpstream(Attempt attempt, ProxyConnectException failure) {
        String reason = String.valueOf(failure.getMessage()).replaceFirst("^.* => [^,]*, ", "");
        if (reason.equals("timeout")) {
            fail(attempt, 504, TIMED_OUT);
        } else if (failure.getCause() != null) {
            fail(attempt, 502, String.valueOf(failure.getCause().getMessage()));
        } else {
            fail(
                    attempt,
                    502,
                    reason.replaceFirst("^status: ", "it answered with ")
                            .replaceFirst("^disconnected$", "it closed the connection"));
        }
    }

    private void fail(Attempt attempt, int status, String reason) {
        String through = upstream == null ? "" : " through the proxy " + new Authority(upstream.host, upstream.port);
        attempt.listener.failed(new ProxyException(
                status,
                ("Cannot connect to " + attempt.request + through + ": " + reason).replaceAll("[^ -~]", "?") + "."));
    }
}
