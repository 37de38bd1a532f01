package io.github.cloudtasks.server.contract;

import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.iam.v1.TestIamPermissionsResponse;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.github.cloudtasks.contract.ApiDriver;
import io.github.cloudtasks.engine.QueueApi.UploadedQueue;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueStats;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.proto.location.GetLocationRequest;
import io.github.cloudtasks.proto.location.ListLocationsRequest;
import io.github.cloudtasks.proto.location.ListLocationsResponse;
import io.github.cloudtasks.proto.location.Location;
import io.github.cloudtasks.proto.v2beta2.AcknowledgeTaskRequest;
import io.github.cloudtasks.proto.v2beta2.CancelLeaseRequest;
import io.github.cloudtasks.proto.v2beta2.LeaseTasksRequest;
import io.github.cloudtasks.proto.v2beta2.LeaseTasksResponse;
import io.github.cloudtasks.proto.v2beta2.RenewLeaseRequest;
import io.github.cloudtasks.proto.v2beta3.CreateQueueRequest;
import io.github.cloudtasks.proto.v2beta3.CreateTaskRequest;
import io.github.cloudtasks.proto.v2beta3.DeleteQueueRequest;
import io.github.cloudtasks.proto.v2beta3.DeleteTaskRequest;
import io.github.cloudtasks.proto.v2beta3.GetQueueRequest;
import io.github.cloudtasks.proto.v2beta3.GetTaskRequest;
import io.github.cloudtasks.proto.v2beta3.ListQueuesRequest;
import io.github.cloudtasks.proto.v2beta3.ListQueuesResponse;
import io.github.cloudtasks.proto.v2beta3.ListTasksRequest;
import io.github.cloudtasks.proto.v2beta3.ListTasksResponse;
import io.github.cloudtasks.proto.v2beta3.PauseQueueRequest;
import io.github.cloudtasks.proto.v2beta3.PurgeQueueRequest;
import io.github.cloudtasks.proto.v2beta3.ResumeQueueRequest;
import io.github.cloudtasks.proto.v2beta3.RunTaskRequest;
import io.github.cloudtasks.proto.v2beta3.UpdateQueueRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A client of one API version. It builds v2beta3 messages, which have every field of the other versions, and translates
 * them. It requests full views unless a test passes another view. Leases use v2beta2 messages.
 */
final class ContractClient implements ApiDriver {
    private final ContractTransport transport;
    private final Vocabulary vocabulary;

    ContractClient(ContractTransport transport, Vocabulary vocabulary) {
        this.transport = transport;
        this.vocabulary = vocabulary;
    }

    @Override
    public Dialect dialect() {
        return vocabulary.dialect();
    }

    @Override
    public @Nullable String methodName(String rpc) {
        return transport.methodName(rpc);
    }

    @Override
    public Page<Queue> listQueues(String parent, int pageSize, String pageToken) {
        ListQueuesResponse page = listQueues(parent, "", pageSize, pageToken);
        return new Page<>(
                page.getQueuesList().stream().map(ContractMessages::queue).toList(), page.getNextPageToken());
    }

    @Override
    public List<Queue> filterQueues(String parent, String filter, int pageSize, String pageToken) {
        return listQueues(parent, filter, pageSize, pageToken).getQueuesList().stream()
                .map(ContractMessages::queue)
                .toList();
    }

    @Override
    public String filteredPageToken(String parent, String filter, int pageSize) {
        return listQueues(parent, filter, pageSize, "").getNextPageToken();
    }

    @Override
    public Queue getQueue(String name) {
        return ContractMessages.queue(
                call("GetQueue", GetQueueRequest.newBuilder().setName(name).build(), queueAnswer()));
    }

    @Override
    public QueueStats queueStats(String name) {
        return ContractMessages.stats(call("GetQueue", getQueueRequest(name, List.of("stats")), queueAnswer())
                .getStats());
    }

    @Override
    public Set<String> visibleFields(String queue, List<String> readMask) {
        return fields(callInVersion("GetQueue", getQueueRequest(queue, readMask), queueAnswer()));
    }

    @Override
    public Set<String> visibleFieldsInList(String parent, List<String> readMask) {
        ListQueuesRequest.Builder request = ListQueuesRequest.newBuilder().setParent(parent);
        if (!readMask.isEmpty()) {
            request.setReadMask(mask(readMask));
        }
        Message page = callInVersion("ListQueues", request.build(), ListQueuesResponse.getDefaultInstance());
        return fields(
                (Message) page.getRepeatedField(page.getDescriptorForType().findFieldByName("queues"), 0));
    }

    @Override
    public Queue createQueue(String parent, String name, NewQueue settings) {
        return ContractMessages.queue(call(
                "CreateQueue",
                CreateQueueRequest.newBuilder()
                        .setParent(parent)
                        .setQueue(ContractMessages.queue(name, settings))
                        .build(),
                queueAnswer()));
    }

    @Override
    public Queue updateQueue(String name, NewQueue settings) {
        return ContractMessages.queue(call(
                "UpdateQueue",
                UpdateQueueRequest.newBuilder()
                        .setQueue(ContractMessages.queue(name, settings))
                        .build(),
                queueAnswer()));
    }

    @Override
    public Queue updateQueue(String name, NewQueue settings, List<String> mask) {
        return ContractMessages.queue(call(
                "UpdateQueue",
                UpdateQueueRequest.newBuilder()
                        .setQueue(ContractMessages.queue(name, settings))
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
        return ContractMessages.queue(
                call("PurgeQueue", PurgeQueueRequest.newBuilder().setName(name).build(), queueAnswer()));
    }

    @Override
    public Queue pauseQueue(String name) {
        return ContractMessages.queue(
                call("PauseQueue", PauseQueueRequest.newBuilder().setName(name).build(), queueAnswer()));
    }

    @Override
    public Queue resumeQueue(String name) {
        return ContractMessages.queue(call(
                "ResumeQueue", ResumeQueueRequest.newBuilder().setName(name).build(), queueAnswer()));
    }

    @Override
    public void uploadQueues(String project, Map<String, UploadedQueue> queues, boolean resumePaused) {
        throw new UnsupportedOperationException("the API takes YAML");
    }

    @Override
    public void uploadYaml(String appId, String yaml) {
        transport.uploadYaml(appId, yaml);
    }

    @Override
    public Policy getIamPolicy(String resource, int requestedVersion) {
        GetIamPolicyRequest.Builder request = GetIamPolicyRequest.newBuilder().setResource(resource);
        request.getOptionsBuilder().setRequestedPolicyVersion(requestedVersion);
        return ContractMessages.policy(
                call("GetIamPolicy", request.build(), com.google.iam.v1.Policy.getDefaultInstance()));
    }

    @Override
    public Policy setIamPolicy(String resource, Policy policy) {
        return ContractMessages.policy(call(
                "SetIamPolicy",
                SetIamPolicyRequest.newBuilder()
                        .setResource(resource)
                        .setPolicy(ContractMessages.policy(policy))
                        .build(),
                com.google.iam.v1.Policy.getDefaultInstance()));
    }

    @Override
    public List<String> testIamPermissions(String resource, List<String> permissions) {
        return call(
                        "TestIamPermissions",
                        TestIamPermissionsRequest.newBuilder()
                                .setResource(resource)
                                .addAllPermissions(permissions)
                                .build(),
                        TestIamPermissionsResponse.getDefaultInstance())
                .getPermissionsList();
    }

    @Override
    public Page<Task> listTasks(String parent, int pageSize, String pageToken) {
        ListTasksResponse page = listTasks(parent, pageSize, pageToken, View.FULL);
        return new Page<>(
                page.getTasksList().stream().map(ContractMessages::task).toList(), page.getNextPageToken());
    }

    @Override
    public List<ViewedTask> listTasks(String parent, View view) {
        return listTasks(parent, 0, "", view).getTasksList().stream()
                .map(ContractClient::viewed)
                .toList();
    }

    @Override
    public Task getTask(String name) {
        return getTask(name, View.FULL).task();
    }

    @Override
    public ViewedTask getTask(String name, View view) {
        return viewed(readTask(name, view));
    }

    @Override
    public String lastResponseStatus(String task) {
        Status status = readTask(task, View.BASIC).getLastAttempt().getResponseStatus();
        return status.getCode() + " " + status.getMessage();
    }

    @Override
    public Task createTask(String parent, NewTask task) {
        return createTask(parent, task, View.FULL).task();
    }

    @Override
    public ViewedTask createTask(String parent, NewTask task, View view) {
        return viewed(call(
                "CreateTask",
                CreateTaskRequest.newBuilder()
                        .setParent(parent)
                        .setTask(ContractMessages.task(task))
                        .setResponseView(viewOf(view))
                        .build(),
                taskResponse()));
    }

    @Override
    public Task bufferTask(String queue, String taskId, HttpMethod method, Map<String, String> headers, Bytes body) {
        return ContractMessages.task(vocabulary.fromVersion(
                transport.bufferTask(queue, taskId, method, headers, body, vocabulary.messageOfVersion(taskResponse())),
                taskResponse()));
    }

    @Override
    public void deleteTask(String name) {
        call("DeleteTask", DeleteTaskRequest.newBuilder().setName(name).build(), Empty.getDefaultInstance());
    }

    @Override
    public List<Task> leaseTasks(String parent, int maxTasks, @Nullable Duration leaseDuration, String filter) {
        LeaseTasksRequest.Builder request = LeaseTasksRequest.newBuilder()
                .setParent(parent)
                .setMaxTasks(maxTasks)
                .setFilter(filter)
                .setResponseViewValue(viewOf(View.FULL).getNumber());
        if (leaseDuration != null) {
            request.setLeaseDuration(ContractMessages.duration(leaseDuration));
        }
        return lease(request.build()).map(ContractMessages::task).toList();
    }

    @Override
    public List<ViewedTask> leaseTasks(String parent, Duration duration, View view) {
        LeaseTasksRequest request = LeaseTasksRequest.newBuilder()
                .setParent(parent)
                .setLeaseDuration(ContractMessages.duration(duration))
                .setResponseViewValue(viewOf(view).getNumber())
                .build();
        return lease(request).map(ContractClient::viewed).toList();
    }

    @Override
    public void acknowledgeTask(String name, @Nullable Instant scheduleTime) {
        AcknowledgeTaskRequest.Builder request =
                AcknowledgeTaskRequest.newBuilder().setName(name);
        if (scheduleTime != null) {
            request.setScheduleTime(ContractMessages.time(scheduleTime));
        }
        transport.call("AcknowledgeTask", request.build(), Empty.getDefaultInstance());
    }

    @Override
    public Task renewLease(String name, @Nullable Instant scheduleTime, @Nullable Duration leaseDuration) {
        return renewLease(name, scheduleTime, leaseDuration, View.FULL).task();
    }

    @Override
    public ViewedTask renewLease(Task leased, Duration duration, View view) {
        return renewLease(leased.name().toString(), leased.scheduleTime(), duration, view);
    }

    @Override
    public Task cancelLease(String name, @Nullable Instant scheduleTime) {
        return cancelLease(name, scheduleTime, View.FULL).task();
    }

    @Override
    public ViewedTask cancelLease(Task leased, View view) {
        return cancelLease(leased.name().toString(), leased.scheduleTime(), view);
    }

    @Override
    public Task runTask(String name) {
        return runTask(name, View.FULL).task();
    }

    @Override
    public ViewedTask runTask(String name, View view) {
        return viewed(call(
                "RunTask",
                RunTaskRequest.newBuilder()
                        .setName(name)
                        .setResponseView(viewOf(view))
                        .build(),
                taskResponse()));
    }

    @Override
    public Page<LocationName> listLocations(String project, int pageSize, String pageToken) {
        ListLocationsResponse page = call(
                "ListLocations",
                ListLocationsRequest.newBuilder()
                        .setName(project)
                        .setPageSize(pageSize)
                        .setPageToken(pageToken)
                        .build(),
                ListLocationsResponse.getDefaultInstance());
        return new Page<>(
                page.getLocationsList().stream().map(ContractClient::location).toList(), page.getNextPageToken());
    }

    @Override
    public LocationName getLocation(String name) {
        return location(call(
                "GetLocation", GetLocationRequest.newBuilder().setName(name).build(), Location.getDefaultInstance()));
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

    private GetQueueRequest getQueueRequest(String name, List<String> readMask) {
        GetQueueRequest.Builder request = GetQueueRequest.newBuilder().setName(name);
        if (!readMask.isEmpty()) {
            request.setReadMask(mask(readMask));
        }
        return request.build();
    }

    private ListTasksResponse listTasks(String parent, int pageSize, String pageToken, View view) {
        return call(
                "ListTasks",
                ListTasksRequest.newBuilder()
                        .setParent(parent)
                        .setPageSize(pageSize)
                        .setPageToken(pageToken)
                        .setResponseView(viewOf(view))
                        .build(),
                ListTasksResponse.getDefaultInstance());
    }

    private io.github.cloudtasks.proto.v2beta3.Task readTask(String name, View view) {
        return call(
                "GetTask",
                GetTaskRequest.newBuilder()
                        .setName(name)
                        .setResponseView(viewOf(view))
                        .build(),
                taskResponse());
    }

    private Stream<io.github.cloudtasks.proto.v2beta3.Task> lease(LeaseTasksRequest request) {
        return transport.call("LeaseTasks", request, LeaseTasksResponse.getDefaultInstance()).getTasksList().stream()
                .map(task -> vocabulary.fromVersion(task, taskResponse()));
    }

    private io.github.cloudtasks.proto.v2beta3.Task held(String method, Message request) {
        return vocabulary.fromVersion(
                transport.call(method, request, vocabulary.messageOfVersion(taskResponse())), taskResponse());
    }

    private ViewedTask renewLease(
            String name, @Nullable Instant scheduleTime, @Nullable Duration leaseDuration, View view) {
        RenewLeaseRequest.Builder request = RenewLeaseRequest.newBuilder()
                .setName(name)
                .setResponseViewValue(viewOf(view).getNumber());
        if (scheduleTime != null) {
            request.setScheduleTime(ContractMessages.time(scheduleTime));
        }
        if (leaseDuration != null) {
            request.setLeaseDuration(ContractMessages.duration(leaseDuration));
        }
        return viewed(held("RenewLease", request.build()));
    }

    private ViewedTask cancelLease(String name, @Nullable Instant scheduleTime, View view) {
        CancelLeaseRequest.Builder request = CancelLeaseRequest.newBuilder()
                .setName(name)
                .setResponseViewValue(viewOf(view).getNumber());
        if (scheduleTime != null) {
            request.setScheduleTime(ContractMessages.time(scheduleTime));
        }
        return viewed(held("CancelLease", request.build()));
    }

    private static LocationName location(Location location) {
        String[] segments = location.getName().split("/", -1);
        if (!location.getLocationId().equals(segments[3])) {
            throw new AssertionError("a location whose id is not in its name: " + location);
        }
        return new LocationName(segments[1], segments[3]);
    }

    private FieldMask mask(List<String> paths) {
        return FieldMask.newBuilder()
                .addAllPaths(paths.stream().map(vocabulary::path).toList())
                .build();
    }

    private static Set<String> fields(Message queue) {
        return queue.getAllFields().keySet().stream()
                .map(FieldDescriptor::getName)
                .collect(Collectors.toSet());
    }

    private static ViewedTask viewed(io.github.cloudtasks.proto.v2beta3.Task task) {
        View view = switch (task.getView()) {
            case BASIC -> View.BASIC;
            case FULL -> View.FULL;
            case VIEW_UNSPECIFIED, UNRECOGNIZED -> View.UNSPECIFIED;
        };
        return new ViewedTask(ContractMessages.task(task), view);
    }

    private static io.github.cloudtasks.proto.v2beta3.Task.View viewOf(View view) {
        return switch (view) {
            case UNSPECIFIED -> io.github.cloudtasks.proto.v2beta3.Task.View.VIEW_UNSPECIFIED;
            case BASIC -> io.github.cloudtasks.proto.v2beta3.Task.View.BASIC;
            case FULL -> io.github.cloudtasks.proto.v2beta3.Task.View.FULL;
        };
    }

    private static io.github.cloudtasks.proto.v2beta3.Queue queueAnswer() {
        return io.github.cloudtasks.proto.v2beta3.Queue.getDefaultInstance();
    }

    private static io.github.cloudtasks.proto.v2beta3.Task taskResponse() {
        return io.github.cloudtasks.proto.v2beta3.Task.getDefaultInstance();
    }

    /** Calls a method and returns its response as a v2beta3 message. */
    private <T extends Message> T call(String method, Message request, T response) {
        return vocabulary.fromVersion(callInVersion(method, request, response), response);
    }

    /** Calls a method and returns its response as a message of the tested version. */
    private Message callInVersion(String method, Message request, Message response) {
        return transport.call(method, vocabulary.toVersion(request), vocabulary.messageOfVersion(response));
    }

    @Override
    public void close() {
        transport.close();
    }
}
