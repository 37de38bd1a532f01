package io.github.cloudtasks.rest.firebase;

import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.rest.discovery.BufferTaskEndpoint;
import io.github.cloudtasks.rest.routing.PathTemplate;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.Route;
import io.github.cloudtasks.rest.routing.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every path of one version without its first segment: {@code /projects/…/queues/…/tasks}. The Firebase Admin SDKs of
 * Node and Python call these when the environment variable {@code CLOUD_TASKS_EMULATOR_HOST} is set (seen in their
 * source); they need CreateTask and DeleteTask.
 */
public final class FirebaseRoutes {
    /** The version whose requests the SDKs send; without an emulator they call its paths. */
    private static final String VERSION = "v2";

    private FirebaseRoutes() {}

    /**
     * The routes of v2 under their shorter paths; of the first version where there is no v2.
     *
     * @param functions completes tasks without a url
     */
    public static List<Route> routes(
            List<ApiVersion> versions, FirebaseFunctions functions, TypeRegistry types, ResponseWriter representation) {
        return Stream.concat(versions.stream().filter(v -> v.id().equals(VERSION)), versions.stream())
                .findFirst()
                .map(version -> routes(version, functions, types, representation))
                .orElse(List.of());
    }

    private static List<Route> routes(
            ApiVersion version, FirebaseFunctions functions, TypeRegistry types, ResponseWriter representation) {
        String prefix = "/" + version.id();
        List<Route> routes = new ArrayList<>();
        for (Rpc rpc : version.cloudTasks().rpcs()) {
            boolean enqueues = rpc.method().getName().equals("CreateTask");
            RpcService one =
                    new RpcService(version.cloudTasks().descriptor(), List.of(enqueues ? using(functions, rpc) : rpc));
            for (Route route : Router.routes(List.of(one), types, representation)) {
                routes.add(
                        enqueues
                                ? new Route(
                                        route.method(),
                                        route.template(),
                                        new CreateTaskEndpoint(route.endpoint(), representation))
                                : route);
            }
        }
        routes.addAll(Router.routes(version.mixins(), types, representation));
        routes.addAll(BufferTaskEndpoint.routes(version, representation));
        return routes.stream()
                .filter(route -> route.template().toString().startsWith(prefix + "/"))
                .map(route -> new Route(route.method(), withoutPrefix(route.template(), prefix), route.endpoint()))
                .toList();
    }

    private static Rpc using(FirebaseFunctions functions, Rpc createTask) {
        return new Rpc(
                createTask.method(),
                createTask.request(),
                createTask.response(),
                request -> createTask.handler().apply(functions.withUrl(request)),
                createTask.httpRules());
    }

    private static PathTemplate withoutPrefix(PathTemplate template, String prefix) {
        return PathTemplate.parse(template.toString().substring(prefix.length()));
    }
}
