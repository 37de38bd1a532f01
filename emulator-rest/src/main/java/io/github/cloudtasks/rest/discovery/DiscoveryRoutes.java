package io.github.cloudtasks.rest.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.rest.errors.RequestErrors;
import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.MatchedRequest;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Google's discovery service, for the versions that are here: a document for each, and the list of them. */
public final class DiscoveryRoutes {
    static final String API = "cloudtasks";

    private final Map<String, DiscoveryDocument> documents = new LinkedHashMap<>();
    private final String preferred;
    private final ResponseWriter representation;

    private DiscoveryRoutes(List<ApiVersion> versions, ResponseWriter representation) {
        this.representation = representation;
        for (ApiVersion version : versions) {
            documents.put(version.id(), new DiscoveryDocument(version));
        }
        preferred = versions.get(0).id();
    }

    /** Where clients look for documents; the first version is the preferred one. */
    public static List<Route> routes(List<ApiVersion> versions, ResponseWriter representation) {
        if (versions.isEmpty()) {
            return List.of();
        }
        DiscoveryRoutes discovery = new DiscoveryRoutes(versions, representation);
        return List.of(
                Route.of("GET", "/$discovery/rest", Endpoint.of(discovery::byQuery)),
                Route.of("GET", "/discovery/v1/apis/{api}/{version}/rest", Endpoint.of(discovery::byPath)),
                Route.of("GET", "/discovery/v1/apis", Endpoint.of(discovery::list)));
    }

    private RestResponse byQuery(MatchedRequest call) {
        String version = call.query().first("version");
        return document(version == null ? preferred : version, call);
    }

    private RestResponse byPath(MatchedRequest call) {
        return document(call.variables().get(0).equals(API) ? call.variables().get(1) : null, call);
    }

    private RestResponse document(@Nullable String version, MatchedRequest call) {
        DiscoveryDocument document = version == null ? null : documents.get(version);
        if (document == null) {
            throw RequestErrors.notFound("Discovery document not found for API service: cloudtasks.googleapis.com");
        }
        return representation.write(document.at(call.request().origin()), call.parameters());
    }

    private RestResponse list(MatchedRequest call) {
        ObjectNode list = JsonNodeFactory.instance.objectNode();
        list.put("kind", "discovery#directoryList").put("discoveryVersion", "v1");
        ArrayNode items = list.putArray("items");
        for (String version : documents.keySet()) {
            items.addObject()
                    .put("kind", "discovery#directoryItem")
                    .put("id", API + ":" + version)
                    .put("name", API)
                    .put("version", version)
                    .put("title", DiscoveryDocument.TITLE)
                    .put("description", DiscoveryDocument.DESCRIPTION)
                    .put("discoveryRestUrl", call.request().origin() + "/$discovery/rest?version=" + version)
                    .put("documentationLink", DiscoveryDocument.DOCUMENTATION)
                    .put("preferred", version.equals(preferred));
        }
        return representation.write(list, call.parameters());
    }
}
