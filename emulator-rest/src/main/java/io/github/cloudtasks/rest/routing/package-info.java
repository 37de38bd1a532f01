/**
 * Routing of REST requests. A {@link io.github.cloudtasks.rest.routing.Router} finds the
 * {@link io.github.cloudtasks.rest.routing.Route} of a request by method and path and calls its
 * {@link io.github.cloudtasks.rest.routing.Endpoint}. Most endpoints are derived from the {@code google.api.http}
 * annotations of the gRPC methods: {@link io.github.cloudtasks.rest.routing.RpcEndpoint}.
 *
 * <pre>
 * RestRequest ─ Router ─ RouteTable ─ Route ─ MatchedRequest ─ Endpoint ─ ResponseWriter ─ RestResponse
 * </pre>
 *
 * <p>Nothing here depends on Cloud Tasks; the rules are those of Google's HTTP transcoding (documented in http.proto).
 */
@NullMarked
package io.github.cloudtasks.rest.routing;

import org.jspecify.annotations.NullMarked;
