package io.github.cloudtasks.rest.discovery;

import com.google.api.HttpBody;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.mask.FieldSelection;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.rest.errors.RequestErrors;
import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.HttpBodyReader;
import io.github.cloudtasks.rest.routing.MatchedRequest;
import io.github.cloudtasks.rest.routing.PathTemplate;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.RestRequest;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.Route;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * BufferTask, which creates a task from any HTTP request (documented; it has no descriptor). The method, the body and
 * the headers become those of the task. Headers of the connection and Authorization, which is meant for the API, are
 * dropped.
 */
public final class BufferTaskEndpoint implements Endpoint {
    private static final String QUEUE = "/{queue=projects/*/locations/*/queues/*}";
    private static final String WITH_ID = QUEUE + "/tasks/{task_id}:buffer";
    private static final String WITHOUT_ID = QUEUE + "/tasks:buffer";

    private static final String CONTENT_TYPE = "content-type";
    private static final Set<String> DROPPED_HEADERS = Set.of(
            "accept-encoding",
            "authorization",
            "connection",
            "content-encoding",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "x-http-method-override");

    private static final String TASK = "task";

    private final ApiVersion version;
    private final Descriptor task;
    private final ResponseWriter writer;

    private BufferTaskEndpoint(ApiVersion version, ResponseWriter writer) {
        this.version = version;
        this.task = version.cloudTasks().rpc("CreateTask").response().getDescriptorForType();
        this.writer = writer;
    }

    /** Returns the two routes of a version. */
    public static List<Route> routes(ApiVersion version, ResponseWriter writer) {
        BufferTaskEndpoint bufferTask = new BufferTaskEndpoint(version, writer);
        return List.of(
                Route.of(Route.ANY_METHOD, "/" + version.id() + WITH_ID, bufferTask),
                Route.of(Route.ANY_METHOD, "/" + version.id() + WITHOUT_ID, bufferTask));
    }

    /** Returns the path in the discovery documents. */
    static PathTemplate template(String version) {
        return PathTemplate.parse("/" + version + WITH_ID);
    }

    @Override
    public CompletableFuture<RestResponse> handle(MatchedRequest matched) {
        matched.rejectParameters();
        FieldSelection selection =
                FieldSelection.within(TASK, matched.parameters().fields(), task);
        List<String> variables = matched.variables();
        String taskId = variables.size() > 1 ? variables.get(1) : "";
        HttpBody body = HttpBodyReader.read(matched.request(), "body");
        Message created = version.bufferTask()
                .call(
                        variables.get(0),
                        taskId,
                        method(matched.request()),
                        headers(matched.request(), body.getContentType()),
                        Bytes.wrap(body.getData().toByteArray()));
        return CompletableFuture.completedFuture(writer.write(TASK, created, matched.parameters(), selection));
    }

    @Override
    public String calledMethod() {
        return version.cloudTasks().descriptor().getFullName() + ".BufferTask";
    }

    /** Returns the method of the task. A task cannot have every HTTP method: TRACE and PROPFIND are rejected. */
    private static HttpMethod method(RestRequest request) {
        for (HttpMethod method : HttpMethod.values()) {
            if (method.name().equals(request.method())) {
                return method;
            }
        }
        throw RequestErrors.taskMethod(request.method());
    }

    /** Returns the headers of the task; values of a repeated header are joined by commas. */
    private static Map<String, String> headers(RestRequest request, String contentType) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<String, String> header : request.headers()) {
            if (!DROPPED_HEADERS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                headers.merge(header.getKey(), header.getValue(), (first, second) -> first + "," + second);
            }
        }
        String sent = headers.get(CONTENT_TYPE);
        if (!contentType.isEmpty()
                && (sent == null || !sent.toLowerCase(Locale.ROOT).startsWith(contentType))) {
            headers.put("Content-Type", contentType);
        }
        return headers;
    }
}
