package io.github.cloudtasks.rest.firebase;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.MatchedRequest;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.RestResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;

/**
 * CreateTask as two kinds of clients read its answer. The service's answer is the task. The emulator of the Firebase
 * tools has the task inside a field {@code task}, its name behind a slash, and the Python SDK looks for the name there
 * and cuts off the slash (seen in its source). So the answer is the task, with such a field beside its own.
 */
record CreateTaskEndpoint(Endpoint createTask, ResponseWriter representation) implements Endpoint {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public CompletableFuture<RestResponse> handle(MatchedRequest call) {
        return createTask.handle(call).thenApply(response -> withTask(response, call));
    }

    private RestResponse withTask(RestResponse answer, MatchedRequest call) {
        if (!answer.contentType().equals(RestResponse.JSON) || !(read(answer) instanceof ObjectNode task)) {
            return answer;
        }
        JsonNode name = task.get("name");
        if (name == null) {
            // The client has asked for other fields only.
            return answer;
        }
        task.putObject("task").put("name", "/" + name.textValue());
        return representation.write(task, call.parameters());
    }

    private static JsonNode read(RestResponse answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An answer is no JSON", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
