package io.github.cloudtasks.server.contract;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Help;
import com.google.rpc.LocalizedMessage;
import com.google.rpc.Status;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A REST transport on a real socket. It uses protobuf's JSON library and its own table of paths, so that it shares no
 * code with the emulator.
 */
final class RestContractTransport implements ContractTransport {
    private static final TypeRegistry DETAILS = TypeRegistry.newBuilder()
            .add(ErrorInfo.getDescriptor())
            .add(Help.getDescriptor())
            .add(LocalizedMessage.getDescriptor())
            .add(BadRequest.getDescriptor())
            .build();
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().omittingInsignificantWhitespace();
    private static final JsonFormat.Parser PARSER = JsonFormat.parser().usingTypeRegistry(DETAILS);

    /** The HTTP status of each API error code. */
    static final Map<Code, Integer> HTTP = Map.of(
            Code.INVALID_ARGUMENT, 400,
            Code.FAILED_PRECONDITION, 400,
            Code.PERMISSION_DENIED, 403,
            Code.NOT_FOUND, 404,
            Code.ALREADY_EXISTS, 409,
            Code.ABORTED, 409,
            Code.RESOURCE_EXHAUSTED, 429);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String version;
    private final String root;
    private final Runnable whenClosed;

    RestContractTransport(String version, String endpoint, Runnable whenClosed) {
        this.version = version;
        this.root = "http://" + endpoint;
        this.whenClosed = whenClosed;
    }

    /**
     * Returns null: only errors about an empty resource name contain the method, and REST has no path for an empty
     * name.
     */
    @Override
    public @Nullable String methodName(String rpc) {
        return null;
    }

    @Override
    public <T extends Message> T call(String method, Message request, T response) {
        JsonObject fields = json(request);
        return switch (method) {
            case "ListQueues" -> get(take(fields, "parent") + "/queues", fields, response);
            case "GetQueue", "GetTask", "GetLocation" -> get(take(fields, "name"), fields, response);
            case "ListTasks" -> get(take(fields, "parent") + "/tasks", fields, response);
            case "ListLocations" -> get(take(fields, "name") + "/locations", fields, response);
            case "CreateQueue" -> send("POST", take(fields, "parent") + "/queues", "", fields.get("queue"), response);
            case "UpdateQueue" -> patch(fields, response);
            case "DeleteQueue", "DeleteTask" -> send("DELETE", take(fields, "name"), "", null, response);
            case "PurgeQueue" -> post(take(fields, "name") + ":purge", fields, response);
            case "PauseQueue" -> post(take(fields, "name") + ":pause", fields, response);
            case "ResumeQueue" -> post(take(fields, "name") + ":resume", fields, response);
            case "GetIamPolicy" -> post(take(fields, "resource") + ":getIamPolicy", fields, response);
            case "SetIamPolicy" -> post(take(fields, "resource") + ":setIamPolicy", fields, response);
            case "TestIamPermissions" -> post(take(fields, "resource") + ":testIamPermissions", fields, response);
            case "CreateTask" -> post(take(fields, "parent") + "/tasks", fields, response);
            case "LeaseTasks" -> post(take(fields, "parent") + "/tasks:lease", fields, response);
            case "AcknowledgeTask" -> post(take(fields, "name") + ":acknowledge", fields, response);
            case "RenewLease" -> post(take(fields, "name") + ":renewLease", fields, response);
            case "CancelLease" -> post(take(fields, "name") + ":cancelLease", fields, response);
            case "RunTask" -> post(take(fields, "name") + ":run", fields, response);
            default -> throw new UnsupportedOperationException(method);
        };
    }

    @Override
    public void uploadYaml(String appId, String yaml) {
        HttpResponse<String> response =
                exchange(HttpRequest.newBuilder(URI.create(root + "/api/queue/update?appId=" + encoded(appId)))
                        .header("Content-Type", "application/octet-stream")
                        .POST(BodyPublishers.ofString(yaml)));
        read(response, com.google.protobuf.Empty.getDefaultInstance());
    }

    @Override
    public <T extends Message> T bufferTask(
            String queue, String taskId, HttpMethod method, Map<String, String> headers, Bytes body, T responseType) {
        String path = queue + (taskId.isEmpty() ? "/tasks:buffer" : "/tasks/" + taskId + ":buffer");
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path, ""))
                .method(method.name(), BodyPublishers.ofByteArray(body.toByteArray()));
        headers.forEach(request::header);
        HttpResponse<String> response = exchange(request);
        String task = response.body();
        if (response.statusCode() == 200) {
            task = JsonParser.parseString(task).getAsJsonObject().get("task").toString();
        }
        return read(response.statusCode(), task, responseType);
    }

    @Override
    public void close() {
        http.close();
        whenClosed.run();
    }

    private <T extends Message> T get(String path, JsonObject parameters, T response) {
        StringBuilder query = new StringBuilder();
        for (Map.Entry<String, JsonElement> parameter : parameters.entrySet()) {
            query.append(query.isEmpty() ? "?" : "&").append(parameter.getKey()).append('=');
            query.append(encoded(parameter.getValue().getAsString()));
        }
        return send("GET", path, query.toString(), null, response);
    }

    private <T extends Message> T post(String path, JsonObject body, T response) {
        return send("POST", path, "", body, response);
    }

    private <T extends Message> T patch(JsonObject fields, T response) {
        JsonObject queue = fields.getAsJsonObject("queue");
        String name = take(queue, "name");
        JsonElement mask = fields.get("updateMask");
        return send("PATCH", name, mask == null ? "" : "?updateMask=" + encoded(mask.getAsString()), queue, response);
    }

    private <T extends Message> T send(String verb, String path, String query, @Nullable JsonElement body, T response) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path, query));
        if (body == null) {
            request.method(verb, BodyPublishers.noBody());
        } else {
            request.method(verb, BodyPublishers.ofString(body.toString())).header("Content-Type", "application/json");
        }
        return read(exchange(request), response);
    }

    private HttpResponse<String> exchange(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("no response", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static <T extends Message> T read(HttpResponse<String> response, T responseType) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (!type.equalsIgnoreCase("application/json; charset=UTF-8")) {
            throw new AssertionError("content type " + type);
        }
        return read(response.statusCode(), response.body(), responseType);
    }

    private static <T extends Message> T read(int httpStatus, String body, T response) {
        if (httpStatus != 200) {
            throw RejectedCall.of(status(httpStatus, body));
        }
        @SuppressWarnings("unchecked") // A message's builder builds messages of its type.
        T parsed = (T) parsed(body, response.newBuilderForType());
        return parsed;
    }

    /** Returns the status of an error envelope, and checks that its three representations of the code agree. */
    private static Status status(int httpStatus, String body) {
        JsonObject error = JsonParser.parseString(body).getAsJsonObject().getAsJsonObject("error");
        Code code = Code.valueOf(error.get("status").getAsString());
        if (error.get("code").getAsInt() != httpStatus || HTTP.get(code) != httpStatus) {
            throw new AssertionError("HTTP " + httpStatus + " with " + body);
        }
        JsonObject status = new JsonObject();
        status.addProperty("code", code.getNumber());
        status.add("message", error.get("message"));
        if (error.has("details")) {
            status.add("details", error.get("details"));
        }
        return (Status) parsed(status.toString(), Status.newBuilder());
    }

    private static Message parsed(String json, Message.Builder message) {
        try {
            PARSER.merge(json, message);
            return message.build();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(
                    "not the JSON of a " + message.getDescriptorForType().getName() + ": " + json, e);
        }
    }

    private static JsonObject json(Message message) {
        try {
            return JsonParser.parseString(PRINTER.print(message)).getAsJsonObject();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static String take(JsonObject fields, String name) {
        return fields.remove(name).getAsString();
    }

    private URI uri(String path, String query) {
        StringBuilder encoded = new StringBuilder(root).append('/').append(version);
        for (String segment : path.split("/", -1)) {
            // A path may contain a colon, and has one before a custom verb.
            encoded.append('/').append(encoded(segment).replace("%3A", ":"));
        }
        return URI.create(encoded.append(query).toString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
