package io.github.cloudtasks.server.proxy;

import io.github.cloudtasks.server.settings.ListenAddress;
import io.github.cloudtasks.server.settings.ProxySettings;
import io.github.cloudtasks.server.settings.ProxySettings.From;
import io.github.cloudtasks.server.tls.ProxyAuthority;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The CONNECT proxy of an emulator. Thread-safe. */
public final class ConnectProxy {
    private static final Logger log = LoggerFactory.getLogger(ConnectProxy.class);
    private static final int MAX_LINE_BYTES = 4 << 10;
    private static final int MAX_HEADER_BYTES = 16 << 10;

    /** Bounds the memory of {@link #logged}. */
    private static final int MAX_LOGGED = 100;

    private final ProxySettings settings;
    private final InterceptedHosts hosts;
    private final ProxyAuthority authority;
    private final TunnelConnector tunnels;
    private final Set<String> logged = new HashSet<>();
    private volatile Set<Integer> ownPorts = Set.of();
    private volatile String url = "";

    /**
     * Creates a proxy.
     *
     * @param authority signs certificates for all names of {@code hosts}
     */
    public ConnectProxy(ProxySettings settings, InterceptedHosts hosts, ProxyAuthority authority) {
        this.settings = settings;
        this.hosts = hosts;
        this.authority = authority;
        this.tunnels = new TunnelConnector(settings.upstream(), this::isOwn);
    }

    /**
     * Sets the address of the emulator. Call once.
     *
     * @param address for clients on this machine
     * @param ports all ports, to which CONNECT makes no connection
     */
    public void listensAt(ListenAddress address, List<Integer> ports) {
        ownPorts = Set.copyOf(ports);
        url = "http://" + address;
        log.info("Proxy: HTTPS_PROXY={}; clients must {}", url, authority.hint());
    }

    /** Returns the URL of the proxy for clients on this machine; empty until {@link #listensAt} is called. */
    public String url() {
        return url;
    }

    /**
     * Adds the handlers of the proxy to a connection whose first bytes are those of a CONNECT request, behind a
     * handler. Call it on the event loop, before these bytes are passed on.
     */
    public void addAfter(ChannelHandlerContext handler, ProxiedConnection connection) {
        HttpDecoderConfig config = new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setUseRfc9112TransferEncoding(true);
        HttpRequestDecoder decoder = new HttpRequestDecoder(config);
        ConnectHandler connect = new ConnectHandler(this, connection, decoder);
        handler.pipeline().addAfter(handler.name(), null, connect);
        handler.pipeline().addAfter(handler.name(), null, decoder);
    }

    /**
     * Returns whether a request is answered by the emulator itself.
     *
     * @throws ProxyException if the request is refused
     */
    boolean intercepts(ConnectRequest request, Channel client) throws ProxyException {
        boolean isLocal = client.remoteAddress() instanceof InetSocketAddress peer
                && peer.getAddress().isLoopbackAddress();
        if (settings.from() == From.LOOPBACK && !isLocal) {
            throw new ProxyException(
                    403,
                    "CONNECT is accepted from this machine only. To accept it from other machines, start the emulator "
                            + "with --proxy-from any.");
        }
        return hosts.contains(request.host(), request.port());
    }

    /**
     * Checks whether a request to another host is permitted.
     *
     * @throws ProxyException if it is refused
     */
    void requireTunnel(ConnectRequest request) throws ProxyException {
        if (hosts.isService(request.host())) {
            throw new ProxyException(
                    403,
                    "The emulator does not answer for " + request + ": call port 443 of a region of Cloud Tasks, or of "
                            + "cloudtasks.googleapis.com.");
        }
        if (!settings.tunnels()) {
            throw new ProxyException(
                    403,
                    "The emulator does not connect to " + request + ". To reach other hosts, start it with "
                            + "--proxy-other-hosts tunnel, or add the host to NO_PROXY.");
        }
    }

    /** Returns whether a resolved address is one of this emulator. */
    boolean isOwn(InetAddress address, int port) {
        if (!ownPorts.contains(port)) {
            return false;
        }
        try {
            return address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    ProxyAuthority authority() {
        return authority;
    }

    TunnelConnector tunnels() {
        return tunnels;
    }

    /** Logs a refusal or a failure, unless the same one was logged before. */
    void logRefusal(ProxyException refusal) {
        if (isNew(refusal.sentence())) {
            log.warn("CONNECT was answered with {}: {}", refusal.status(), refusal.sentence());
        }
    }

    /** Logs the first tunnel to each host. */
    void logTunnel(ConnectRequest request) {
        if (!hosts.isGoogleApi(request.host())) {
            log.debug("Tunnel to {}", request);
        } else if (isNew(request.host())) {
            log.info(
                    "Tunnel to {}, which is the real service: tokens of the emulator are not valid there.",
                    request.host());
        }
    }

    private boolean isNew(String text) {
        synchronized (logged) {
            return logged.size() < MAX_LOGGED && logged.add(text);
        }
    }

    /** Returns the CA certificate that clients have to trust, in PEM. */
    public String certificatePem() {
        return authority.certificatePem();
    }

    /** Returns the names that are intercepted. */
    public List<String> intercepted() {
        return hosts.intercepted();
    }

    /** Returns whether the hosts that issue tokens are intercepted. */
    public boolean interceptsTokens() {
        return settings.interceptsTokens();
    }
}
