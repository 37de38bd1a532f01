package io.github.cloudtasks.rest.routing;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A handler of the requests that match a route. */
@FunctionalInterface
public interface Endpoint {
    /**
     * Handles a request. Runs on the event loop of the connection and must not block: an endpoint that has to wait
     * returns a future that completes later, on any thread.
     *
     * @return the response. The future is cancelled when the client disconnects. If it fails with a
     *     {@link io.grpc.StatusRuntimeException}, the client receives that error, otherwise an internal error
     * @throws io.grpc.StatusRuntimeException like a future that fails with it
     */
    CompletableFuture<RestResponse> handle(MatchedRequest request);

    /** Returns an endpoint whose responses are available at once. */
    static Endpoint of(Function<MatchedRequest, RestResponse> handler) {
        return request -> CompletableFuture.completedFuture(handler.apply(request));
    }
}
