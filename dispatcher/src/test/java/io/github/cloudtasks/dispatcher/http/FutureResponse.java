package io.github.cloudtasks.dispatcher.http;

import io.github.cloudtasks.dispatch.ResponseRecord;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The response to a request as a future. Cancelling it cancels the request. */
final class FutureResponse extends CompletableFuture<ResponseRecord> implements ResponseListener {
    private Exchange exchange;

    static FutureResponse send(HttpClient client, Request request, Duration timeout) {
        FutureResponse response = new FutureResponse();
        response.exchange = client.send(request, timeout, response);
        return response;
    }

    @Override
    public void onConnection(InetSocketAddress remoteAddress) {
        assertOnce();
    }

    @Override
    public void onResponse(ResponseRecord response) {
        assertOnce();
        complete(response);
    }

    @Override
    public void onFailure(RequestException failure) {
        assertOnce();
        completeExceptionally(failure);
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        exchange.cancel();
        return super.cancel(mayInterrupt);
    }

    private void assertOnce() {
        if (isDone() && !isCancelled()) {
            throw new IllegalStateException("the listener is called after the end");
        }
    }
}
