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
import io.github.cloudtasks.rest.routing.RouteKind;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The routes of Google's discovery service: a document for each version, and the directory of them. */
public final class DiscoveryRoutes {
    static final String API = "cloudtasks";

    private final List<ApiVersion> versions;
    private final ResponseWriter writer;
    /** The documents that have been requested, by version. Generating them takes time that a start should not take. */
    private final Map<String, DiscoveryDocument> documents = new ConcurrentHashMap<>();

    private DiscoveryRoutes(List<ApiVersion> versions, ResponseWriter writer) {
        this.versions = List.copyOf(versions);
        this.writer = writer;
    }

    /** Returns the routes where clients look for documents. The first version is the preferred one. */
    public static List<Route> routes(List<ApiVersion> versions, ResponseWriter writer) {
        if (versions.isEmpty()) {
            return List.of();
        }
        DiscoveryRoutes discovery = new DiscoveryRoutes(versions, writer);
        return List.of(
                document("/$discovery/rest", discovery::byQuery),
                document("/discovery/v1/apis/{api}/{version}/rest", discovery::byPath),
                document("/discovery/v1/apis", discovery::directory));
    }

    private static Route document(String path, Function<MatchedRequest, RestResponse> handler) {
        return Route.of("GET", path, Endpoint.of(handler)).as(RouteKind.PUBLIC_DOCUMENT);
    }

    private RestResponse byQuery(MatchedRequest matched) {
        String version = matched.query().first("version");
        return document(version == null ? preferred() : version, matched);
    }

    private RestResponse byPath(MatchedRequest matched) {
        List<String> variables = matched.variables();
        if (!variables.get(0).equals(API)) {
            throw notFound();
        }
        return document(variables.get(1), matched);
    }

    private RestResponse document(String id, MatchedRequest matched) {
        ApiVersion version =
                versions.stream().filter(v -> v.id().equals(id)).findFirst().orElseThrow(DiscoveryRoutes::notFound);
        DiscoveryDocument document = documents.computeIfAbsent(id, key -> new DiscoveryDocument(version));
        return writer.write(document.at(matched.request().origin()), matched.parameters());
    }

    private static RuntimeException notFound() {
        return RequestErrors.notFound("Discovery document not found for API service: cloudtasks.googleapis.com");
    }

    private String preferred() {
        return versions.get(0).id();
    }

    private RestResponse directory(MatchedRequest matched) {
        ObjectNode list = JsonNodeFactory.instance.objectNode();
        list.put("kind", "discovery#directoryList").put("discoveryVersion", "v1");
        ArrayNode items = list.putArray("items");
        for (ApiVersion version : versions) {
            String id = version.id();
            items.addObject()
                    .put("kind", "discovery#directoryItem")
                    .put("id", API + ":" + id)
                    .put("name", API)
                    .put("version", id)
                    .put("title", DiscoveryDocument.TITLE)
                    .put("description", DiscoveryDocument.DESCRIPTION)
                    .put("discoveryRestUrl", matched.request().origin() + "/$discovery/rest?version=" + id)
                    .put("documentationLink", DiscoveryDocument.DOCUMENTATION)
                    .put("preferred", id.equals(preferred()));
        }
        return writer.write(list, matched.parameters());
    }
}
