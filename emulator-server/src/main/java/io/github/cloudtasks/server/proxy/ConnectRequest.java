package io.github.cloudtasks.server.proxy;

import io.github.cloudtasks.rest.access.Authority;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;

/**
 * The target of a CONNECT request.
 *
 * @param host in lower case and without a final dot; an IPv6 address without brackets
 * @param port 1 to 65535
 */
record ConnectRequest(String host, int port) {

    /**
     * Parses the head of a request.
     *
     * @throws ProxyException if it is no valid CONNECT request
     */
    static ConnectRequest parse(HttpRequest head) throws ProxyException {
        if (head.decoderResult().isFailure()) {
            boolean isTooLong = head.decoderResult().cause() instanceof TooLongFrameException;
            throw isTooLong
                    ? new ProxyException(431, "The head of the CONNECT request is too large.")
                    : new ProxyException(400, "The CONNECT request is malformed.");
        }
        if (!head.method().equals(HttpMethod.CONNECT)) {
            throw new ProxyException(400, "The CONNECT request is malformed.");
        }
        if (hasBody(head)) {
            throw new ProxyException(400, "A CONNECT request has no body.");
        }
        Authority target = Authority.parse(head.uri());
        if (target == null || target.port() <= 0) {
            throw new ProxyException(400, "The target of CONNECT must be a host and a port, such as example.com:443.");
        }
        return new ConnectRequest(target.host(), target.port());
    }

    /** Returns whether a request announces a body. */
    static boolean hasBody(HttpRequest head) {
        return head.headers().contains(HttpHeaderNames.TRANSFER_ENCODING) || HttpUtil.getContentLength(head, 0L) != 0;
    }

    /** Returns the host and port as in a URL. */
    @Override
    public String toString() {
        return new Authority(host, port).toString();
    }
}
