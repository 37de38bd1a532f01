package io.github.cloudtasks.contract;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.time.VirtualTimeline;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One engine under certain limits, a door to it, and a timeline. Starting a door takes a while, so a site serves many
 * tests, each with a project of its own: tests share nothing but the time, which only moves on.
 */
final class SharedEmulator implements Dispatcher, AutoCloseable {
    /** Some winter's day, long before any date that a test names. */
    private static final Instant START = Instant.parse("2026-01-05T12:00:00Z");

    final VirtualTimeline timeline = new VirtualTimeline(START);
    final CloudTasks engine;
    final ServiceDriver service;
    private final Map<String, FakeDispatcher> attempts = new ConcurrentHashMap<>();
    private int benches;

    SharedEmulator(ContractExtension binding, Limits limits) throws Exception {
        engine = new CloudTasks(limits, timeline, this);
        service = binding.connect(engine);
    }

    /** A fixture with a project that nobody has used, at a whole second. */
    TestFixture fixture() {
        timeline.advanceTo(timeline.now().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofSeconds(1)));
        TestFixture fixture = new TestFixture(this, "test-%04d".formatted(++benches));
        attempts.put(fixture.project(), fixture.dispatcher());
        return fixture;
    }

    /** Removes all that a test left behind, so that none of it happens in the next. */
    void clear(TestFixture fixture) {
        for (LocationName location : engine.locations()
                .listLocations("projects/" + fixture.project(), 0, "")
                .items()) {
            for (Queue queue : engine.queues()
                    .listQueues(location.toString(), any -> true, "", 0, "")
                    .items()) {
                engine.queues().deleteQueue(queue.name().toString());
            }
        }
        attempts.remove(fixture.project());
    }

    @Override
    public CompletionStage<Outcome> deliver(Dispatch dispatch) {
        FakeDispatcher ofTest = attempts.get(dispatch.queue().name().location().project());
        return ofTest == null ? new CompletableFuture<>() : ofTest.deliver(dispatch);
    }

    @Override
    public void close() {
        service.close();
    }
}
