package conformance.$api$;

import static conformance.Eventually.eventually;
import static conformance.Refusal.ENTITY_MISSING;
import static conformance.Refusal.QUEUE_MISSING;
import static conformance.Refusal.TASK_EXISTS;
import static conformance.Refusal.TASK_GONE;
import static conformance.Refusal.refused;
import static conformance.Sink.sink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode.Code;
import com.google.cloud.tasks.$api$.CloudTasksClient;
import com.google.cloud.tasks.$api$.CloudTasksClient.ListTasksPage;
import com.google.cloud.tasks.$api$.CreateTaskRequest;
import com.google.cloud.tasks.$api$.GetTaskRequest;
import com.google.cloud.tasks.$api$.HttpMethod;
import com.google.cloud.tasks.$api$.HttpRequest;
import com.google.cloud.tasks.$api$.ListTasksRequest;
import com.google.cloud.tasks.$api$.QueueName;
import com.google.cloud.tasks.$api$.Task;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import conformance.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tasks. */
@ParameterizedClass
@EnumSource(Transport.class)
class TasksTest {

  private static final long HOUR_MILLIS = 3_600_000;

  private final Project project;
  private final CloudTasksClient client;

  TasksTest(Transport transport) {
    project = Project.over(transport);
    client = project.client();
  }

  private Timestamp inAnHour() {
    return Timestamps.fromMillis(System.currentTimeMillis() + HOUR_MILLIS);
  }

  @Test
  void createTask_fills_in_an_HTTP_task_in_the_basic_view() {
    QueueName queue = project.pausedQueue();

    Task task = client.createTask(queue, project.httpTask().build());

    assertTrue(task.getName().matches(queue + "/tasks/\\d+"), task.getName());
    assertEquals(Task.View.BASIC, task.getView());
    assertTrue(task.getHttpRequest().getBody().isEmpty());
    assertEquals(HttpMethod.POST, task.getHttpRequest().getHttpMethod());
    assertEquals(Map.of("User-Agent", "Google-Cloud-Tasks"), task.getHttpRequest().getHeadersMap());
    assertTrue(task.hasScheduleTime());
    assertEquals(0, task.getCreateTime().getNanos());
  }

  @Test
  void createTask_returns_the_body_in_the_full_view() {
    CreateTaskRequest request =
        CreateTaskRequest.newBuilder()
            .setParent(project.pausedQueue().toString())
            .setTask(project.httpTask())
            .setResponseView(Task.View.FULL)
            .build();

    Task task = client.createTask(request);

    assertEquals(Task.View.FULL, task.getView());
    assertEquals("work", task.getHttpRequest().getBody().toStringUtf8());
  }

  @Test
  void createTask_keeps_a_schedule_time_to_the_microsecond() {
    Timestamp later = inAnHour().toBuilder().setNanos(123_456_000).build();

    Task task = client.createTask(project.pausedQueue().toString(), project.httpTask().setScheduleTime(later).build());

    assertEquals(later, task.getScheduleTime());
  }

  @Test
  void createTask_refuses_a_name_in_use_and_a_name_used_lately() {
    QueueName queue = project.pausedQueue();
    Task task = project.add(queue, "once");

    refused(Code.ALREADY_EXISTS, TASK_EXISTS, () -> project.add(queue, "once"));

    client.deleteTask(task.getName());
    ApiException e = refused(Code.ALREADY_EXISTS, () -> project.add(queue, "once"));
    assertTrue(Refusal.text(e).startsWith("The task cannot be created because a task with this name existed too recently."));
  }

  @Test
  void createTask_refuses_tasks_that_cannot_be_sent() {
    QueueName queue = project.pausedQueue();
    Map<String, Task> tasks =
        Map.of(
            "Task.payload_type is not set.", Task.getDefaultInstance(),
            "HttpRequest.url is required.", Task.newBuilder().setHttpRequest(HttpRequest.getDefaultInstance()).build(),
            "HttpTarget.url must start with 'http://' or 'https://'.", to("ftp://example.com/"));

    tasks.forEach((text, task) -> refused(Code.INVALID_ARGUMENT, text, () -> client.createTask(queue, task)));
  }

  private static Task to(String url) {
    return Task.newBuilder().setHttpRequest(HttpRequest.newBuilder().setUrl(url)).build();
  }

  @Test
  void createTask_says_that_the_queue_is_missing() {
    refused(Code.NOT_FOUND, QUEUE_MISSING, () -> project.add(project.queue("none"), "t"));
  }

  @Test
  void getTask_shows_the_body_only_in_the_full_view() {
    Task created = project.add(project.pausedQueue(), "t");

    Task full =
        client.getTask(GetTaskRequest.newBuilder().setName(created.getName()).setResponseView(Task.View.FULL).build());

    assertEquals(created, client.getTask(project.task("push", "t")));
    assertEquals(Task.View.FULL, full.getView());
    assertEquals("work", full.getHttpRequest().getBody().toStringUtf8());
  }

  @Test
  void getTask_says_that_a_task_is_missing_or_gone() {
    Task task = project.add(project.pausedQueue(), "t");
    client.deleteTask(task.getName());

    refused(Code.NOT_FOUND, ENTITY_MISSING, () -> client.getTask(project.task("push", "none")));
    refused(Code.NOT_FOUND, TASK_GONE, () -> client.getTask(task.getName()));
  }

  @Test
  void listTasks_iterates_over_every_page_and_ends_with_an_empty_one() {
    QueueName queue = project.pausedQueue();
    for (String id : List.of("a", "b", "c")) {
      project.add(queue, id);
    }

    ListTasksRequest twoAtATime =
        ListTasksRequest.newBuilder().setParent(queue.toString()).setPageSize(2).setResponseView(Task.View.FULL).build();
    List<Integer> sizes = new ArrayList<>();
    for (ListTasksPage page : client.listTasks(twoAtATime).iteratePages()) {
      sizes.add(page.getPageElementCount());
      page.getValues().forEach(task -> assertEquals("work", task.getHttpRequest().getBody().toStringUtf8()));
    }

    assertEquals(List.of(2, 1, 0), sizes);
    List<String> names = new ArrayList<>();
    client.listTasks(queue.toString()).iterateAll().forEach(task -> names.add(task.getName()));
    names.sort(null);
    assertEquals(List.of(queue + "/tasks/a", queue + "/tasks/b", queue + "/tasks/c"), names);
  }

  @Test
  void deleteTask_removes_it() {
    QueueName queue = project.pausedQueue();
    project.add(queue, "t");

    client.deleteTask(project.task("push", "t"));

    assertFalse(client.listTasks(queue).iterateAll().iterator().hasNext());
    refused(Code.NOT_FOUND, ENTITY_MISSING, () -> client.deleteTask(project.task("push", "t")));
  }

  @Test
  void runTask_dispatches_a_task_of_the_future_on_a_paused_queue() {
    QueueName queue = project.pausedQueue();
    Task task = client.createTask(queue, project.httpTask().setScheduleTime(inAnHour()).build());

    Task ran = client.runTask(task.getName());

    assertEquals(1, Attempts.dispatched(ran));
    assertEquals(task.getScheduleTime(), ran.getScheduleTime());
    sink().await(project.path(), 1);
    project.gone(task.getName());
    refused(Code.NOT_FOUND, ENTITY_MISSING, () -> client.runTask(task.getName()));
  }

  @Test
  void runTask_shows_how_an_attempt_failed() {
    project.add(project.pausedQueue(), "t");
    sink().answer(project.path(), 418);

    client.runTask(project.task("push", "t"));

    Task failed = eventually(() -> client.getTask(project.task("push", "t")), task -> Attempts.answered(task) == 1);
    assertEquals(1, Attempts.dispatched(failed));
    assertEquals("FAILED_PRECONDITION(9): HTTP status code 418", Attempts.lastStatus(failed));
  }
}
