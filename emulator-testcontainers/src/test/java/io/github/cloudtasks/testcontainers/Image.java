package io.github.cloudtasks.testcontainers;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** The image under test, set by {@code -Demulator.image}. */
final class Image {
    private Image() {}

    static CloudTasksEmulatorContainer container() {
        return new CloudTasksEmulatorContainer(System.getProperty("emulator.image"));
    }

    static HttpResponse<String> get(CloudTasksEmulatorContainer container, String path) throws Exception {
        return send(container, path, HttpRequest.newBuilder());
    }

    static HttpResponse<String> post(CloudTasksEmulatorContainer container, String path, String json) throws Exception {
        return send(container, path, HttpRequest.newBuilder().POST(BodyPublishers.ofString(json)));
    }

    private static HttpResponse<String> send(
            CloudTasksEmulatorContainer container, String path, HttpRequest.Builder builder) throws Exception {
        HttpRequest request =
                builder.uri(URI.create(container.getRestEndpoint() + path)).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
