package io.github.cloudtasks.dispatcher.http;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Resolves host names on another thread. Confined to the event loop. Parallel look-ups of a name are shared. */
public final class HostResolver {
    private final EventLoop loop;
    private final Executor blocking;
    private final NameLookup names;
    private final Map<String, Future<List<InetAddress>>> lookups = new HashMap<>();

    /**
     * Creates a resolver.
     *
     * @param blocking runs the look-ups
     */
    public HostResolver(EventLoop loop, Executor blocking, NameLookup names) {
        this.loop = loop;
        this.blocking = blocking;
        this.names = names;
    }

    /**
     * Returns all addresses of a host, in the order in which to try them. {@code localhost} and names below it have
     * both loopback addresses without a look-up (RFC 6761), so that a server is found on either of them.
     */
    public Future<List<InetAddress>> resolve(String host) {
        try {
            String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
            if (name.equals("localhost") || name.endsWith(".localhost")) {
                return loop.newSucceededFuture(List.of(loopback(host, "127.0.0.1"), loopback(host, "::1")));
            }
            byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
            if (literal != null) {
                return loop.newSucceededFuture(List.of(InetAddress.getByAddress(literal)));
            }
        } catch (UnknownHostException e) {
            return loop.newFailedFuture(e);
        }
        Future<List<InetAddress>> running = lookups.get(host);
        return running == null ? lookUp(host) : running;
    }

    private Future<List<InetAddress>> lookUp(String host) {
        Promise<List<InetAddress>> promise = loop.newPromise();
        lookups.put(host, promise);
        promise.addListener(done -> lookups.remove(host));
        try {
            blocking.execute(() -> lookUp(host, promise));
        } catch (RejectedExecutionException e) {
            promise.setFailure(e);
        }
        return promise;
    }

    private void lookUp(String host, Promise<List<InetAddress>> promise) {
        try {
            promise.setSuccess(names.addressesOf(host));
        } catch (UnknownHostException e) {
            promise.setFailure(new UnknownHostException("the host name is not known"));
        } catch (RuntimeException e) {
            promise.setFailure(e);
        }
    }

    private static InetAddress loopback(String host, String literal) throws UnknownHostException {
        return InetAddress.getByAddress(host, NetUtil.createByteArrayFromIpAddressString(literal));
    }
}
