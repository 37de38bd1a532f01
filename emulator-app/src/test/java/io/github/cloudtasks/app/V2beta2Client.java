package io.github.cloudtasks.app;

import com.google.api.HttpBody;
import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.iam.v1.TestIamPermissionsResponse;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.github.cloudtasks.contract.Door;
import io.github.cloudtasks.engine.CloudTasks.UploadedQueue;
import io.github.cloudtasks.engine.Dialect;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.NewQueue;
import io.github.cloudtasks.model.NewTask;
import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.Queue;
import io.github.cloudtasks.model.QueueStats;
import io.github.cloudtasks.model.Task;
import io.github.cloudtasks.proto.location.GetLocationRequest;
import io.github.cloudtasks.proto.location.ListLocationsRequest;
import io.github.cloudtasks.proto.location.ListLocationsResponse;
import io.github.cloudtasks.proto.location.Location;
import io.github.cloudtasks.proto.v2beta2.AcknowledgeTaskRequest;
import io.github.cloudtasks.proto.v2beta2.CancelLeaseRequest;
import io.github.cloudtasks.proto.v2beta2.CreateQueueRequest;
import io.github.cloudtasks.proto.v2beta2.CreateTaskRequest;
import io.github.cloudtasks.proto.v2beta2.DeleteQueueRequest;
import io.github.cloudtasks.proto.v2beta2.DeleteTaskRequest;
import io.github.cloudtasks.proto.v2beta2.GetQueueRequest;
import io.github.cloudtasks.proto.v2beta2.GetTaskRequest;
import io.github.cloudtasks.proto.v2beta2.LeaseTasksRequest;
import io.github.cloudtasks.proto.v2beta2.LeaseTasksResponse;
import io.github.cloudtasks.proto.v2beta2.ListQueuesRequest;
import io.github.cloudtasks.proto.v2beta2.ListQueuesResponse;
import io.github.cloudtasks.proto.v2beta2.ListTasksRequest;
import io.github.cloudtasks.proto.v2beta2.ListTasksResponse;
import io.github.cloudtasks.proto.v2beta2.PauseQueueRequest;
import io.github.cloudtasks.proto.v2beta2.PurgeQueueRequest;
import io.github.cloudtasks.proto.v2beta2.RenewLeaseRequest;
import io.github.cloudtasks.proto.v2beta2.ResumeQueueRequest;
import io.github.cloudtasks.proto.v2beta2.RunTaskRequest;
import io.github.cloudtasks.proto.v2beta2.UpdateQueueRequest;
import io.github.cloudtasks.proto.v2beta2.UploadQueueYamlRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A client of v2beta2, whatever carries its messages. It asks for full views unless a test says otherwise. */
abstract class V2beta2Client implements Door {
  private static final Map<String, String> NAMES_OF_FIELDS =
      Map.of(
          "rate_limits.max_dispatches_per_second", "rate_limits.max_tasks_dispatched_per_second",
          "rate_limits.max_concurrent_dispatches", "rate_limits.max_concurrent_tasks",
          "app_engine_routing_override", "app_engine_http_target.app_engine_routing_override");

  /**
   * Calls a method and returns its answer.
   *
   * @param answer the default instance of the answer
   * @throws io.github.cloudtasks.ApiException when the call is refused
   */
  abstract <T extends Message> T call(String method, Message request, T answer);

  @Override
  public Dialect dialect() {
    return Dialect.V2BETA2;
  }

  @Override
  public Page<Queue> listQueues(String parent, int pageSize, String pageToken) {
    ListQueuesResponse page = listQueues(parent, "", pageSize, pageToken);
    return new Page<>(page.getQueuesList().stream().map(V2beta2Messages::queue).toList(), page.getNextPageToken());
  }

  @Override
  public List<Queue> filterQueues(String parent, String filter, int pageSize, String pageToken) {
    return listQueues(parent, filter, pageSize, pageToken).getQueuesList().stream()
        .map(V2beta2Messages::queue)
        .toList();
  }

  @Override
  public String filterToken(String parent, String filter, int pageSize) {
    return listQueues(parent, filter, pageSize, "").getNextPageToken();
  }

  @Override
  public Queue getQueue(String name) {
    return V2beta2Messages.queue(
        call("GetQueue", GetQueueRequest.newBuilder().setName(name).build(), queueAnswer()));
  }

  @Override
  public QueueStats stats(String name) {
    return V2beta2Messages.stats(readQueue(name, List.of("stats")).getStats());
  }

  @Override
  public Set<String> shownFields(String queue, List<String> readMask) {
    return fields(readQueue(queue, readMask));
  }

  @Override
  public Set<String> shownFieldsInList(String parent, List<String> readMask) {
    ListQueuesRequest.Builder request = ListQueuesRequest.newBuilder().setParent(parent);
    if (!readMask.isEmpty()) {
      request.setReadMask(mask(readMask));
    }
    return fields(call("ListQueues", request.build(), ListQueuesResponse.getDefaultInstance()).getQueues(0));
  }

  @Override
  public Queue createQueue(String parent, String name, NewQueue settings) {
    return V2beta2Messages.queue(
        call(
            "CreateQueue",
            CreateQueueRequest.newBuilder().setParent(parent).setQueue(V2beta2Messages.queue(name, settings)).build(),
            queueAnswer()));
  }

  @Override
  public Queue updateQueue(String name, NewQueue settings) {
    return V2beta2Messages.queue(
        call(
            "UpdateQueue",
            UpdateQueueRequest.newBuilder().setQueue(V2beta2Messages.queue(name, settings)).build(),
            queueAnswer()));
  }

  @Override
  public Queue updateQueue(String name, NewQueue settings, List<String> mask) {
    return V2beta2Messages.queue(
        call(
            "UpdateQueue",
            UpdateQueueRequest.newBuilder()
                .setQueue(V2beta2Messages.queue(name, settings))
                .setUpdateMask(mask(mask))
                .build(),
            queueAnswer()));
  }

  @Override
  public void deleteQueue(String name) {
    call("DeleteQueue", DeleteQueueRequest.newBuilder().setName(name).build(), Empty.getDefaultInstance());
  }

  @Override
  public Queue purgeQueue(String name) {
    return V2beta2Messages.queue(
        call("PurgeQueue", PurgeQueueRequest.newBuilder().setName(name).build(), queueAnswer()));
  }

  @Override
  public Queue pauseQueue(String name) {
    return V2beta2Messages.queue(
        call("PauseQueue", PauseQueueRequest.newBuilder().setName(name).build(), queueAnswer()));
  }

  @Override
  public Queue resumeQueue(String name) {
    return V2beta2Messages.queue(
        call("ResumeQueue", ResumeQueueRequest.newBuilder().setName(name).build(), queueAnswer()));
  }

  @Override
  public void uploadQueues(String project, Map<String, UploadedQueue> queues, boolean resumePaused) {
    throw new UnsupportedOperationException("a door takes YAML");
  }

  @Override
  public void uploadYaml(String appId, String yaml) {
    HttpBody body =
        HttpBody.newBuilder().setContentType("application/x-yaml").setData(ByteString.copyFromUtf8(yaml)).build();
    call(
        "UploadQueueYaml",
        UploadQueueYamlRequest.newBuilder().setAppId(appId).setHttpBody(body).build(),
        Empty.getDefaultInstance());
  }

  @Override
  public Policy getIamPolicy(String resource, int requestedVersion) {
    GetIamPolicyRequest.Builder request = GetIamPolicyRequest.newBuilder().setResource(resource);
    request.getOptionsBuilder().setRequestedPolicyVersion(requestedVersion);
    return V2beta2Messages.policy(
        call("GetIamPolicy", request.build(), com.google.iam.v1.Policy.getDefaultInstance()));
  }

  @Override
  public Policy setIamPolicy(String resource, Policy policy) {
    return V2beta2Messages.policy(
        call(
            "SetIamPolicy",
            SetIamPolicyRequest.newBuilder().setResource(resource).setPolicy(V2beta2Messages.policy(policy)).build(),
            com.google.iam.v1.Policy.getDefaultInstance()));
  }

  @Override
  public List<String> testIamPermissions(String resource, List<String> permissions) {
    return call(
            "TestIamPermissions",
            TestIamPermissionsRequest.newBuilder().setResource(resource).addAllPermissions(permissions).build(),
            TestIamPermissionsResponse.getDefaultInstance())
        .getPermissionsList();
  }

  @Override
  public Page<Task> listTasks(String parent, int pageSize, String pageToken) {
    ListTasksResponse page = listTasks(parent, pageSize, pageToken, View.FULL);
    return new Page<>(page.getTasksList().stream().map(V2beta2Messages::task).toList(), page.getNextPageToken());
  }

  @Override
  public List<Viewed> listTasks(String parent, View view) {
    return listTasks(parent, 0, "", view).getTasksList().stream().map(V2beta2Client::viewed).toList();
  }

  @Override
  public Task getTask(String name) {
    return getTask(name, View.FULL).task();
  }

  @Override
  public Viewed getTask(String name, View view) {
    return viewed(readTask(name, view));
  }

  @Override
  public String lastResponse(String task) {
    Status status = readTask(task, View.BASIC).getStatus().getLastAttemptStatus().getResponseStatus();
    return status.getCode() + " " + status.getMessage();
  }

  @Override
  public Task createTask(String parent, NewTask task) {
    return createTask(parent, task, View.FULL).task();
  }

  @Override
  public Viewed createTask(String parent, NewTask task, View view) {
    return viewed(
        call(
            "CreateTask",
            CreateTaskRequest.newBuilder()
                .setParent(parent)
                .setTask(V2beta2Messages.task(task))
                .setResponseView(wire(view))
                .build(),
            taskAnswer()));
  }

  @Override
  public void deleteTask(String name) {
    call("DeleteTask", DeleteTaskRequest.newBuilder().setName(name).build(), Empty.getDefaultInstance());
  }

  @Override
  public List<Task> leaseTasks(String parent, int maxTasks, @Nullable Duration leaseDuration, String filter) {
    LeaseTasksRequest.Builder request =
        LeaseTasksRequest.newBuilder()
            .setParent(parent)
            .setMaxTasks(maxTasks)
            .setFilter(filter)
            .setResponseView(wire(View.FULL));
    if (leaseDuration != null) {
      request.setLeaseDuration(V2beta2Messages.duration(leaseDuration));
    }
    return call("LeaseTasks", request.build(), LeaseTasksResponse.getDefaultInstance()).getTasksList().stream()
        .map(V2beta2Messages::task)
        .toList();
  }

  @Override
  public List<Viewed> leaseTasks(String parent, Duration duration, View view) {
    LeaseTasksRequest request =
        LeaseTasksRequest.newBuilder()
            .setParent(parent)
            .setLeaseDuration(V2beta2Messages.duration(duration))
            .setResponseView(wire(view))
            .build();
    return call("LeaseTasks", request, LeaseTasksResponse.getDefaultInstance()).getTasksList().stream()
        .map(V2beta2Client::viewed)
        .toList();
  }

  @Override
  public void acknowledgeTask(String name, @Nullable Instant scheduleTime) {
    AcknowledgeTaskRequest.Builder request = AcknowledgeTaskRequest.newBuilder().setName(name);
    if (scheduleTime != null) {
      request.setScheduleTime(V2beta2Messages.time(scheduleTime));
    }
    call("AcknowledgeTask", request.build(), Empty.getDefaultInstance());
  }

  @Override
  public Task renewLease(String name, @Nullable Instant scheduleTime, @Nullable Duration leaseDuration) {
    return renewLease(name, scheduleTime, leaseDuration, View.FULL).task();
  }

  @Override
  public Viewed renewLease(Task leased, Duration duration, View view) {
    return renewLease(leased.name().toString(), leased.scheduleTime(), duration, view);
  }

  @Override
  public Task cancelLease(String name, @Nullable Instant scheduleTime) {
    return cancelLease(name, scheduleTime, View.FULL).task();
  }

  @Override
  public Viewed cancelLease(Task leased, View view) {
    return cancelLease(leased.name().toString(), leased.scheduleTime(), view);
  }

  @Override
  public Task runTask(String name) {
    return runTask(name, View.FULL).task();
  }

  @Override
  public Viewed runTask(String name, View view) {
    return viewed(
        call(
            "RunTask", RunTaskRequest.newBuilder().setName(name).setResponseView(wire(view)).build(), taskAnswer()));
  }

  @Override
  public Page<LocationName> listLocations(String project, int pageSize, String pageToken) {
    ListLocationsResponse page =
        call(
            "ListLocations",
            ListLocationsRequest.newBuilder()
                .setName(project)
                .setPageSize(pageSize)
                .setPageToken(pageToken)
                .build(),
            ListLocationsResponse.getDefaultInstance());
    return new Page<>(page.getLocationsList().stream().map(V2beta2Client::location).toList(), page.getNextPageToken());
  }

  @Override
  public LocationName getLocation(String name) {
    return location(
        call("GetLocation", GetLocationRequest.newBuilder().setName(name).build(), Location.getDefaultInstance()));
  }

  private ListQueuesResponse listQueues(String parent, String filter, int pageSize, String pageToken) {
    return call(
        "ListQueues",
        ListQueuesRequest.newBuilder()
            .setParent(parent)
            .setFilter(filter)
            .setPageSize(pageSize)
            .setPageToken(pageToken)
            .build(),
        ListQueuesResponse.getDefaultInstance());
  }

  private io.github.cloudtasks.proto.v2beta2.Queue readQueue(String name, List<String> readMask) {
    GetQueueRequest.Builder request = GetQueueRequest.newBuilder().setName(name);
    if (!readMask.isEmpty()) {
      request.setReadMask(mask(readMask));
    }
    return call("GetQueue", request.build(), queueAnswer());
  }

  private ListTasksResponse listTasks(String parent, int pageSize, String pageToken, View view) {
    return call(
        "ListTasks",
        ListTasksRequest.newBuilder()
            .setParent(parent)
            .setPageSize(pageSize)
            .setPageToken(pageToken)
            .setResponseView(wire(view))
            .build(),
        ListTasksResponse.getDefaultInstance());
  }

  private io.github.cloudtasks.proto.v2beta2.Task readTask(String name, View view) {
    return call(
        "GetTask", GetTaskRequest.newBuilder().setName(name).setResponseView(wire(view)).build(), taskAnswer());
  }

  private Viewed renewLease(
      String name, @Nullable Instant scheduleTime, @Nullable Duration leaseDuration, View view) {
    RenewLeaseRequest.Builder request = RenewLeaseRequest.newBuilder().setName(name).setResponseView(wire(view));
    if (scheduleTime != null) {
      request.setScheduleTime(V2beta2Messages.time(scheduleTime));
    }
    if (leaseDuration != null) {
      request.setLeaseDuration(V2beta2Messages.duration(leaseDuration));
    }
    return viewed(call("RenewLease", request.build(), taskAnswer()));
  }

  private Viewed cancelLease(String name, @Nullable Instant scheduleTime, View view) {
    CancelLeaseRequest.Builder request = CancelLeaseRequest.newBuilder().setName(name).setResponseView(wire(view));
    if (scheduleTime != null) {
      request.setScheduleTime(V2beta2Messages.time(scheduleTime));
    }
    return viewed(call("CancelLease", request.build(), taskAnswer()));
  }

  private static LocationName location(Location location) {
    String[] segments = location.getName().split("/", -1);
    if (!location.getLocationId().equals(segments[3])) {
      throw new AssertionError("a location whose id is not in its name: " + location);
    }
    return new LocationName(segments[1], segments[3]);
  }

  private static FieldMask mask(List<String> paths) {
    return FieldMask.newBuilder()
        .addAllPaths(paths.stream().map(path -> NAMES_OF_FIELDS.getOrDefault(path, path)).toList())
        .build();
  }

  private static Set<String> fields(io.github.cloudtasks.proto.v2beta2.Queue queue) {
    return queue.getAllFields().keySet().stream().map(FieldDescriptor::getName).collect(Collectors.toSet());
  }

  private static Viewed viewed(io.github.cloudtasks.proto.v2beta2.Task task) {
    View view =
        switch (task.getView()) {
          case BASIC -> View.BASIC;
          case FULL -> View.FULL;
          case VIEW_UNSPECIFIED, UNRECOGNIZED -> View.UNSPECIFIED;
        };
    return new Viewed(V2beta2Messages.task(task), view);
  }

  private static io.github.cloudtasks.proto.v2beta2.Task.View wire(View view) {
    return switch (view) {
      case UNSPECIFIED -> io.github.cloudtasks.proto.v2beta2.Task.View.VIEW_UNSPECIFIED;
      case BASIC -> io.github.cloudtasks.proto.v2beta2.Task.View.BASIC;
      case FULL -> io.github.cloudtasks.proto.v2beta2.Task.View.FULL;
    };
  }

  private static io.github.cloudtasks.proto.v2beta2.Queue queueAnswer() {
    return io.github.cloudtasks.proto.v2beta2.Queue.getDefaultInstance();
  }

  private static io.github.cloudtasks.proto.v2beta2.Task taskAnswer() {
    return io.github.cloudtasks.proto.v2beta2.Task.getDefaultInstance();
  }
}
