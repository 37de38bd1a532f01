package io.github.cloudtasks.server.appengine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.Route;
import io.github.cloudtasks.rest.routing.RouteKind;
import java.util.List;

/**
 * {@code GET /v1/projects/PROJECT/services/cloudtasks.googleapis.com} of the Service Usage API, by which {@code gcloud
 * app deploy queue.yaml} finds out whether Cloud Tasks is enabled (seen in its source). It is enabled in every project.
 * Thread-safe.
 */
public final class ServiceUsageRoutes {
    private static final String SERVICE = "cloudtasks.googleapis.com";

    private ServiceUsageRoutes() {}

    /** Returns the route. */
    public static List<Route> of(ResponseWriter writer) {
        Endpoint endpoint =
                Endpoint.of(matched -> writer.write(service(matched.variables().getFirst()), matched.parameters()));
        return List.of(Route.of("GET", "/v1/projects/{project}/services/" + SERVICE, endpoint)
                .as(RouteKind.CONTROL));
    }

    private static ObjectNode service(String project) {
        String parent = "projects/" + project;
        ObjectNode service = JsonNodeFactory.instance.objectNode();
        service.put("name", parent + "/services/" + SERVICE).put("parent", parent);
        service.putObject("config").put("name", SERVICE).put("title", "Cloud Tasks API");
        return service.put("state", "ENABLED");
    }
}
