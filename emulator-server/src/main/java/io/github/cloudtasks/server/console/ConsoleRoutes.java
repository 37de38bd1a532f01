package io.github.cloudtasks.server.console;

import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.ErrorResponses;
import io.github.cloudtasks.rest.routing.MatchedRequest;
import io.github.cloudtasks.rest.routing.RestRequest;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.Route;
import io.github.cloudtasks.rest.routing.RouteKind;
import io.github.cloudtasks.server.console.ConsoleFiles.ConsoleFile;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The routes of the console: the page at {@code /}, for clients that ask for HTML, and its files below
 * {@code /emulator/console}. Thread-safe.
 */
public final class ConsoleRoutes {
    private static final String ROOT = "/emulator/console";
    private static final String PAGE = "index.html";

    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;
    private static final int NOT_FOUND = 404;

    /** The page runs its own files only, calls its own origin only, and is in no frame of another page. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private static final ConsoleFiles FILES = new ConsoleFiles();

    private ConsoleRoutes() {}

    /**
     * Returns the endpoint of {@code /}.
     *
     * @param document the endpoint for clients that do not ask for HTML
     */
    public static Endpoint start(Endpoint document) {
        return request -> start(request, document);
    }

    /** Returns the routes of the files of the console. */
    public static List<Route> files() {
        Endpoint file = Endpoint.of(ConsoleRoutes::file);
        return List.of(
                Route.of("GET", ROOT + "/{file=*}", file).as(RouteKind.CONTROL),
                Route.of("GET", ROOT + "/{file=*/*}", file).as(RouteKind.CONTROL));
    }

    private static CompletableFuture<RestResponse> start(MatchedRequest request, Endpoint document) {
        boolean html = AcceptHeader.asksForHtml(request.request().headers().getAll(HttpHeaderNames.ACCEPT));
        return (html ? Endpoint.of(matched -> respond(PAGE, matched.request())) : document)
                .handle(request)
                .thenApply(response -> response.withHeader("Vary", "Accept"));
    }

    private static RestResponse file(MatchedRequest request) {
        return respond(request.variables().getFirst(), request.request());
    }

    private static RestResponse respond(String path, RestRequest request) {
        ConsoleFile file = FILES.find(path);
        if (file == null) {
            return ErrorResponses.json(NOT_FOUND, "The console has no file " + path + ".", "NOT_FOUND");
        }
        boolean isKnown = request.headers().getAll(HttpHeaderNames.IF_NONE_MATCH).stream()
                .anyMatch(tags -> tags.contains(file.etag()));
        RestResponse response = isKnown
                ? new RestResponse(NOT_MODIFIED, "", new byte[0])
                : new RestResponse(OK, file.contentType(), file.content());
        return response.withHeader("ETag", file.etag())
                // Another version of the emulator may listen on the same address later.
                .withHeader("Cache-Control", "no-cache")
                .withHeader("Content-Security-Policy", POLICY)
                .withHeader("Cross-Origin-Resource-Policy", "same-origin")
                .withHeader("Referrer-Policy", "no-referrer");
    }
}
