package io.github.cloudtasks.server.metadata;

import io.github.cloudtasks.dispatcher.tokens.TokenFactory;
import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.MatchedRequest;
import io.github.cloudtasks.rest.routing.QueryParameters;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.Route;
import io.github.cloudtasks.rest.routing.RouteKind;
import io.github.cloudtasks.server.credentials.LocalAccount;
import io.github.cloudtasks.server.metadata.MetadataNode.Computed;
import io.github.cloudtasks.server.metadata.MetadataNode.Directory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routes of the metadata server, all under {@code /computeMetadata}, and its response at {@code /}. As the real
 * server, it refuses requests without {@code Metadata-Flavor: Google}, which a web page can only send with permission,
 * and requests that a proxy has forwarded. Thread-safe.
 */
public final class MetadataRoutes {
    private static final String ROOT = "/computeMetadata";
    private static final List<String> METHODS = List.of("GET", "HEAD");

    /** The number of segments below the root up to which paths are known. The deepest entry has five. */
    private static final int MAX_DEPTH = 10;

    private final MetadataTree tree;

    private MetadataRoutes(MetadataTree tree) {
        this.tree = tree;
    }

    /**
     * Returns the routes of the metadata server.
     *
     * @param tokens creates the identity tokens
     */
    public static List<Route> of(LocalAccount account, TokenFactory tokens) {
        Endpoint endpoint = Endpoint.of(new MetadataRoutes(new MetadataTree(account, tokens))::respond);
        List<Route> routes = new ArrayList<>();
        for (int depth = 0; depth <= MAX_DEPTH; depth++) {
            String below = depth == 0 ? "" : "/{path=*" + "/*".repeat(depth - 1) + "}";
            for (String method : METHODS) {
                routes.add(Route.of(method, ROOT + below, endpoint).as(RouteKind.OTHER_SERVICE));
            }
        }
        return routes;
    }

    /**
     * Returns the routes of {@code /}, by which clients look for a metadata server.
     *
     * @param document responds to requests of all other clients
     */
    public static List<Route> start(Endpoint document) {
        Endpoint endpoint = request ->
                isFlavored(request) ? Endpoint.of(matched -> ping(matched)).handle(request) : document.handle(request);
        return METHODS.stream()
                .map(method -> Route.of(method, "/", endpoint).as(RouteKind.DOCUMENT))
                .toList();
    }

    private static RestResponse ping(MatchedRequest request) {
        return isForwarded(request) ? refuseForwarded(request) : MetadataResponses.text("computeMetadata/\n");
    }

    private RestResponse respond(MatchedRequest request) {
        if (isForwarded(request)) {
            return refuseForwarded(request);
        }
        String path = request.request().path();
        if (!isFlavored(request)) {
            return MetadataResponses.forbidden(path, "Missing Metadata-Flavor:Google header.");
        }
        QueryParameters query = request.query();
        if (isTrue(query.first("wait_for_change"))) {
            return MetadataResponses.badRequest(
                    "The values of the emulator never change. Read the value without wait_for_change.");
        }
        MetadataNode node = tree.find(segments(request));
        return node == null ? MetadataResponses.notFound(path) : respond(node, query);
    }

    private static List<String> segments(MatchedRequest request) {
        List<String> segments = new ArrayList<>(List.of(ROOT.substring(1)));
        request.variables().forEach(path -> segments.addAll(List.of(path.split("/"))));
        return segments;
    }

    private static RestResponse respond(MetadataNode node, QueryParameters query) {
        if (node instanceof Computed computed) {
            return computed.response().apply(query);
        }
        boolean recursive = isTrue(query.first("recursive"));
        String format = query.first("alt");
        // A recursive response is JSON unless the client asks for text, and other responses are text (documented).
        boolean json = format == null ? recursive && node instanceof Directory : format.equals("json");
        if (json) {
            return MetadataResponses.json(MetadataResponses.jsonOf(node, recursive));
        }
        return recursive && node instanceof Directory directory
                ? MetadataResponses.recursiveText(directory)
                : MetadataResponses.text(node);
    }

    private static boolean isTrue(@Nullable String value) {
        return "true".equalsIgnoreCase(value);
    }

    private static boolean isFlavored(MatchedRequest request) {
        return MetadataResponses.GOOGLE.equals(request.request().headers().get(MetadataResponses.FLAVOR));
    }

    private static boolean isForwarded(MatchedRequest request) {
        return request.request().headers().contains("X-Forwarded-For");
    }

    private static RestResponse refuseForwarded(MatchedRequest request) {
        return MetadataResponses.forbidden(
                request.request().path(), "The request must not have an X-Forwarded-For header.");
    }
}
