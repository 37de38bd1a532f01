package io.github.cloudtasks.rest.firebase;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cloudtasks.rest.json.JsonTrees;
import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.ErrorResponses;
import io.github.cloudtasks.rest.routing.MatchedRequest;
import io.github.cloudtasks.rest.routing.QueryParameters;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.RestRequest;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The request by which the functions emulator announces a task queue function to the tasks emulator of the Firebase
 * tools: {@code POST} to the name of the queue, with the options of the function (seen in their source). It creates the
 * queue or updates its settings, and sets the URL of tasks without one. Options that the function does not set have the
 * values with which the Firebase tools deploy it.
 *
 * @param updateQueue the endpoint of UpdateQueue, which creates a missing queue
 */
record QueueRegistration(Endpoint updateQueue, FunctionUrls urls, ResponseWriter writer) implements Endpoint {
    private static final int OK = 200;

    /** The longest URL of a task. */
    private static final int MAX_URL_LENGTH = 2083;

    private static final QueryParameters MASK = QueryParameters.parse("updateMask=rateLimits,retryConfig");

    @Override
    public CompletableFuture<RestResponse> handle(MatchedRequest matched) {
        ObjectNode options = read(matched.request().body());
        if (options == null || options.path("defaultUri").asText().length() > MAX_URL_LENGTH) {
            return CompletableFuture.completedFuture(ErrorResponses.json(
                    400,
                    "The body must be a JSON object with the options of a task queue function, and \"defaultUri\" a URL of"
                            + " at most " + MAX_URL_LENGTH + " characters.",
                    "INVALID_ARGUMENT"));
        }
        String url = options.path("defaultUri").asText();
        String queue = matched.variables().getFirst();
        ObjectNode settings = settings(options);
        return updateQueue.handle(update(matched, queue, settings)).thenApply(response -> {
            if (response.status() != OK) {
                return response;
            }
            urls.register(queue, url);
            ObjectNode registered = JsonNodeFactory.instance.objectNode();
            registered.set("taskQueueConfig", settings.put("defaultUri", url));
            return writer.write(registered, matched.parameters());
        });
    }

    @Override
    public @Nullable String calledMethod() {
        return updateQueue.calledMethod();
    }

    private static @Nullable ObjectNode read(byte[] body) {
        try {
            return JsonTrees.read(body) instanceof ObjectNode object ? object : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static MatchedRequest update(MatchedRequest matched, String queue, ObjectNode settings) {
        RestRequest request = matched.request();
        RestRequest patch = new RestRequest(
                request.scheme(),
                "PATCH",
                request.path(),
                "",
                EmptyHttpHeaders.INSTANCE,
                settings.toString().getBytes(StandardCharsets.UTF_8),
                null);
        return new MatchedRequest(patch, MASK, matched.parameters(), List.of(queue));
    }

    /** Returns the fields of a Queue for the options of a function. */
    private static ObjectNode settings(ObjectNode options) {
        JsonNode rates = options.path("rateLimits");
        JsonNode retries = options.path("retryConfig");
        ObjectNode queue = JsonNodeFactory.instance.objectNode();
        ObjectNode rate = queue.putObject("rateLimits");
        rate.set("maxConcurrentDispatches", or(rates.path("maxConcurrentDispatches"), 1000));
        rate.set("maxDispatchesPerSecond", or(rates.path("maxDispatchesPerSecond"), 500));
        ObjectNode retry = queue.putObject("retryConfig");
        retry.set("maxAttempts", or(retries.path("maxAttempts"), 3));
        retry.set("maxDoublings", or(retries.path("maxDoublings"), 16));
        retry.put("minBackoff", seconds(or(retries.path("minBackoffSeconds"), 0.1)));
        retry.put("maxBackoff", seconds(or(retries.path("maxBackoffSeconds"), 3600)));
        JsonNode duration = retries.path("maxRetrySeconds");
        if (!isMissing(duration)) {
            retry.put("maxRetryDuration", seconds(duration));
        }
        return queue;
    }

    private static JsonNode or(JsonNode value, double otherwise) {
        if (!isMissing(value)) {
            return value;
        }
        return otherwise == Math.rint(otherwise)
                ? JsonNodeFactory.instance.numberNode((int) otherwise)
                : JsonNodeFactory.instance.numberNode(otherwise);
    }

    private static boolean isMissing(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static String seconds(JsonNode number) {
        return (number.isNumber() ? number.decimalValue().toPlainString() : number.asText()) + "s";
    }
}
