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

/** What one test works on: a project of its own, the time, and the attempts of its tasks. */
public final class TestFixture {
    private static final String LOCATION = "us-central1";

    private final SharedEmulator site;
    private final String project;
    private final FakeDispatcher attempts = new FakeDispatcher();

    TestFixture(SharedEmulator site, String project) {
        this.site = site;
        this.project = project;
    }

    public ServiceDriver service() {
        return site.service;
    }

    /** The id of the test's project. */
    public String project() {
        return project;
    }

    /** The name of the location that the test's queues are in. */
    public String location() {
        return location(LOCATION);
    }

    /** The name of a location in the test's project. */
    public String location(String id) {
        return "projects/" + project + "/locations/" + id;
    }

    /** The name of a queue. */
    public String queue(String id) {
        return location() + "/queues/" + id;
    }

    /** The name of a task. */
    public String task(String queueId, String taskId) {
        return queue(queueId) + "/tasks/" + taskId;
    }

    /**
     * Makes a queue. A test that needs a pull queue, or a burst of its own, is none for a version that has no such
     * thing.
     */
    public Queue createQueue(String queueId, QueueBuilder settings) {
        NewQueue asked = settings.build();
        assumeTrue(!(asked.target() instanceof PullTarget) || supportsPullQueues());
        assumeTrue(asked.rateLimits().maxBurstSize() == 0 || service().dialect().burstIsSettable());
        return service().createQueue(location(), queue(queueId), asked);
    }

    /**
     * Makes a task with this id; an empty id lets the service choose one. A test that needs a pull task is none for a
     * version that makes none.
     */
    public Task createTask(String queueId, String taskId, TaskBuilder task) {
        NewTask asked =
                task.named(taskId.isEmpty() ? "" : task(queueId, taskId)).build();
        assumeTrue(!(asked.payload() instanceof PullMessage) || supportsLeases());
        return service().createTask(queue(queueId), asked);
    }

    /** Whether the version knows of pull queues. */
    public boolean supportsPullQueues() {
        return service().dialect().pullQueues() != PullQueues.HIDDEN;
    }

    /** Whether the version makes and leases pull tasks. */
    public boolean supportsLeases() {
        return service().dialect().pullQueues() == PullQueues.LEASED;
    }

    public FakeDispatcher dispatcher() {
        return attempts;
    }

    public Instant now() {
        return site.timeline.now();
    }

    /** Moves on; what is due on the way happens at its own time. */
    public void advance(Duration duration) {
        site.timeline.advance(duration);
    }

    /** Moves on to just before {@code when}: one microsecond. */
    public void advanceToJustBefore(Instant when) {
        site.timeline.advanceTo(when.minusNanos(1_000));
    }

    /** Moves on to {@code when}. */
    public void advanceTo(Instant when) {
        site.timeline.advanceTo(when);
    }

    /** Lets what is due now happen. */
    public void settle() {
        site.timeline.settle();
    }

    void clear() {
        site.clear(this);
    }
}
