package io.github.cloudtasks.engine.rules;

import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.model.queue.UriOverride;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The conversion of BufferTask requests to tasks. The URL of the task is that of the queue's HTTP target (documented).
 */
public final class TaskBuffering {
    private TaskBuffering() {}

    /**
     * Returns the task of a BufferTask request.
     *
     * @param taskId empty for a generated id
     * @param method the method of the request, with which the task is delivered (recorded for GET)
     * @throws ApiException FAILED_PRECONDITION if the HTTP target of the queue has no host
     */
    public static NewTask task(Queue queue, String taskId, HttpMethod method, Map<String, String> headers, Bytes body) {
        HttpTarget target = queue.target() instanceof PushTarget push ? push.httpTarget() : null;
        UriOverride uri = target == null ? null : target.uriOverride();
        if (target == null || uri == null || uri.host() == null) {
            // The error is documented, its code and message are inferred.
            throw ApiException.failedPrecondition(
                    "Tasks can only be buffered in a queue whose HttpTarget overrides the host: queue '%s' does not."
                            .formatted(queue.name()));
        }
        String name = taskId.isEmpty() ? "" : queue.name().task(taskId).toString();
        HttpMethod stored = stored(method, target.httpMethod(), body);
        return new NewTask(name, new HttpRequest(url(uri), stored, headers, body, null), null, null, null);
    }

    /**
     * Returns the method that the task stores: that of the request. The method of the queue replaces it when the task
     * is dispatched. It also does here if only the queue's method can have the body; a stored task must be valid.
     */
    private static HttpMethod stored(HttpMethod method, @Nullable HttpMethod ofQueue, Bytes body) {
        boolean needsOther = !body.isEmpty() && !method.takesBody();
        return needsOther && ofQueue != null && ofQueue.takesBody() ? ofQueue : method;
    }

    private static String url(UriOverride uri) {
        StringBuilder url = new StringBuilder(uri.scheme() == UriOverride.Scheme.HTTP ? "http://" : "https://");
        url.append(uri.host());
        if (uri.port() != null && uri.port() != 0) {
            url.append(':').append(uri.port());
        }
        String path = uri.path();
        if (path != null && !path.isEmpty()) {
            url.append(path.startsWith("/") ? "" : "/").append(path);
        }
        String query = uri.query();
        if (query != null && !query.isEmpty()) {
            url.append(query.startsWith("?") ? "" : "?").append(query);
        }
        return url.toString();
    }
}
