package io.github.cloudtasks.rest.discovery;

import com.google.api.HttpBody;
import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.model.Bytes;
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
 * Makes a task of a bare HTTP request (documented; no descriptor has it): the body becomes the task's body, the headers
 * become its headers, and any method will do. What belongs to this connection and not to the message stays behind, and
 * so does Authorization, which is for us.
 */
public final class BufferTaskEndpoint implements Endpoint {
    private static final String QUEUE = "/{queue=projects/*/locations/*/queues/*}";
    private static final String WITH_ID = QUEUE + "/tasks/{task_id}:buffer";
    private static final String WITHOUT_ID = QUEUE + "/tasks:buffer";

    private static final String CONTENT_TYPE = "content-type";
    private static final Set<String> STAY_BEHIND = Set.of(
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

    private final ApiVersion version;
    private final ResponseWriter representation;

    private BufferTaskEndpoint(ApiVersion version, ResponseWriter representation) {
        this.version = version;
        this.representation = representation;
    }

    /** The two paths of a version. */
    public static List<Route> routes(ApiVersion version, ResponseWriter representation) {
        BufferTaskEndpoint bufferTask = new BufferTaskEndpoint(version, representation);
        return List.of(
                Route.of(Route.ANY_METHOD, "/" + version.id() + WITH_ID, bufferTask),
                Route.of(Route.ANY_METHOD, "/" + version.id() + WITHOUT_ID, bufferTask));
    }

    /** The path that the discovery documents know. */
    static PathTemplate template(String version) {
        return PathTemplate.parse("/" + version + WITH_ID);
    }

    @Override
    public CompletableFuture<RestResponse> handle(MatchedRequest call) {
        call.rejectParameters();
        List<String> variables = call.variables();
        String taskId = variables.size() > 1 ? variables.get(1) : "";
        HttpBody body = HttpBodyReader.of(call.request(), "body");
        Message task = version.bufferTask()
                .call(
                        variables.get(0),
                        taskId,
                        headers(call.request(), body.getContentType()),
                        Bytes.wrap(body.getData().toByteArray()));
        return CompletableFuture.completedFuture(representation.write("task", task, call.parameters()));
    }

    /** The headers that go with the task; what came more than once is joined by commas. */
    private static Map<String, String> headers(RestRequest request, String contentType) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<String, String> header : request.headers()) {
            if (!STAY_BEHIND.contains(header.getKey().toLowerCase(Locale.ROOT))) {
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
