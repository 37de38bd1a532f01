package conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.cloud.tasks.v2.Queue;
import com.google.cloud.tasks.v2.Task;
import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.RecordedAttempt;
import io.github.cloudtasks.junit5.EmulatedCloudTasks;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The official client against what the extension injects. */
class InjectedTest {
  private static final String LOCATION = "projects/demo/locations/us-central1";
  private static final String MAIL = LOCATION + "/queues/mail";

  @EmulatedCloudTasks(project = "demo", queues = "mail,min-backoff=3600s")
  static CloudTasksEmulator emulator;

  @EmulatedCloudTasks static ManagedChannel channel;

  private CloudTasksClient client;
  private Target target;

  @BeforeEach
  void start() throws Exception {
    emulator.reset();
    client = Client.over(channel);
    target = new Target();
  }

  @AfterEach
  void stop() {
    client.close();
    target.close();
  }

  @Test
  void a_task_reaches_the_server_of_the_test_and_its_attempt_can_be_taken() throws Exception {
    Task created = client.createTask(MAIL, Client.task(target.url("/work"), "hello"));

    assertEquals("/work hello", target.take());
    RecordedAttempt attempt = emulator.takeAttempt(Duration.ofSeconds(10));
    assertEquals(created.getName(), attempt.task().toString());
    assertFalse(client.listTasks(MAIL).iterateAll().iterator().hasNext());
  }

  @Test
  void a_retry_of_the_next_hour_comes_when_time_advances() throws Exception {
    target.answersWith(503);
    client.createTask(MAIL, Client.task(target.url("/again"), ""));
    target.take();
    emulator.takeAttempt(Duration.ofSeconds(10));
    target.answersWith(200);
    Instant before = emulator.now();

    emulator.advance(Duration.ofMinutes(61));

    assertEquals("/again ", target.take());
    assertTrue(Duration.between(before, emulator.now()).toMinutes() >= 61);
    emulator.awaitIdle(Duration.ofSeconds(10));
    assertFalse(client.listTasks(MAIL).iterateAll().iterator().hasNext());
  }

  @Test
  void a_reset_leaves_what_was_there_after_the_start() {
    client.createQueue(LOCATION, Queue.newBuilder().setName(LOCATION + "/queues/other").build());

    emulator.reset();

    int queues = 0;
    for (Queue queue : client.listQueues(LOCATION).iterateAll()) {
      assertEquals(MAIL, queue.getName());
      queues++;
    }
    assertEquals(1, queues);
  }

  @Test
  void a_channel_of_ones_own_and_a_REST_client_see_the_same(
      @EmulatedCloudTasks String endpoint, @EmulatedCloudTasks URI rest) throws Exception {
    ManagedChannel own = ManagedChannelBuilder.forTarget(endpoint).usePlaintext().build();
    try (CloudTasksClient other = Client.over(own)) {
      assertEquals(MAIL, other.getQueue(MAIL).getName());
    } finally {
      own.shutdownNow();
    }
    HttpRequest request = HttpRequest.newBuilder(rest.resolve("/v2/" + MAIL)).build();
    assertTrue(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body().contains(MAIL));
  }

  @Test
  void what_the_emulator_knows_can_be_read() {
    assertTrue(emulator.diagnostics().contains(MAIL));
  }
}
