package io.github.cloudtasks.rest.transcode;

/** What stands at a route. */
@FunctionalInterface
public interface Endpoint {
    /**
     * Answers a request that matched the route. It runs on the connection's event loop, so it never waits: where there
     * is something to wait for, the answer comes later.
     *
     * @throws io.grpc.StatusRuntimeException to be answered with an error in the form that the request asked for
     */
    Answer answer(Call call);
}
