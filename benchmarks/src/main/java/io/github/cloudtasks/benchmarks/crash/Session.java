package io.github.cloudtasks.benchmarks.crash;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Message;
import io.github.cloudtasks.benchmarks.load.CloudTasksClient;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The calls to one process of the emulator, until it is killed. Thread-safe. */
final class Session implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final int CONNECTIONS = 1;

    private final History history;
    private final int process;
    private final String address;
    private final CloudTasksClient grpc;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile boolean killed;

    /** Thrown if a call was under way when the process was killed, so that it may have happened or not. */
    static final class KilledException extends RuntimeException {
        private static final long serialVersionUID = 1;

        KilledException(Throwable cause) {
            super(cause);
        }
    }

    /**
     * Creates connections, which are opened by the first calls.
     *
     * @param process the number of the process
     * @param address {@code host:port}
     */
    Session(History history, int process, String address) {
        this.history = history;
        this.process = process;
        this.address = address;
        this.grpc = new CloudTasksClient(address, CONNECTIONS);
    }

    /** Returns the number of the process. */
    int process() {
        return process;
    }

    /** Notes that the process is about to be killed. Calls may fail from now on. */
    void killing() {
        killed = true;
    }

    boolean isKilled() {
        return killed;
    }

    /**
     * Makes a call over gRPC.
     *
     * @throws KilledException if it was under way when the process was killed
     * @throws StatusRuntimeException if it was answered with an error
     */
    <Q extends Message, R extends Message> R call(String version, String method, Q request, R prototype) {
        try {
            R response = grpc.call(version, method, request, prototype);
            history.answered(method + " (" + version + ")");
            return response;
        } catch (StatusRuntimeException e) {
            Status.Code code = e.getStatus().getCode();
            boolean transport = switch (code) {
                case UNAVAILABLE, CANCELLED, UNKNOWN, INTERNAL -> true;
                default -> false;
            };
            throw killed && transport ? new KilledException(e) : e;
        }
    }

    /**
     * Makes a call over REST.
     *
     * @param method the method of HTTP
     * @param path the path and query, with the version
     * @param kind the name of the call in the table
     * @throws KilledException if it was under way when the process was killed
     * @throws StatusRuntimeException if it was answered with an error
     */
    JsonNode rest(String kind, String method, String path, JsonNode body) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
                .build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            JsonNode json = JSON.readTree(response.body());
            if (response.statusCode() != 200) {
                throw failure(response.statusCode(), json);
            }
            history.answered(kind + " (REST)");
            return json;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(path + " has a response that is no JSON", e);
        } catch (IOException e) {
            throw killed
                    ? new KilledException(e)
                    : Status.UNAVAILABLE.withDescription(String.valueOf(e)).asRuntimeException();
        }
    }

    /** Returns the error of a part of a batch, which is a message {@code google.rpc.Status}. */
    static StatusRuntimeException failure(JsonNode status) {
        return Status.fromCodeValue(status.path("code").asInt())
                .withDescription(status.path("message").asText())
                .asRuntimeException();
    }

    private static StatusRuntimeException failure(int code, JsonNode json) {
        String status = json.path("error").path("status").asText();
        for (Status.Code each : Status.Code.values()) {
            if (each.name().equals(status)) {
                return each.toStatus()
                        .withDescription(json.path("error").path("message").asText())
                        .asRuntimeException();
            }
        }
        return Status.UNKNOWN.withDescription("HTTP " + code + " " + json).asRuntimeException();
    }

    @Override
    public void close() {
        grpc.close();
        http.shutdownNow();
    }
}
