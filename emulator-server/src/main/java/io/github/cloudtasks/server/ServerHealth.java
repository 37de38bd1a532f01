package io.github.cloudtasks.server;

import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.Route;
import io.github.cloudtasks.rest.routing.RouteKind;
import io.grpc.protobuf.services.HealthStatusManager;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The health of the server, for orchestrators and load balancers: {@code /healthz}, {@code /readyz} and
 * {@code grpc.health.v1.Health}. The port is opened when the initial queues exist, so a server that can be asked is
 * ready until it drains. Thread-safe.
 */
final class ServerHealth {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final HealthStatusManager grpc = new HealthStatusManager();
    private volatile boolean draining;

    /** Returns the gRPC health service. */
    HealthStatusManager grpc() {
        return grpc;
    }

    /** Reports the server as not ready from now on, also to those who watch its gRPC health. Idempotent. */
    void drain() {
        draining = true;
        grpc.enterTerminalState();
    }

    /** Returns the routes of {@code /healthz}, which always succeeds, and {@code /readyz}. */
    List<Route> routes() {
        return Stream.of("GET", "HEAD")
                .flatMap(method -> Stream.of(
                        route(method, "/healthz", () -> response(OK, "ok")),
                        route(
                                method,
                                "/readyz",
                                () -> draining ? response(UNAVAILABLE, "draining") : response(OK, "ready"))))
                .toList();
    }

    /** Query parameters are ignored, because probes may be configured with any. */
    private static Route route(String method, String path, Supplier<RestResponse> response) {
        return Route.of(method, path, Endpoint.of(request -> response.get())).as(RouteKind.CONTROL);
    }

    private static RestResponse response(int code, String status) {
        byte[] body = ("{\"status\": \"" + status + "\"}\n").getBytes(StandardCharsets.US_ASCII);
        return new RestResponse(code, RestResponse.JSON, body).withHeader("Cache-Control", "no-store");
    }
}
