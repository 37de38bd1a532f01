package io.github.cloudtasks.testcontainers;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client of the control API, with the HTTP client of the JDK. */
final class ControlClient {
    /** The time for a response, in addition to a requested wait. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** The time for an advance, which waits for every attempt on the way. */
    private static final Duration ADVANCE_TIMEOUT = Duration.ofMinutes(5);

    private final String host;
    private final int port;
    private final ContainerUri.NameLookup names;

    /**
     * Creates a client for an emulator.
     *
     * @param host the name or address of the Docker host
     */
    ControlClient(String host, int port) {
        this(host, port, InetAddress::getByName);
    }

    ControlClient(String host, int port, ContainerUri.NameLookup names) {
        this.host = host;
        this.port = port;
        this.names = names;
    }

    void reset() {
        post("/reset", "{}", TIMEOUT);
    }

    void awaitIdle(@Nullable String queue, Duration timeout) {
        String chosen = queue == null ? "" : "\"queue\": " + JsonStrings.quoted(queue) + ", ";
        post("/await-idle", "{" + chosen + "\"timeout\": " + seconds(timeout) + "}", timeout.plus(TIMEOUT));
    }

    void advance(Duration by) {
        String json = "{\"by\": " + seconds(by) + ", \"timeout\": " + seconds(ADVANCE_TIMEOUT) + "}";
        post("/time/advance", json, ADVANCE_TIMEOUT.plus(TIMEOUT));
    }

    void saveSnapshot(String name) {
        post("/snapshots", "{\"name\": " + JsonStrings.quoted(name) + ", \"replace\": true}", TIMEOUT);
    }

    void restoreSnapshot(String name) {
        post("/snapshots/" + segment(name) + ":restore", "{}", TIMEOUT);
    }

    void deleteSnapshot(String name) {
        send(request("/snapshots/" + segment(name), TIMEOUT).DELETE().build());
    }

    String snapshots() {
        return send(request("/snapshots", TIMEOUT).GET().build());
    }

    private static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    String attempts() {
        return send(request("/attempts", TIMEOUT).GET().build());
    }

    /**
     * Returns the variables and files for clients elsewhere.
     *
     * @param address at which the clients reach the emulator, {@code HOST:PORT}
     * @param directory of the files, as the clients see it
     * @param existing the environment of the clients
     * @param roots that the clients trust already, in PEM; empty for none
     * @throws IllegalStateException if the emulator has no proxy
     */
    ClientEnvironment environment(String address, String directory, Map<String, String> existing, String roots) {
        return ClientEnvironment.parse(post(
                "/client-environment",
                "{\"address\": %s, \"directory\": %s, \"environment\": %s, \"roots\": %s}"
                        .formatted(
                                JsonStrings.quoted(address),
                                JsonStrings.quoted(directory),
                                JsonStrings.object(existing),
                                JsonStrings.quoted(roots)),
                TIMEOUT));
    }

    private String post(String path, String json, Duration timeout) {
        return send(request(path, timeout)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    private HttpRequest.Builder request(String path, Duration timeout) {
        URI uri;
        try {
            uri = ContainerUri.of(host, port, "/emulator/v1" + path, names);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("The Docker host " + host + " could not be found: " + e.getMessage(), e);
        }
        return HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_1_1).timeout(timeout);
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
            throw new IllegalStateException(request.method() + " " + request.uri() + " returned "
                    + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    /** Returns a duration in the JSON format of Google's APIs, such as {@code "1.5s"}. */
    private static String seconds(Duration duration) {
        BigDecimal seconds = BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
        return "\"" + seconds.stripTrailingZeros().toPlainString() + "s\"";
    }
}
