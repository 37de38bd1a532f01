package io.github.cloudtasks.testcontainers;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The emulator's test control, over HTTP with what the JDK has. Each call is by itself: tests are not in a hurry. */
final class TestControl {
    /** How long the emulator may take to answer, beyond what it was asked to wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How long it may take on its way through time, where it waits for each attempt that it meets. */
    private static final Duration PATIENCE_ON_THE_WAY = Duration.ofMinutes(5);

    private final URI endpoint;

    /** The control of the emulator whose paths begin so. */
    TestControl(URI endpoint) {
        this.endpoint = endpoint;
    }

    void reset() {
        post("/reset", "{}", PATIENCE);
    }

    void awaitIdle(@Nullable String queue, Duration timeout) {
        String chosen = queue == null ? "" : "\"queue\": " + quoted(queue) + ", ";
        post("/await-idle", "{" + chosen + "\"timeout\": " + seconds(timeout) + "}", timeout.plus(PATIENCE));
    }

    void advance(Duration by) {
        String json = "{\"by\": " + seconds(by) + ", \"timeout\": " + seconds(PATIENCE_ON_THE_WAY) + "}";
        post("/time/advance", json, PATIENCE_ON_THE_WAY.plus(PATIENCE));
    }

    String attempts() {
        return send(request("/attempts", PATIENCE).GET().build());
    }

    private void post(String path, String json, Duration patience) {
        send(request(path, patience)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    private HttpRequest.Builder request(String path, Duration patience) {
        return HttpRequest.newBuilder(URI.create(endpoint + path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(patience);
    }

    private static String send(HttpRequest request) {
        HttpResponse<String> response;
        try {
            response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(request.uri() + " could not be called: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(request.uri() + " was interrupted", e);
        }
        if (response.statusCode() != 200) {
            throw new IllegalStateException(request.method() + " " + request.uri() + " answered "
                    + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    /** A duration as JSON has it in Google's APIs: {@code "1.5s"}. */
    private static String seconds(Duration duration) {
        BigDecimal seconds = BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
        return "\"" + seconds.stripTrailingZeros().toPlainString() + "s\"";
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
