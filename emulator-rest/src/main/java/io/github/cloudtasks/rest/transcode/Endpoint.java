package io.github.cloudtasks.rest.transcode;

/** What stands at a route. */
@FunctionalInterface
public interface Endpoint {
  /**
   * Answers a request that matched the route. It runs on the connection's event loop, so it never waits.
   *
   * @throws io.grpc.StatusRuntimeException to be answered with an error in the form that the request asked for
   */
  RestResponse answer(Call call);
}
