package conformance.v2beta2;

import static conformance.Refusal.TASK_GONE;
import static conformance.Refusal.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.api.gax.rpc.StatusCode.Code;
import com.google.cloud.tasks.v2beta2.AcknowledgeTaskRequest;
import com.google.cloud.tasks.v2beta2.CancelLeaseRequest;
import com.google.cloud.tasks.v2beta2.CloudTasksClient;
import com.google.cloud.tasks.v2beta2.LeaseTasksRequest;
import com.google.cloud.tasks.v2beta2.PullMessage;
import com.google.cloud.tasks.v2beta2.PullTarget;
import com.google.cloud.tasks.v2beta2.QueueName;
import com.google.cloud.tasks.v2beta2.RenewLeaseRequest;
import com.google.cloud.tasks.v2beta2.Task;
import com.google.cloud.tasks.v2beta2.TaskName;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Pull queues and leases. */
@ParameterizedClass
@EnumSource(Transport.class)
class LeasesTest {

  private static final Duration MINUTE = Durations.fromMinutes(1);

  private final Project project;
  private final CloudTasksClient client;
  private final QueueName queue;

  LeasesTest(Transport transport) {
    project = Project.over(transport);
    client = project.client();
    queue = project.queue("pull");
    client.createQueue(project.location(), project.named("pull").setPullTarget(PullTarget.getDefaultInstance()).build());
  }

  private void add(String id, String tag) {
    PullMessage message = PullMessage.newBuilder().setPayload(ByteString.copyFromUtf8("work")).setTag(tag).build();
    client.createTask(
        queue, Task.newBuilder().setName(project.task("pull", id).toString()).setPullMessage(message).build());
  }

  private Task addAndLease() {
    add("t", "");
    return client.leaseTasks(queue, MINUTE).getTasks(0);
  }

  private List<String> leased(String filter) {
    LeaseTasksRequest request =
        LeaseTasksRequest.newBuilder()
            .setParent(queue.toString())
            .setLeaseDuration(MINUTE)
            .setMaxTasks(10)
            .setFilter(filter)
            .setResponseView(Task.View.FULL)
            .build();
    return client.leaseTasks(request).getTasksList().stream()
        .map(task -> TaskName.parse(task.getName()).getTask() + " " + task.getPullMessage().getPayload().toStringUtf8())
        .toList();
  }

  /** Returns the remaining time of the lease; at most one millisecond too long, because the clock is read in milliseconds. */
  private static Duration remaining(Task task) {
    return Timestamps.between(Timestamps.fromMillis(System.currentTimeMillis()), task.getScheduleTime());
  }

  private static void assertLeasedFor(Duration lease, Task task) {
    Duration remaining = remaining(task);
    assertTrue(
        Durations.compare(remaining, Durations.add(lease, Durations.fromMillis(1))) <= 0
            && Durations.compare(remaining, Durations.subtract(lease, Durations.fromSeconds(30))) > 0,
        () -> "leased for " + Durations.toString(remaining) + " instead of " + Durations.toString(lease));
  }

  private static Timestamp justBefore(Timestamp time) {
    return Timestamps.subtract(time, Durations.fromMicros(1));
  }

  @Test
  void leaseTasks_moves_the_schedule_time_and_hides_the_task() {
    Task task = addAndLease();

    assertLeasedFor(MINUTE, task);
    assertEquals(1, task.getStatus().getAttemptDispatchCount());
    assertEquals(0, client.leaseTasks(queue.toString(), MINUTE).getTasksCount());
  }

  @Test
  void leaseTasks_filters_by_tag() {
    add("a", "red");
    add("b", "blue");
    add("c", "red");

    assertEquals(List.of("b work"), leased("tag=\"blue\""));
    assertEquals(List.of("a work", "c work"), leased("tag_function=oldest_tag()"));
  }

  @Test
  void leaseTasks_refuses_a_duration_out_of_range() {
    Duration tooLong = Durations.fromDays(8);

    refused(Code.INVALID_ARGUMENT, () -> client.leaseTasks(queue, tooLong));
  }

  @Test
  void leaseTasksCallable_leases() {
    add("t", "");
    LeaseTasksRequest request =
        LeaseTasksRequest.newBuilder().setParent(queue.toString()).setLeaseDuration(MINUTE).build();

    assertEquals(1, client.leaseTasksCallable().call(request).getTasksCount());
  }

  @Test
  void acknowledgeTask_ends_the_task() {
    Task task = addAndLease();
    TaskName name = TaskName.parse(task.getName());

    refused(Code.FAILED_PRECONDITION, () -> client.acknowledgeTask(name, justBefore(task.getScheduleTime())));
    client.acknowledgeTask(task.getName(), task.getScheduleTime());

    refused(Code.NOT_FOUND, TASK_GONE, () -> client.getTask(name));
    refused(Code.NOT_FOUND, () -> client.acknowledgeTask(name, task.getScheduleTime()));
  }

  @Test
  void acknowledgeTaskCallable_ends_the_task() {
    Task task = addAndLease();

    client
        .acknowledgeTaskCallable()
        .call(
            AcknowledgeTaskRequest.newBuilder()
                .setName(task.getName())
                .setScheduleTime(task.getScheduleTime())
                .build());

    refused(Code.NOT_FOUND, TASK_GONE, () -> client.getTask(task.getName()));
  }

  @Test
  void renewLease_counts_from_now() {
    Task task = addAndLease();
    Duration tenMinutes = Durations.fromMinutes(10);

    Task renewed = client.renewLease(task.getName(), task.getScheduleTime(), tenMinutes);

    assertLeasedFor(tenMinutes, renewed);
    refused(Code.FAILED_PRECONDITION, () -> client.renewLease(TaskName.parse(task.getName()), task.getScheduleTime(), tenMinutes));
  }

  @Test
  void renewLeaseCallable_counts_from_now() {
    Task task = addAndLease();
    RenewLeaseRequest request =
        RenewLeaseRequest.newBuilder()
            .setName(task.getName())
            .setScheduleTime(task.getScheduleTime())
            .setLeaseDuration(Durations.fromMinutes(10))
            .setResponseView(Task.View.FULL)
            .build();

    Task renewed = client.renewLeaseCallable().call(request);

    assertEquals("work", renewed.getPullMessage().getPayload().toStringUtf8());
    assertLeasedFor(Durations.fromMinutes(10), renewed);
  }

  @Test
  void cancelLease_makes_the_task_available_at_once() {
    Task task = addAndLease();
    TaskName name = TaskName.parse(task.getName());

    refused(Code.FAILED_PRECONDITION, () -> client.cancelLease(name, justBefore(task.getScheduleTime())));
    Task cancelled = client.cancelLease(task.getName(), task.getScheduleTime());

    assertEquals(Task.View.BASIC, cancelled.getView());
    assertEquals(List.of("t work"), leased(""));
  }

  @Test
  void cancelLeaseCallable_makes_the_task_available_at_once() {
    Task task = addAndLease();

    client
        .cancelLeaseCallable()
        .call(CancelLeaseRequest.newBuilder().setName(task.getName()).setScheduleTime(task.getScheduleTime()).build());

    assertEquals(List.of("t work"), leased(""));
  }
}
