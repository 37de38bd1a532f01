package io.github.cloudtasks.rest.firebase;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.rest.discovery.BufferTaskEndpoint;
import io.github.cloudtasks.rest.json.JsonTrees;
import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.MatchedRequest;
import io.github.cloudtasks.rest.routing.PathTemplate;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.Route;
import io.github.cloudtasks.rest.routing.RpcEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The routes of v2 without the version in the path: {@code /projects/…/queues/…/tasks}. The Firebase Admin SDKs of Node
 * and Python call CreateTask and DeleteTask there when the environment variable {@code CLOUD_TASKS_EMULATOR_HOST} is
 * set (seen in their source). The functions emulator registers its queues there, see {@link QueueRegistration}.
 */
public final class FirebaseRoutes {
    /** The version that the SDKs use when they call the service. */
    private static final String VERSION = "v2";

    private static final String CREATE_TASK = "CreateTask";
    private static final String UPDATE_QUEUE = "UpdateQueue";

    private FirebaseRoutes() {}

    /**
     * Returns the routes of v2, or of the first version if there is no v2.
     *
     * @param functions the target of tasks without a URL
     */
    public static List<Route> routes(
            List<ApiVersion> versions, FirebaseFunctions functions, TypeRegistry types, ResponseWriter writer) {
        return Stream.concat(versions.stream().filter(v -> v.id().equals(VERSION)), versions.stream())
                .findFirst()
                .map(version -> routes(version, new FunctionUrls(functions), types, writer))
                .orElse(List.of());
    }

    private static List<Route> routes(
            ApiVersion version, FunctionUrls urls, TypeRegistry types, ResponseWriter writer) {
        List<Route> routes = new ArrayList<>();
        for (Rpc rpc : version.cloudTasks().rpcs()) {
            boolean createsTask = rpc.method().getName().equals(CREATE_TASK);
            RpcService service =
                    new RpcService(version.cloudTasks().descriptor(), List.of(createsTask ? withUrl(rpc, urls) : rpc));
            for (Route route : RpcEndpoint.routes(List.of(service), types, writer)) {
                Endpoint endpoint = createsTask ? new CreateTaskEndpoint(route.endpoint(), writer) : route.endpoint();
                routes.add(new Route(route.method(), route.template(), endpoint));
                if (rpc.method().getName().equals(UPDATE_QUEUE)) {
                    String path = "/" + version.id() + "/{name=projects/*/locations/*/queues/*}";
                    routes.add(Route.of("POST", path, new QueueRegistration(endpoint, urls, writer)));
                }
            }
        }
        routes.addAll(RpcEndpoint.routes(version.mixins(), types, writer));
        routes.addAll(BufferTaskEndpoint.routes(version, writer));
        return withoutPrefix("/" + version.id(), routes);
    }

    private static Rpc withUrl(Rpc createTask, FunctionUrls urls) {
        return createTask.decorated(new Rpc.HandlerDecorator() {
            @Override
            public <T> Function<Message, T> decorate(Function<Message, T> handler) {
                return request -> handler.apply(urls.withUrl(request));
            }
        });
    }

    private static List<Route> withoutPrefix(String prefix, List<Route> routes) {
        return routes.stream()
                .filter(route -> route.template().toString().startsWith(prefix + "/"))
                .map(route -> new Route(
                        route.method(),
                        PathTemplate.parse(route.template().toString().substring(prefix.length())),
                        route.endpoint(),
                        route.kind()))
                .toList();
    }

    /**
     * CreateTask with a response for two kinds of clients. The service responds with the task. The emulator of the
     * Firebase tools responds with the task inside a member {@code task} and with a slash before its name; the Python
     * SDK reads the name there and removes the first character (seen in its source). This response is the task with
     * such a member added.
     */
    private record CreateTaskEndpoint(Endpoint createTask, ResponseWriter writer) implements Endpoint {
        @Override
        public CompletableFuture<RestResponse> handle(MatchedRequest matched) {
            return createTask.handle(matched).thenApply(response -> withTask(response, matched));
        }

        @Override
        public @Nullable String calledMethod() {
            return createTask.calledMethod();
        }

        private RestResponse withTask(RestResponse response, MatchedRequest matched) {
            if (!response.contentType().equals(RestResponse.JSON) || !(read(response) instanceof ObjectNode task)) {
                return response;
            }
            JsonNode name = task.get("name");
            if (name == null) {
                // The client has selected other fields.
                return response;
            }
            task.putObject("task").put("name", "/" + name.textValue());
            return writer.write(task, matched.parameters());
        }

        private static JsonNode read(RestResponse response) {
            try {
                return JsonTrees.read(response.collected().body());
            } catch (IOException e) {
                throw new UncheckedIOException("A response of our own is not JSON.", e);
            }
        }
    }
}
