package conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.cloud.tasks.v2.CloudTasksClient;
import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.EmulatorSettings;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import org.junit.jupiter.api.Test;

/** The emulator without the extension, for any test framework or program. */
class WithoutJUnitTest {
  private static final String QUEUE = "projects/demo/locations/us-central1/queues/mail";

  @Test
  void it_runs_as_long_as_its_block() throws Exception {
    EmulatorSettings settings = EmulatorSettings.of("--queue", QUEUE);
    try (CloudTasksEmulator emulator = new CloudTasksEmulator(settings).start();
        Target target = new Target()) {
      ManagedChannel channel = ManagedChannelBuilder.forTarget(emulator.endpoint()).usePlaintext().build();
      try (CloudTasksClient client = Client.over(channel)) {
        client.createTask(QUEUE, Client.task(target.url("/work"), "hello"));
        assertEquals("/work hello", target.take());
      } finally {
        channel.shutdownNow();
      }
    }
  }
}
