package io.github.cloudtasks.dispatcher.http;

import io.github.cloudtasks.dispatch.ResponseRecord;
import java.net.InetSocketAddress;

/** Receives what happens to a request. Called on the event loop; must not block. */
public interface ResponseListener {

    /** Reports the connection that the request is sent on. Called again if the request is sent again. */
    void onConnection(InetSocketAddress remoteAddress);

    /** Reports the complete response. Neither this method nor {@link #onFailure} is called again. */
    void onResponse(ResponseRecord response);

    /**
     * Reports that there is no complete response. Neither this method nor {@link #onResponse} is called again.
     *
     * @param failure a {@link RequestException.Timeout} if the time limit has passed
     */
    void onFailure(RequestException failure);
}
