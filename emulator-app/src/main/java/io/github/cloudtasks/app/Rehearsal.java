package io.github.cloudtasks.app;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Starts the program, has it do a little of everything, and ends. A JVM that is told to archive the classes that it
 * loads writes what makes later starts faster; {@code ./emulator} does so after a build.
 */
final class Rehearsal {
  private static final String LOCATION = "projects/rehearsal/locations/us-central1";

  private final CloudTasksEmulator emulator;

  private Rehearsal(CloudTasksEmulator emulator) {
    this.emulator = emulator;
  }

  public static void main(String[] arguments) throws IOException {
    Options options = Options.parse(List.of("--port", "0", "--log-level", "error"), Map.of());
    try (CloudTasksEmulator emulator = Main.start(options)) {
      new Rehearsal(emulator).play();
    }
  }

  private void play() throws IOException {
    String queues = LOCATION + "/queues";
    post(queues, "{\"name\": \"" + queues + "/pull\", \"pullTarget\": {}}");
    post(queues + "/pull/tasks", "{\"task\": {\"pullMessage\": {\"payload\": \"aGk=\"}}}");
    post(queues + "/pull/tasks:lease", "{\"maxTasks\": 1, \"leaseDuration\": \"10s\"}");
    post(queues, "{\"name\": \"" + queues + "/push\"}");
    post(
        queues + "/push/tasks",
        "{\"task\": {\"httpRequest\": {\"url\": \"http://" + emulator.endpoint() + "\", \"oidcToken\": "
            + "{\"serviceAccountEmail\": \"worker@rehearsal.iam.gserviceaccount.com\"}}}}");
    checkHealth();
  }

  private void post(String path, String body) throws IOException {
    List<String> request =
        List.of(
            "POST /v2beta2/" + path + " HTTP/1.1",
            "Host: " + emulator.endpoint(),
            "Content-Type: application/json",
            "Content-Length: " + body.length(),
            "Connection: close",
            "",
            body);
    try (Socket socket = new Socket(emulator.host(), emulator.port())) {
      socket.getOutputStream().write(String.join("\r\n", request).getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!answer.startsWith("HTTP/1.1 200 ")) {
        throw new IOException(path + " was answered with " + answer);
      }
    }
  }

  private void checkHealth() {
    ManagedChannel channel = NettyChannelBuilder.forTarget(emulator.endpoint()).usePlaintext().build();
    try {
      ClientCalls.blockingUnaryCall(
          channel, HealthGrpc.getCheckMethod(), CallOptions.DEFAULT, HealthCheckRequest.getDefaultInstance());
    } finally {
      channel.shutdownNow();
    }
  }
}
