package conformance.$api$;

import static conformance.Sink.sink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.api.core.ApiFuture;
import com.google.cloud.location.GetLocationRequest;
import com.google.cloud.location.ListLocationsRequest;
import com.google.cloud.tasks.$api$.CloudTasksClient;
import com.google.cloud.tasks.$api$.CreateQueueRequest;
import com.google.cloud.tasks.$api$.CreateTaskRequest;
import com.google.cloud.tasks.$api$.DeleteQueueRequest;
import com.google.cloud.tasks.$api$.DeleteTaskRequest;
import com.google.cloud.tasks.$api$.GetQueueRequest;
import com.google.cloud.tasks.$api$.GetTaskRequest;
import com.google.cloud.tasks.$api$.ListQueuesRequest;
import com.google.cloud.tasks.$api$.ListQueuesResponse;
import com.google.cloud.tasks.$api$.ListTasksRequest;
import com.google.cloud.tasks.$api$.ListTasksResponse;
import com.google.cloud.tasks.$api$.PauseQueueRequest;
import com.google.cloud.tasks.$api$.PurgeQueueRequest;
import com.google.cloud.tasks.$api$.Queue;
import com.google.cloud.tasks.$api$.ResumeQueueRequest;
import com.google.cloud.tasks.$api$.RunTaskRequest;
import com.google.cloud.tasks.$api$.Task;
import com.google.cloud.tasks.$api$.UpdateQueueRequest;
import com.google.common.collect.Iterables;
import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.Policy;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.protobuf.FieldMask;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The callable forms of each method: asynchronous calls and manual paging. */
@ParameterizedClass
@EnumSource(Transport.class)
class CallablesTest {

  private final Transport transport;
  private final Project project;
  private final CloudTasksClient client;

  CallablesTest(Transport transport) {
    this.transport = transport;
    project = Project.over(transport);
    client = project.client();
  }

  @Test
  void queues_are_made_read_and_changed_by_callables() throws ExecutionException, InterruptedException {
    String location = project.location().toString();
    String name = project.queue("q").toString();
    CreateQueueRequest create =
        CreateQueueRequest.newBuilder().setParent(location).setQueue(project.named("q")).build();

    ApiFuture<Queue> created = client.createQueueCallable().futureCall(create);

    assertEquals(name, created.get().getName());
    assertEquals(created.get(), client.getQueueCallable().call(GetQueueRequest.newBuilder().setName(name).build()));
    UpdateQueueRequest update =
        UpdateQueueRequest.newBuilder()
            .setQueue(Rates.perSecond(project.named("q"), 50))
            .setUpdateMask(FieldMask.newBuilder().addPaths(Rates.PER_SECOND_PATH))
            .build();
    assertEquals(50, Rates.of(client.updateQueueCallable().call(update)).perSecond());
    PauseQueueRequest pause = PauseQueueRequest.newBuilder().setName(name).build();
    assertEquals(Queue.State.PAUSED, client.pauseQueueCallable().call(pause).getState());
    PurgeQueueRequest purge = PurgeQueueRequest.newBuilder().setName(name).build();
    assertTrue(client.purgeQueueCallable().call(purge).hasPurgeTime());
    ResumeQueueRequest resume = ResumeQueueRequest.newBuilder().setName(name).build();
    assertEquals(Queue.State.RUNNING, client.resumeQueueCallable().call(resume).getState());
    client.deleteQueueCallable().call(DeleteQueueRequest.newBuilder().setName(name).build());
    assertTrue(Iterables.isEmpty(client.listQueues(location).iterateAll()));
  }

  @Test
  void queues_are_listed_by_callables() {
    project.create("a");
    project.create("b");
    String location = project.location().toString();
    ListQueuesRequest one = ListQueuesRequest.newBuilder().setParent(location).setPageSize(1).build();

    ListQueuesResponse first = client.listQueuesCallable().call(one);
    ListQueuesResponse second =
        client.listQueuesCallable().call(one.toBuilder().setPageToken(first.getNextPageToken()).build());

    assertEquals(project.queue("a").toString(), first.getQueues(0).getName());
    assertEquals(project.queue("b").toString(), second.getQueues(0).getName());
    assertEquals(2, Iterables.size(client.listQueuesPagedCallable().call(one).iterateAll()));
  }

  @Test
  void tasks_are_made_read_run_and_deleted_by_callables() throws ExecutionException, InterruptedException {
    String queue = project.pausedQueue().toString();
    String name = project.task("push", "t").toString();
    Task wanted = project.httpTask().setName(name).build();

    ApiFuture<Task> created =
        client.createTaskCallable().futureCall(CreateTaskRequest.newBuilder().setParent(queue).setTask(wanted).build());

    assertEquals(name, created.get().getName());
    assertEquals(created.get(), client.getTaskCallable().call(GetTaskRequest.newBuilder().setName(name).build()));
    sink().answer(project.path(), 500);
    client.runTaskCallable().call(RunTaskRequest.newBuilder().setName(name).build());
    sink().await(project.path(), 1);
    client.deleteTaskCallable().call(DeleteTaskRequest.newBuilder().setName(name).build());
    assertTrue(Iterables.isEmpty(client.listTasks(queue).iterateAll()));
  }

  @Test
  void tasks_are_listed_by_callables() {
    project.add(project.pausedQueue(), "a");
    project.add(project.queue("push"), "b");
    ListTasksRequest one =
        ListTasksRequest.newBuilder().setParent(project.queue("push").toString()).setPageSize(1).build();

    ListTasksResponse first = client.listTasksCallable().call(one);

    assertEquals(1, first.getTasksCount());
    assertTrue(!first.getNextPageToken().isEmpty());
    assertEquals(2, Iterables.size(client.listTasksPagedCallable().call(one).iterateAll()));
  }

  @Test
  void policies_are_set_read_and_tested_by_callables() {
    String queue = project.pausedQueue().toString();
    SetIamPolicyRequest set =
        SetIamPolicyRequest.newBuilder().setResource(queue).setPolicy(Policy.getDefaultInstance()).build();

    Policy policy = client.setIamPolicyCallable().call(set);

    GetIamPolicyRequest get = GetIamPolicyRequest.newBuilder().setResource(queue).build();
    assertEquals(policy, client.getIamPolicyCallable().call(get));
    String permission = "cloudtasks.tasks.run";
    TestIamPermissionsRequest test =
        TestIamPermissionsRequest.newBuilder().setResource(queue).addPermissions(permission).build();
    assertEquals(List.of(permission), client.testIamPermissionsCallable().call(test).getPermissionsList());
  }

  @Test
  void locations_are_listed_and_read_by_callables() {
    String name = "projects/" + project.id();
    ListLocationsRequest two = ListLocationsRequest.newBuilder().setName(name).setPageSize(2).build();

    int found = client.listLocationsCallable().call(two).getLocationsCount();

    assertTrue(transport == Transport.HTTP_JSON ? found > 10 : found == 2, "over HTTP the client sends no page size");
    assertTrue(Iterables.size(client.listLocationsPagedCallable().call(two).iterateAll()) > 10);
    GetLocationRequest get = GetLocationRequest.newBuilder().setName(project.location().toString()).build();
    assertEquals("us-central1", client.getLocationCallable().call(get).getLocationId());
  }
}
