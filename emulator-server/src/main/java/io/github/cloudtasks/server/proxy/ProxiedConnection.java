package io.github.cloudtasks.server.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;

/**
 * A connection of the port that has sent CONNECT. The proxy calls one of the methods, on the event loop of the
 * connection. The context is that of a handler of the proxy; the proxy removes the handler afterwards.
 */
public interface ProxiedConnection {

    /**
     * Continues with TLS, and with the port's own protocols in it.
     *
     * @param tls handles the next bytes
     * @param hint what a client has to do whose handshake fails
     */
    void continueWithTls(ChannelHandlerContext ctx, SslHandler tls, String hint);

    /** Continues as a connection that was just opened, except that CONNECT is not accepted again. */
    void continueAsOpened(ChannelHandlerContext ctx);

    /** Leaves the connection to the proxy, without the port's timeout for its opening. */
    void leave(ChannelHandlerContext ctx);
}
