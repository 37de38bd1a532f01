package io.github.cloudtasks.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.cloudtasks.engine.Dialect.PullQueues;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;

/** The methods that take the name of a resource, each with a request that is right but for its name. */
enum Rpc {
    ListQueues(Kind.LOCATION, "queues.list", (s, name) -> s.listQueues(name, 0, "")),
    GetQueue(Kind.QUEUE, "queues.get", Service::getQueue),
    CreateQueue(
            Kind.LOCATION,
            "queues.create",
            (s, name) -> s.createQueue(name, name + "/queues/q", AQueue.push().build())),
    UpdateQueue(
            Kind.QUEUE,
            "queues.update",
            (s, name) -> s.updateQueue(name, AQueue.push().build())),
    DeleteQueue(Kind.QUEUE, "queues.delete", Service::deleteQueue),
    PurgeQueue(Kind.QUEUE, "queues.purge", Service::purgeQueue),
    PauseQueue(Kind.QUEUE, "queues.pause", Service::pauseQueue),
    ResumeQueue(Kind.QUEUE, "queues.resume", Service::resumeQueue),
    GetIamPolicy(Kind.QUEUE, "queues.list", (s, name) -> s.getIamPolicy(name, 0)),
    SetIamPolicy(Kind.QUEUE, "queues.list", (s, name) -> s.setIamPolicy(name, new Policy(0, List.of(), Bytes.EMPTY))),
    TestIamPermissions(
            Kind.QUEUE, "queues.list", (s, name) -> s.testIamPermissions(name, List.of("cloudtasks.queues.get"))),
    ListTasks(Kind.QUEUE, "tasks.list", (s, name) -> s.listTasks(name, 0, "")),
    GetTask(Kind.TASK, "tasks.get", Service::getTask),
    CreateTask(
            Kind.QUEUE,
            "tasks.create",
            (s, name) -> s.createTask(name, ATask.http().build())),
    DeleteTask(Kind.TASK, "tasks.delete", Service::deleteTask),
    RunTask(Kind.TASK, "tasks.run", Service::runTask),
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
    private final BiConsumer<Service, String> call;

    Rpc(Kind kind, String permission, BiConsumer<Service, String> call) {
        this.kind = kind;
        this.permission = permission;
        this.call = call;
    }

    /** Calls the method; a test of one that the version does not have ends here. */
    void call(Service service, String name) {
        assumeTrue(!permission.matches("tasks[.](lease|acknowledge|renewLease|cancelLease)") || leases(service));
        call.accept(service, name);
    }

    private static boolean leases(Service service) {
        return service.dialect().pullQueues() == PullQueues.LEASED;
    }
}
