package io.github.cloudtasks.dispatch;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The request and the response of an attempt, after redirects the last ones. Immutable.
 *
 * @param took the duration of the attempt in real time, whatever happened to the time of the emulator
 * @param request null if there was none, for example because the URL is invalid
 * @param response null unless the target sent a complete response
 * @param redirects the number of redirects that were followed
 * @param remoteAddress the address of the connection that the request was sent on; null if there was no connection
 */
public record AttemptExchange(
        Duration took,
        @Nullable RequestRecord request,
        @Nullable ResponseRecord response,
        int redirects,
        @Nullable InetSocketAddress remoteAddress) {

    /** Returns the approximate memory that the URL, the headers and the bodies take, in bytes. */
    public int size() {
        int size = 0;
        if (request != null) {
            size += request.url().length()
                    + request.headers().byteCount()
                    + request.body().bytes().size();
        }
        if (response != null) {
            size += response.headers().byteCount() + response.body().bytes().size();
        }
        return size;
    }
}
