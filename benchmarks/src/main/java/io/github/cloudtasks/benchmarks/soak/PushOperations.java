package io.github.cloudtasks.benchmarks.soak;

import com.google.cloud.tasks.v2.CreateQueueRequest;
import com.google.cloud.tasks.v2.CreateTaskRequest;
import com.google.cloud.tasks.v2.DeleteTaskRequest;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.ListTasksRequest;
import com.google.cloud.tasks.v2.ListTasksResponse;
import com.google.cloud.tasks.v2.Queue;
import com.google.cloud.tasks.v2.RateLimits;
import com.google.cloud.tasks.v2.Task;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import io.github.cloudtasks.benchmarks.load.V2Calls;
import io.github.cloudtasks.benchmarks.soak.fault.EmulatorAddress;
import io.grpc.ManagedChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Creates, deletes and lists push tasks, over gRPC in v2 and over REST in v2 and v2beta3. Thread-safe. */
final class PushOperations {
    /** A queue dispatches at most 500 tasks per second, so the load is spread over several. */
    private static final int QUEUES = 16;

    private static final int PAGE = 100;
    private static final String BODY = "{\"id\": 12345, \"name\": \"a task of usual size\"}";
    private static final ByteString BODY_BYTES = ByteString.copyFromUtf8(BODY);
    private static final String BODY_BASE64 = Base64.getEncoder().encodeToString(BODY_BYTES.toByteArray());

    private final ManagedChannel channel;
    private final RestClient rest;
    private final Ledger ledger;
    private final Pending pending;
    private final LedgerTarget target;
    private final List<String> queues = new ArrayList<>();

    PushOperations(ManagedChannel channel, RestClient rest, Ledger ledger, Pending pending, LedgerTarget target) {
        this.channel = channel;
        this.rest = rest;
        this.ledger = ledger;
        this.pending = pending;
        this.target = target;
        for (int i = 0; i < QUEUES; i++) {
            CreateQueueRequest request = CreateQueueRequest.newBuilder()
                    .setParent(EmulatorAddress.LOCATION)
                    .setQueue(Queue.newBuilder()
                            .setName(EmulatorAddress.LOCATION + "/queues/push-" + i)
                            .setRateLimits(RateLimits.newBuilder().setMaxDispatchesPerSecond(500)))
                    .build();
            queues.add(V2Calls.call(channel, "CreateQueue", request, Queue.getDefaultInstance())
                    .getName());
        }
    }

    void createOverGrpc(long planned) {
        int number = ledger.add(planned);
        create("CreateTask", planned, number, task(number));
    }

    void createOverRest(long planned) {
        int number = ledger.add(planned);
        String version = number % 2 == 0 ? "v2" : "v2beta3";
        String json = "{\"task\": {\"httpRequest\": {\"url\": \"" + target.url(number) + "\", \"body\": \""
                + BODY_BASE64 + "\"}}}";
        pending.watch(
                "CreateTask over REST",
                planned,
                rest.call("POST", "/" + version + "/" + queue(number) + "/tasks", json),
                created -> ledger.acknowledged(number));
    }

    void createDelayed(long planned, int seconds) {
        int number = ledger.addScheduled(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
        create("CreateTask with a schedule time", planned, number, task(number).setScheduleTime(in(seconds)));
    }

    /**
     * Creates a task with a name; then, for each tenth one, another task with the same name, which must be rejected.
     */
    void createNamed(long planned) {
        int number = ledger.add(planned);
        Task.Builder task = task(number).setName(queue(number) + "/tasks/named-" + number);
        CreateTaskRequest request = request(number, task);
        pending.watch("CreateTask with a name", planned, start(request), created -> {
            ledger.acknowledged(number);
            if (number % 10 == 0) {
                pending.watchRejected(
                        "CreateTask with a used name", System.nanoTime(), start(request), "ALREADY_EXISTS");
            }
        });
    }

    /** Creates a task that is due in an hour, and deletes it. */
    void createAndDelete(long planned) {
        int number = ledger.addNeverDelivered();
        Task.Builder task = task(number).setScheduleTime(in(3600));
        pending.watch("CreateTask", planned, start(request(number, task)), created -> {
            ledger.acknowledged(number);
            DeleteTaskRequest delete =
                    DeleteTaskRequest.newBuilder().setName(created.getName()).build();
            pending.watch(
                    "DeleteTask",
                    System.nanoTime(),
                    V2Calls.start(channel, "DeleteTask", delete, Empty.getDefaultInstance()),
                    deleted -> ledger.deleted(number));
        });
    }

    void listOverGrpc(long planned, int random) {
        ListTasksRequest request = ListTasksRequest.newBuilder()
                .setParent(queue(random))
                .setPageSize(PAGE)
                .build();
        pending.watch(
                "ListTasks",
                planned,
                V2Calls.start(channel, "ListTasks", request, ListTasksResponse.getDefaultInstance()),
                listed -> {});
    }

    void listOverRest(long planned, int random) {
        String path = "/v2/" + queue(random) + "/tasks?pageSize=" + PAGE;
        pending.watch("ListTasks over REST", planned, rest.call("GET", path, ""), listed -> {});
    }

    void listQueues(long planned) {
        String path = "/v2/" + EmulatorAddress.LOCATION + "/queues?pageSize=" + PAGE;
        pending.watch("ListQueues over REST", planned, rest.call("GET", path, ""), listed -> {});
    }

    private void create(String call, long planned, int number, Task.Builder task) {
        pending.watch(call, planned, start(request(number, task)), created -> ledger.acknowledged(number));
    }

    private ListenableFuture<Task> start(CreateTaskRequest request) {
        return V2Calls.start(channel, "CreateTask", request, Task.getDefaultInstance());
    }

    private CreateTaskRequest request(int number, Task.Builder task) {
        return CreateTaskRequest.newBuilder()
                .setParent(queue(number))
                .setTask(task)
                .build();
    }

    private Task.Builder task(int number) {
        return Task.newBuilder()
                .setHttpRequest(
                        HttpRequest.newBuilder().setUrl(target.url(number)).setBody(BODY_BYTES));
    }

    private String queue(int number) {
        return queues.get(number % QUEUES);
    }

    private static Timestamp in(int seconds) {
        Instant time = Instant.now().plusSeconds(seconds);
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }
}
