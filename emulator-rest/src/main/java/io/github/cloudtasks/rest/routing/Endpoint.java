package io.github.cloudtasks.rest.routing;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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

    /**
     * Returns the full name of the method of the API that this endpoint calls, such as
     * {@code google.cloud.tasks.v2.CloudTasks.CreateTask}; null if it calls none.
     */
    default @Nullable String calledMethod() {
        return null;
    }

    /**
     * Returns whether this endpoint reads the request body as a stream. If so, {@link #handle} is called when the
     * headers have arrived, and {@link RestRequest#bodyStream} receives the body, whose size has no limit.
     */
    default boolean readsStream() {
        return false;
    }

    /**
     * Returns an endpoint that reads the request body as a stream.
     *
     * @param handler starts a thread that reads {@link RestRequest#bodyStream} to its end, and completes the response
     *     then. A response before that end closes the connection or the HTTP/2 stream
     */
    static Endpoint streaming(Function<MatchedRequest, CompletableFuture<RestResponse>> handler) {
        return new Endpoint() {
            @Override
            public CompletableFuture<RestResponse> handle(MatchedRequest request) {
                return handler.apply(request);
            }

            @Override
            public boolean readsStream() {
                return true;
            }
        };
    }

    /** Returns an endpoint whose responses are available at once. */
    static Endpoint of(Function<MatchedRequest, RestResponse> handler) {
        return request -> CompletableFuture.completedFuture(handler.apply(request));
    }
}
