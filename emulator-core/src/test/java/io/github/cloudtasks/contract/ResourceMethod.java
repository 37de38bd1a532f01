package io.github.cloudtasks.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.cloudtasks.engine.spec.Dialect.PullQueues;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;

/** The methods that take the name of a resource, each with a request that is right but for its name. */
enum ResourceMethod {
    ListQueues(Kind.LOCATION, "queues.list", (s, name) -> s.listQueues(name, 0, "")),
    GetQueue(Kind.QUEUE, "queues.get", ServiceDriver::getQueue),
    CreateQueue(
            Kind.LOCATION,
            "queues.create",
            (s, name) ->
                    s.createQueue(name, name + "/queues/q", QueueBuilder.push().build())),
    UpdateQueue(
            Kind.QUEUE,
            "queues.update",
            (s, name) -> s.updateQueue(name, QueueBuilder.push().build())),
    DeleteQueue(Kind.QUEUE, "queues.delete", ServiceDriver::deleteQueue),
    PurgeQueue(Kind.QUEUE, "queues.purge", ServiceDriver::purgeQueue),
    PauseQueue(Kind.QUEUE, "queues.pause", ServiceDriver::pauseQueue),
    ResumeQueue(Kind.QUEUE, "queues.resume", ServiceDriver::resumeQueue),
    GetIamPolicy(Kind.QUEUE, "queues.list", (s, name) -> s.getIamPolicy(name, 0)),
    SetIamPolicy(Kind.QUEUE, "queues.list", (s, name) -> s.setIamPolicy(name, new Policy(0, List.of(), Bytes.EMPTY))),
    TestIamPermissions(
            Kind.QUEUE, "queues.list", (s, name) -> s.testIamPermissions(name, List.of("cloudtasks.queues.get"))),
    ListTasks(Kind.QUEUE, "tasks.list", (s, name) -> s.listTasks(name, 0, "")),
    GetTask(Kind.TASK, "tasks.get", ServiceDriver::getTask),
    CreateTask(
            Kind.QUEUE,
            "tasks.create",
            (s, name) -> s.createTask(name, TaskBuilder.http().build())),
    DeleteTask(Kind.TASK, "tasks.delete", ServiceDriver::deleteTask),
    RunTask(Kind.TASK, "tasks.run", ServiceDriver::runTask),
    LeaseTasks(Kind.QUEUE, "tasks.lease", (s, name) -> s.leaseTasks(name, 1, Duration.ofMinutes(1), "")),
    AcknowledgeTask(Kind.TASK, "tasks.acknowledge", (s, name) -> s.acknowledgeTask(name, Instant.EPOCH)),
    RenewLease(Kind.TASK, "tasks.renewLease", (s, name) -> s.renewLease(name, Instant.EPOCH, Duration.ofMinutes(1))),
    CancelLease(Kind.TASK, "tasks.cancelLease", (s, name) -> s.cancelLease(name, Instant.EPOCH));

    /** What a name names. */
    enum Kind {
        LOCATION,
        QUEUE,
        TASK
    }

    final Kind kind;
    final String permission;
    private final BiConsumer<ServiceDriver, String> call;

    ResourceMethod(Kind kind, String permission, BiConsumer<ServiceDriver, String> call) {
        this.kind = kind;
        this.permission = permission;
        this.call = call;
    }

    /** Calls the method; a test of one that the version does not have ends here. */
    void call(ServiceDriver service, String name) {
        assumeTrue(!permission.matches("tasks[.](lease|acknowledge|renewLease|cancelLease)") || leases(service));
        call.accept(service, name);
    }

    private static boolean leases(ServiceDriver service) {
        return service.dialect().pullQueues() == PullQueues.LEASED;
    }
}
