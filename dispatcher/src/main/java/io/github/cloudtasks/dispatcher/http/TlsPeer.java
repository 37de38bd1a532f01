package io.github.cloudtasks.dispatcher.http;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.StandardConstants;

/**
 * A TLS server, as a client sees it. Java's TLS sends no server name for names without a dot, and for names that are no
 * host names by RFC 1123, such as {@code my_service}; certificates for the latter it rejects. Both kinds of names are
 * common in local networks. This class sends the server name of every host that is not an IP address (RFC 6066), and
 * checks the certificate itself where Java cannot.
 *
 * <p>Servers that run on Java end the handshake if they are sent a name that Java rejects, and some servers do so for
 * names that they do not know. Such a server is called again without a server name. Confined to the event loop.
 */
final class TlsPeer {
    private final SslContext context;

    /** The host without a final dot, which neither server names nor certificates have. */
    private final String name;

    private final int port;
    private boolean sendsName;
    private boolean checksName;

    /**
     * Creates a peer.
     *
     * @param context with an algorithm for endpoint identification, if certificates are checked
     */
    TlsPeer(SslContext context, Origin origin) {
        this.context = context;
        String host = origin.host();
        name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        port = origin.port();
        sendsName = !isAddress() && !name.isEmpty();
    }

    /**
     * Returns whether a handshake may have failed because of the server name. If so, later handlers do not send it.
     *
     * @param failure the failure of the last handshake
     */
    boolean retriesWithoutName(Throwable failure) {
        String text = String.valueOf(failure.getMessage());
        boolean rejected = text.contains("illegal_parameter") || text.contains("unrecognized_name");
        boolean retries = sendsName && rejected;
        sendsName = sendsName && !retries;
        return retries;
    }

    /** Returns a handler that starts the handshake when the channel is connected. */
    SslHandler newHandler(Channel channel, Executor blocking) {
        SslHandler handler = context.newHandler(channel.alloc(), name, port, blocking);
        SSLEngine engine = handler.engine();
        SSLParameters parameters = engine.getSSLParameters();
        if (sendsName) {
            parameters.setServerNames(List.of(new RequestedName(name)));
        } else {
            parameters.setServerNames(List.of());
        }
        String algorithm = parameters.getEndpointIdentificationAlgorithm();
        checksName = algorithm != null && !algorithm.isEmpty() && !isAddress() && !isNameForJava();
        if (checksName) {
            // Java would reject the name. The chain is verified by its trust manager all the same.
            parameters.setEndpointIdentificationAlgorithm("");
        }
        engine.setSSLParameters(parameters);
        return handler;
    }

    /**
     * Checks that the certificate is valid for the host, if the handshake has not done so.
     *
     * @param session after a successful handshake
     * @throws SSLPeerUnverifiedException if the certificate is not valid for the host
     */
    void check(SSLSession session) throws SSLPeerUnverifiedException {
        if (checksName
                && !(session.getPeerCertificates()[0] instanceof X509Certificate certificate
                        && CertificateNames.include(name, certificate))) {
            throw new SSLPeerUnverifiedException("No subject alternative DNS name matching " + name + " found.");
        }
    }

    private boolean isAddress() {
        return NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
    }

    private boolean isNameForJava() {
        try {
            SNIHostName unused = new SNIHostName(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A server name that is sent as it is. {@link SNIHostName} rejects some names that resolve. */
    private static final class RequestedName extends SNIServerName {
        RequestedName(String name) {
            super(StandardConstants.SNI_HOST_NAME, name.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
