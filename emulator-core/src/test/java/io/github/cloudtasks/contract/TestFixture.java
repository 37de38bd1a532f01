package io.github.cloudtasks.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.cloudtasks.engine.spec.Dialect.PullQueues;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Payload.PullMessage;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.Instant;

/** The fixture of one test: its own project, the virtual time, and the dispatcher of its tasks. */
public final class TestFixture {
    private static final String LOCATION = "us-central1";

    private final SharedEmulator emulator;
    private final String project;
    private final FakeDispatcher dispatcher = new FakeDispatcher();

    TestFixture(SharedEmulator emulator, String project) {
        this.emulator = emulator;
        this.project = project;
    }

    public ServiceDriver service() {
        return emulator.service;
    }

    /** Returns the id of the project. */
    public String project() {
        return project;
    }

    /** Returns the name of the default location. */
    public String location() {
        return location(LOCATION);
    }

    /** Returns the name of a location in the project. */
    public String location(String id) {
        return "projects/" + project + "/locations/" + id;
    }

    /** Returns the name of a queue in the default location. */
    public String queue(String id) {
        return location() + "/queues/" + id;
    }

    /** Returns the name of a task in the default location. */
    public String task(String queueId, String taskId) {
        return queue(queueId) + "/tasks/" + taskId;
    }

    /**
     * Creates a queue in the default location. Aborts the test if it needs a pull queue or a burst size that the
     * version lacks.
     */
    public Queue createQueue(String queueId, QueueBuilder settings) {
        NewQueue requested = settings.build();
        assumeTrue(!(requested.target() instanceof PullTarget) || supportsPullQueues());
        assumeTrue(requested.rateLimits().maxBurstSize() == 0
                || service().dialect().burstIsSettable());
        return service().createQueue(location(), queue(queueId), requested);
    }

    /**
     * Creates a task. If the id is empty, the service generates one. Aborts the test if it needs a pull task that the
     * version cannot create.
     */
    public Task createTask(String queueId, String taskId, TaskBuilder task) {
        NewTask requested =
                task.named(taskId.isEmpty() ? "" : task(queueId, taskId)).build();
        assumeTrue(!(requested.payload() instanceof PullMessage) || supportsLeases());
        return service().createTask(queue(queueId), requested);
    }

    /** Returns whether the version has pull queues. */
    public boolean supportsPullQueues() {
        return service().dialect().pullQueues() != PullQueues.HIDDEN;
    }

    /** Returns whether the version can create and lease pull tasks. */
    public boolean supportsLeases() {
        return service().dialect().pullQueues() == PullQueues.LEASABLE;
    }

    public FakeDispatcher dispatcher() {
        return dispatcher;
    }

    public Instant now() {
        return emulator.timeline.now();
    }

    /** Advances the time. Everything that is due on the way happens at its own time. */
    public void advance(Duration duration) {
        emulator.timeline.advance(duration);
    }

    /** Advances the time to one microsecond before {@code when}. */
    public void advanceToJustBefore(Instant when) {
        emulator.timeline.advanceTo(when.minusNanos(1_000));
    }

    /** Advances the time to {@code when}. */
    public void advanceTo(Instant when) {
        emulator.timeline.advanceTo(when);
    }

    /** Waits until everything that is due now has happened. */
    public void settle() {
        emulator.timeline.settle();
    }

    void clear() {
        emulator.clear(this);
    }
}
