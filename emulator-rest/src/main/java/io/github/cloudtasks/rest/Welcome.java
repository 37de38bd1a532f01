package io.github.cloudtasks.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.rest.transcode.Call;
import io.github.cloudtasks.rest.transcode.Endpoint;
import io.github.cloudtasks.rest.transcode.Representation;
import io.github.cloudtasks.rest.transcode.RestResponse;
import java.util.List;

/** What stands at {@code /}: who is here, and where its versions begin. */
record Welcome(List<ApiVersion> versions, Representation representation) implements Endpoint {
    @Override
    public RestResponse answer(Call call) {
        ObjectNode welcome = JsonNodeFactory.instance.objectNode();
        welcome.put("name", "Cloud Tasks emulator");
        ArrayNode surfaces = welcome.putArray("versions");
        for (ApiVersion version : versions) {
            surfaces.addObject()
                    .put("version", version.id())
                    .put("discoveryRestUrl", call.request().origin() + "/$discovery/rest?version=" + version.id());
        }
        return representation.of(welcome, call.parameters());
    }
}
