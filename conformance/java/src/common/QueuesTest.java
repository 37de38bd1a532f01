package conformance.$api$;

import static conformance.Refusal.ENTITY_MISSING;
import static conformance.Refusal.QUEUE_EXISTS;
import static conformance.Refusal.QUEUE_MISSING;
import static conformance.Refusal.QUEUE_TOO_SOON;
import static conformance.Refusal.refused;
import static conformance.Sink.sink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode.Code;
import com.google.cloud.tasks.$api$.CloudTasksClient;
import com.google.cloud.tasks.$api$.CloudTasksClient.ListQueuesPage;
import com.google.cloud.tasks.$api$.ListQueuesRequest;
import com.google.cloud.tasks.$api$.Queue;
import com.google.cloud.tasks.$api$.QueueName;
import com.google.cloud.tasks.$api$.RetryConfig;
import com.google.protobuf.FieldMask;
import com.google.protobuf.util.Durations;
import com.google.rpc.Help;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Queues. */
@ParameterizedClass
@EnumSource(Transport.class)
class QueuesTest {

  private final Project project;
  private final CloudTasksClient client;

  QueuesTest(Transport transport) {
    project = Project.over(transport);
    client = project.client();
  }

  private List<String> ids(String filter) {
    ListQueuesRequest request =
        ListQueuesRequest.newBuilder().setParent(project.location().toString()).setFilter(filter).build();
    return StreamSupport.stream(client.listQueues(request).iterateAll().spliterator(), false)
        .map(queue -> QueueName.parse(queue.getName()).getQueue())
        .toList();
  }

  @Test
  void createQueue_fills_in_the_defaults() {
    Queue queue = project.create("q");

    assertEquals(project.queue("q").toString(), queue.getName());
    assertEquals(Queue.State.RUNNING, queue.getState());
    assertEquals(new Rates(500, 100, 1000), Rates.of(queue));
    assertEquals(
        RetryConfig.newBuilder()
            .setMaxAttempts(100)
            .setMinBackoff(Durations.fromMillis(100))
            .setMaxBackoff(Durations.fromHours(1))
            .setMaxDoublings(16)
            .build(),
        queue.getRetryConfig());
    assertFalse(queue.hasPurgeTime());
  }

  @Test
  void createQueue_keeps_what_it_is_told() {
    RetryConfig retry = RetryConfig.newBuilder().setMaxAttempts(7).build();

    Queue wanted = Rates.perSecond(project.named("q"), 12.5).setRetryConfig(retry).build();
    Queue queue = client.createQueue(project.location().toString(), wanted);

    assertEquals(12.5, Rates.of(queue).perSecond());
    assertEquals(7, queue.getRetryConfig().getMaxAttempts());
  }

  @Test
  void createQueue_refuses_a_name_in_use() {
    project.create("q");

    refused(Code.ALREADY_EXISTS, QUEUE_EXISTS, () -> project.create("q"));
  }

  @Test
  void createQueue_explains_a_bad_id_with_a_link() {
    ApiException e =
        refused(
            Code.INVALID_ARGUMENT,
            "Queue ID \"under_score\" can contain only letters ([A-Za-z]), numbers ([0-9]), or hyphens (-)."
                + " Queue ID must be between 1 and 100 characters.",
            () -> project.create("under_score"));

    Help help = e.getErrorDetails().getHelp();
    assertEquals("Definition of queue ID", help.getLinks(0).getDescription());
  }

  @Test
  void getQueue_returns_what_createQueue_returned() {
    Queue created = project.create("q");

    assertEquals(created, client.getQueue(project.queue("q")));
    assertEquals(created, client.getQueue(created.getName()));
  }

  @Test
  void getQueue_says_that_a_queue_is_missing() {
    refused(Code.NOT_FOUND, QUEUE_MISSING, () -> client.getQueue(project.queue("none")));
  }

  @Test
  void listQueues_iterates_over_every_page_and_ends_with_an_empty_one() {
    for (String id : List.of("b", "c", "a")) {
      project.create(id);
    }

    ListQueuesRequest twoAtATime =
        ListQueuesRequest.newBuilder().setParent(project.location().toString()).setPageSize(2).build();
    List<Integer> sizes = new ArrayList<>();
    for (ListQueuesPage page : client.listQueues(twoAtATime).iteratePages()) {
      sizes.add(page.getPageElementCount());
    }

    assertEquals(List.of(2, 1, 0), sizes);
    assertEquals(List.of("a", "b", "c"), ids(""));
    assertTrue(client.listQueues(project.location()).getPage().hasNextPage());
  }

  @Test
  void listQueues_filters() {
    project.create("busy");
    client.pauseQueue(QueueName.parse(project.create("quiet").getName()));

    assertEquals(List.of("quiet"), ids("state: PAUSED"));
    refused(Code.INVALID_ARGUMENT, "Field not found: 'bogus'.", () -> ids("bogus = 1"));
  }

  @Test
  void updateQueue_changes_only_the_fields_of_its_mask() {
    project.create("q");
    RetryConfig retry = RetryConfig.newBuilder().setMaxAttempts(9).build();
    Queue wanted = Rates.perSecond(project.named("q"), 50).setRetryConfig(retry).build();

    Queue updated = client.updateQueue(wanted, FieldMask.newBuilder().addPaths(Rates.PER_SECOND_PATH).build());

    assertEquals(new Rates(50, 10, 1000), Rates.of(updated));
    assertEquals(100, updated.getRetryConfig().getMaxAttempts());
    assertEquals(updated, client.getQueue(project.queue("q")));
  }

  @Test
  void updateQueue_makes_a_queue_that_is_missing() {
    Queue updated = client.updateQueue(project.named("q").build(), FieldMask.getDefaultInstance());

    assertEquals(updated, client.getQueue(project.queue("q")));
  }

  @Test
  void updateQueue_refuses_an_unknown_mask_path() {
    FieldMask mask = FieldMask.newBuilder().addPaths("bogus").build();

    refused(Code.INVALID_ARGUMENT, "Invalid mask: bogus", () -> client.updateQueue(project.named("q").build(), mask));
  }

  @Test
  void deleteQueue_removes_it_and_blocks_its_name() {
    QueueName name = project.pausedQueue();
    project.add(name, "t");

    client.deleteQueue(name);

    refused(Code.NOT_FOUND, QUEUE_MISSING, () -> client.getQueue(name));
    refused(Code.FAILED_PRECONDITION, QUEUE_TOO_SOON, () -> project.create("push"));
    refused(Code.NOT_FOUND, ENTITY_MISSING, () -> client.deleteQueue(name.toString()));
  }

  @Test
  void purgeQueue_deletes_the_tasks() {
    QueueName name = project.pausedQueue();
    project.add(name, "a");
    project.add(name, "b");

    Queue purged = client.purgeQueue(name);

    assertTrue(purged.hasPurgeTime());
    assertEquals(Queue.State.PAUSED, purged.getState());
    assertFalse(client.listTasks(name).iterateAll().iterator().hasNext());
    assertEquals(Queue.State.PAUSED, client.purgeQueue(name.toString()).getState());
  }

  @Test
  void pauseQueue_stops_dispatch_and_may_be_repeated() {
    QueueName quiet = project.pausedQueue();
    QueueName busy = QueueName.parse(project.create("busy").getName());

    assertEquals(Queue.State.PAUSED, client.pauseQueue(quiet.toString()).getState());

    project.add(quiet, "waits");
    project.add(busy, "goes");
    assertEquals("goes", sink().await(project.path(), 1).get(0).header("X-CloudTasks-TaskName"));
    assertEquals(1, sink().deliveries(project.path()).size());
  }

  @Test
  void resumeQueue_dispatches_what_has_waited() {
    QueueName name = project.pausedQueue();
    project.add(name, "t");

    assertEquals(Queue.State.RUNNING, client.resumeQueue(name).getState());
    assertEquals(Queue.State.RUNNING, client.resumeQueue(name.toString()).getState());

    sink().await(project.path(), 1);
  }
}
