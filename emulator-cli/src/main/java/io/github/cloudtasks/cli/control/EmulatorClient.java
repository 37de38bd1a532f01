package io.github.cloudtasks.cli.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.cloudtasks.server.environment.EmulatorAddress;
import io.github.cloudtasks.server.environment.EmulatorFacts;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A client of the control API of a running emulator. It uses no proxy, whatever the environment says. Requests have no
 * deadline, because some wait for attempts; connecting has one. Thread-safe.
 */
public final class EmulatorClient implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final String BASE = "/emulator/v1";
    private static final int NOT_FOUND = 404;
    private static final JsonMapper JSON = new JsonMapper();

    private final EmulatorAddress address;

    private final HttpClient http = HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /** Creates a client. It connects with its first request. */
    public EmulatorClient(EmulatorAddress address) {
        this.address = address;
    }

    /** Returns the address of the emulator. */
    public EmulatorAddress address() {
        return address;
    }

    /**
     * Returns the facts that clients of the emulator need.
     *
     * @param seen the address at which the clients reach it, which may differ from that of this process
     * @throws ControlFailure if the emulator cannot be reached
     */
    public EmulatorFacts facts(EmulatorAddress seen) throws ControlFailure {
        JsonNode key = get("/service-account-key");
        // The emulator writes the address of this request.
        String text = key.toPrettyString().replace(address + "/", seen + "/");
        return new EmulatorFacts(seen, key.path("project_id").asText(), text, proxyAuthority());
    }

    /**
     * Returns the certificate that clients of the proxy trust, in PEM; empty if the proxy is off, or if the emulator is
     * of a version that has none.
     *
     * @throws ControlFailure if the emulator cannot be reached
     */
    public String proxyAuthority() throws ControlFailure {
        try {
            return get("/proxy").path("caCertificate").asText();
        } catch (ControlFailure e) {
            if (e.status() == NOT_FOUND) {
                return "";
            }
            throw e;
        }
    }

    /**
     * Returns a response as JSON.
     *
     * @param path below {@code /emulator/v1}
     * @param parameters of the query; those with an empty value are left out
     * @throws ControlFailure if the emulator cannot be reached or refuses the request
     */
    public JsonNode get(String path, Map<String, String> parameters) throws ControlFailure {
        String query = parameters.entrySet().stream()
                .filter(parameter -> !parameter.getValue().isEmpty())
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return json(send(request(path + (query.isEmpty() ? "" : "?" + query)).GET()));
    }

    /**
     * Returns a response as JSON.
     *
     * @param path below {@code /emulator/v1}
     * @throws ControlFailure if the emulator cannot be reached or refuses the request
     */
    public JsonNode get(String path) throws ControlFailure {
        return get(path, Map.of());
    }

    /**
     * Sends fields as a JSON object, and returns the response as JSON.
     *
     * @param path below {@code /emulator/v1}
     * @throws ControlFailure if the emulator cannot be reached or refuses the request
     */
    public JsonNode post(String path, Map<String, Object> fields) throws ControlFailure {
        return post(path, BodyPublishers.ofString(JSON.valueToTree(fields).toString()));
    }

    /**
     * Sends JSON, and returns the response as JSON.
     *
     * @param path below {@code /emulator/v1}
     * @throws ControlFailure if the emulator cannot be reached or refuses the request
     */
    public JsonNode post(String path, BodyPublisher body) throws ControlFailure {
        return json(
                send(request(path).header("Content-Type", "application/json").POST(body)));
    }

    /**
     * Deletes a resource.
     *
     * @param path below {@code /emulator/v1}
     * @throws ControlFailure if the emulator cannot be reached or refuses the request
     */
    public void delete(String path) throws ControlFailure {
        JsonNode unused = json(send(request(path).DELETE()));
    }

    /** Returns a text as one segment of a path. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Returns the body of a response, which may be large. The caller closes it.
     *
     * @param path below {@code /emulator/v1}
     * @throws ControlFailure if the emulator cannot be reached or refuses the request
     */
    public InputStream open(String path) throws ControlFailure {
        HttpResponse<InputStream> response = send(request(path).GET());
        if (response.statusCode() != 200) {
            throw refusal(response);
        }
        return response.body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + BASE + path));
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder request) throws ControlFailure {
        try {
            return http.send(request.build(), BodyHandlers.ofInputStream());
        } catch (ConnectException e) {
            throw new ControlFailure(0, unreachable(e));
        } catch (IOException e) {
            throw new ControlFailure(
                    0, "%s does not answer as the emulator does: %s.".formatted(address.hostAndPort(), reason(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlFailure(0, "Interrupted.");
        }
    }

    private String unreachable(ConnectException e) {
        if (e.getCause() instanceof UnresolvedAddressException
                || (e.getCause() != null && e.getCause().getCause() instanceof UnresolvedAddressException)) {
            return "There is no host %s. Correct the address of --connect.".formatted(address.host());
        }
        return ("No emulator listens on %s. Start one with ./emulator, or give the address of a running one with "
                        + "--connect HOST:PORT.")
                .formatted(address.hostAndPort());
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private JsonNode json(HttpResponse<InputStream> response) throws ControlFailure {
        if (response.statusCode() != 200) {
            throw refusal(response);
        }
        try {
            return JSON.readTree(read(response));
        } catch (JsonProcessingException e) {
            throw stranger(response);
        }
    }

    private ControlFailure refusal(HttpResponse<InputStream> response) throws ControlFailure {
        try {
            JsonNode message = JSON.readTree(read(response)).path("error").path("message");
            return message.isTextual()
                    ? new ControlFailure(response.statusCode(), message.asText())
                    : stranger(response);
        } catch (JsonProcessingException e) {
            return stranger(response);
        }
    }

    private String read(HttpResponse<InputStream> response) throws ControlFailure {
        try (InputStream body = response.body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ControlFailure(0, "%s closed the connection.".formatted(address.hostAndPort()));
        }
    }

    private ControlFailure stranger(HttpResponse<InputStream> response) {
        return new ControlFailure(
                0,
                ("The server on %s is not this emulator: it answered %s with status %d. Give the emulator's address with "
                                + "--connect HOST:PORT.")
                        .formatted(address.hostAndPort(), response.uri().getPath(), response.statusCode()));
    }

    @Override
    public void close() {
        http.close();
    }
}
