package io.github.cloudtasks.server.appengine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.Route;
import io.github.cloudtasks.rest.routing.RouteKind;
import java.util.List;
import java.util.Map;

/**
 * {@code GET /v1/apps/PROJECT} of the App Engine Admin API, by which gcloud finds out whether a project has an app
 * before it chooses a location or deploys a queue.yaml. Every project has one. Thread-safe.
 */
public final class ApplicationRoutes {
    /** The regions whose names App Engine writes without a number (documented). */
    private static final Map<String, String> OLD_NAMES =
            Map.of("us-central1", "us-central", "europe-west1", "europe-west");

    /** The versions that the release tracks of gcloud use: GA, beta and alpha (seen in its source). */
    private static final List<String> VERSIONS = List.of("v1", "v1beta", "v1alpha");

    private ApplicationRoutes() {}

    /**
     * Returns the route in each version that gcloud calls.
     *
     * @param location the region of every app, by its name in Cloud Tasks
     */
    public static List<Route> of(String location, ResponseWriter writer) {
        Endpoint endpoint = Endpoint.of(
                matched -> writer.write(app(matched.variables().getFirst(), location), matched.parameters()));
        return VERSIONS.stream()
                .map(version ->
                        Route.of("GET", "/" + version + "/apps/{app}", endpoint).as(RouteKind.CONTROL))
                .toList();
    }

    /** Returns an Application with the fields that gcloud and Terraform read. */
    private static ObjectNode app(String project, String location) {
        String host = AppEngineRouting.domain(project);
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", "apps/" + project)
                .put("id", project)
                .put("authDomain", "gmail.com")
                .put("locationId", OLD_NAMES.getOrDefault(location, location))
                .put("codeBucket", "staging." + host)
                .put("servingStatus", "SERVING")
                .put("defaultHostname", host)
                .put("defaultBucket", host)
                .put("serviceAccount", project + "@appspot.gserviceaccount.com");
    }
}
