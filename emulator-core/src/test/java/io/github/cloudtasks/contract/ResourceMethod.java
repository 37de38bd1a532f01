package io.github.cloudtasks.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.cloudtasks.engine.spec.Dialect.PullQueues;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;

/** The API methods that take a resource name, each with a request that is valid except for its name. */
enum ResourceMethod {
    ListQueues(ResourceType.LOCATION, "queues.list", (s, name) -> s.listQueues(name, 0, "")),
    GetQueue(ResourceType.QUEUE, "queues.get", ServiceDriver::getQueue),
    CreateQueue(
            ResourceType.LOCATION,
            "queues.create",
            (s, name) ->
                    s.createQueue(name, name + "/queues/q", QueueBuilder.push().build())),
    UpdateQueue(
            ResourceType.QUEUE,
            "queues.update",
            (s, name) -> s.updateQueue(name, QueueBuilder.push().build())),
    DeleteQueue(ResourceType.QUEUE, "queues.delete", ServiceDriver::deleteQueue),
    PurgeQueue(ResourceType.QUEUE, "queues.purge", ServiceDriver::purgeQueue),
    PauseQueue(ResourceType.QUEUE, "queues.pause", ServiceDriver::pauseQueue),
    ResumeQueue(ResourceType.QUEUE, "queues.resume", ServiceDriver::resumeQueue),
    GetIamPolicy(ResourceType.QUEUE, "queues.list", (s, name) -> s.getIamPolicy(name, 0)),
    SetIamPolicy(
            ResourceType.QUEUE,
            "queues.list",
            (s, name) -> s.setIamPolicy(name, new Policy(0, List.of(), Bytes.EMPTY))),
    TestIamPermissions(
            ResourceType.QUEUE,
            "queues.list",
            (s, name) -> s.testIamPermissions(name, List.of("cloudtasks.queues.get"))),
    ListTasks(ResourceType.QUEUE, "tasks.list", (s, name) -> s.listTasks(name, 0, "")),
    GetTask(ResourceType.TASK, "tasks.get", ServiceDriver::getTask),
    CreateTask(
            ResourceType.QUEUE,
            "tasks.create",
            (s, name) -> s.createTask(name, TaskBuilder.http().build())),
    DeleteTask(ResourceType.TASK, "tasks.delete", ServiceDriver::deleteTask),
    RunTask(ResourceType.TASK, "tasks.run", ServiceDriver::runTask),
    LeaseTasks(ResourceType.QUEUE, "tasks.lease", (s, name) -> s.leaseTasks(name, 1, Duration.ofMinutes(1), "")),
    AcknowledgeTask(ResourceType.TASK, "tasks.acknowledge", (s, name) -> s.acknowledgeTask(name, Instant.EPOCH)),
    RenewLease(
            ResourceType.TASK,
            "tasks.renewLease",
            (s, name) -> s.renewLease(name, Instant.EPOCH, Duration.ofMinutes(1))),
    CancelLease(ResourceType.TASK, "tasks.cancelLease", (s, name) -> s.cancelLease(name, Instant.EPOCH));

    /** The type of resource that a name identifies. */
    enum ResourceType {
        LOCATION,
        QUEUE,
        TASK
    }

    final ResourceType type;
    final String permission;
    private final BiConsumer<ServiceDriver, String> call;

    ResourceMethod(ResourceType type, String permission, BiConsumer<ServiceDriver, String> call) {
        this.type = type;
        this.permission = permission;
        this.call = call;
    }

    /** Calls the method. Aborts the test if the version lacks the method. */
    void call(ServiceDriver service, String name) {
        assumeTrue(
                !permission.matches("tasks[.](lease|acknowledge|renewLease|cancelLease)") || supportsLeases(service));
        call.accept(service, name);
    }

    private static boolean supportsLeases(ServiceDriver service) {
        return service.dialect().pullQueues() == PullQueues.LEASABLE;
    }
}
