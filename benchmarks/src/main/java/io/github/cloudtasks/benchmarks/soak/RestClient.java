package io.github.cloudtasks.benchmarks.soak;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A client of the REST API over HTTP/1.1. Calls fail after a minute. Thread-safe. */
final class RestClient implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;

    /**
     * Creates a client.
     *
     * @param address {@code host:port}
     */
    RestClient(String address) {
        this.address = address;
    }

    /**
     * Sends a request.
     *
     * @param path the path and query, with the version
     * @return the body of the response; the future fails if its status is not 200
     */
    CompletableFuture<String> call(String method, String path, String json) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .method(method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                .build();
        return http.sendAsync(request, BodyHandlers.ofString()).thenApply(RestClient::body);
    }

    private static String body(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new CompletionException(
                    new IllegalStateException("status " + response.statusCode() + " " + response.body()));
        }
        return response.body();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
