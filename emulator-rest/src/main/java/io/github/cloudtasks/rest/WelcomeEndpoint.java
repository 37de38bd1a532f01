package io.github.cloudtasks.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.MatchedRequest;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.RestResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What stands at {@code /}: who is here, and where its versions begin. */
record WelcomeEndpoint(List<ApiVersion> versions, ResponseWriter representation) implements Endpoint {
    @Override
    public CompletableFuture<RestResponse> handle(MatchedRequest call) {
        ObjectNode welcome = JsonNodeFactory.instance.objectNode();
        welcome.put("name", "Cloud Tasks emulator");
        ArrayNode surfaces = welcome.putArray("versions");
        for (ApiVersion version : versions) {
            surfaces.addObject()
                    .put("version", version.id())
                    .put("discoveryRestUrl", call.request().origin() + "/$discovery/rest?version=" + version.id());
        }
        return CompletableFuture.completedFuture(representation.write(welcome, call.parameters()));
    }
}
