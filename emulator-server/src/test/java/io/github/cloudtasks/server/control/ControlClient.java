package io.github.cloudtasks.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cloudtasks.emulator.CloudTasksEmulator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** A client of the control API and of the REST API of an emulator. */
final class ControlClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CloudTasksEmulator emulator;
    private final HttpClient http = HttpClient.newHttpClient();

    ControlClient(CloudTasksEmulator emulator) {
        this.emulator = emulator;
    }

    /** Calls the control API, and returns the JSON of a successful response. */
    JsonNode ok(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = send(method, "/emulator/v1/" + path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    /** Calls the control API, and returns the error of a response with this status. */
    JsonNode refused(int status, String method, String path, String body) throws Exception {
        HttpResponse<String> answer = send(method, "/emulator/v1/" + path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body()).get("error");
    }

    /** Calls v2 of the REST API. */
    HttpResponse<String> api(String method, String path, String body) throws Exception {
        return send(method, "/v2/" + path, body);
    }

    HttpResponse<String> send(String method, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(emulator.restEndpoint() + path))
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    @Override
    public void close() {
        http.close();
    }
}
