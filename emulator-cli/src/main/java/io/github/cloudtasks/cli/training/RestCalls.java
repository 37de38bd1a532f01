package io.github.cloudtasks.cli.training;

import io.github.cloudtasks.server.settings.ListenAddress;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The REST calls of {@link TrainingCalls}, over plain sockets. */
final class RestCalls {
    private static final String LOCATION = "projects/training/locations/us-central1";

    private final ListenAddress emulator;
    private final TrainingTarget target;

    RestCalls(ListenAddress emulator, TrainingTarget target) {
        this.emulator = emulator;
        this.target = target;
    }

    /**
     * Makes the calls of one round.
     *
     * @throws IOException if a response is not as expected
     */
    void run(String version, int round) throws IOException, InterruptedException {
        String queues = "/" + version + "/" + LOCATION + "/queues";
        String queue = queues + "/rest-" + version + "-" + round;
        String json = "{'name': '" + queue.substring(version.length() + 2) + "', 'retryConfig': {'maxAttempts': 3}}";
        call("POST", queues, json, 200);
        call("GET", queue, "", 200);
        call("PATCH", queue + "?updateMask=retryConfig.maxAttempts", "{'retryConfig': {'maxAttempts': 5}}", 200);
        call(
                "POST",
                queue + "/tasks",
                "{'task': {'httpRequest': {'url': '" + target.url() + "/rest', 'body': 'aGk='}}}",
                200);
        call("POST", queue + "/tasks", "{'task': {" + withToken() + "}, 'responseView': 'FULL'}", 200);
        target.await(2);
        call("POST", queue + ":pause", "{}", 200);
        call("POST", queue + "/tasks", "{'task': {" + withToken() + "}}", 200);
        call("GET", queue + "/tasks?pageSize=10", "", 200);
        call("GET", queue + "/tasks/missing", "", 404);
        call("POST", queue + "/tasks", "{'task': {'httpRequest': {'url': 'ftp://wrong'}}}", 400);
        call("POST", queue + ":purge", "{}", 200);
        call("GET", queues + "?pageSize=5", "", 200);
        call("GET", "/", "", 200);
        call("GET", "/readyz", "", 200);
        if (version.equals("v2beta2")) {
            lease(queues, "rest-pull-" + round);
        }
        call("DELETE", queue, "", 200);
    }

    private String withToken() {
        return "'httpRequest': {'url': '" + target.url()
                + "/rest', 'headers': {'Content-Type': 'text/plain'}, 'oidcToken': "
                + "{'serviceAccountEmail': 'worker@training.iam.gserviceaccount.com'}}";
    }

    private void lease(String queues, String id) throws IOException {
        call("POST", queues, "{'name': '" + LOCATION + "/queues/" + id + "', 'pullTarget': {}}", 200);
        call("POST", queues + "/" + id + "/tasks", "{'task': {'pullMessage': {'payload': 'aGk='}}}", 200);
        call("POST", queues + "/" + id + "/tasks:lease", "{'maxTasks': 1, 'leaseDuration': '10s'}", 200);
    }

    private void call(String method, String path, String json, int status) throws IOException {
        String body = json.replace('\'', '"');
        List<String> request = List.of(
                method + " " + path + " HTTP/1.1",
                "Host: " + emulator,
                "Content-Type: application/json",
                "Content-Length: " + body.length(),
                "Connection: close",
                "",
                body);
        try (Socket socket = new Socket(emulator.host(), emulator.port())) {
            socket.getOutputStream().write(String.join("\r\n", request).getBytes(StandardCharsets.US_ASCII));
            String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!response.startsWith("HTTP/1.1 " + status + " ")) {
                throw new IOException(method + " " + path + " returned " + response);
            }
        }
    }
}
