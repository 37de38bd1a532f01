package io.github.cloudtasks.contract;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.time.VirtualTimeline;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An engine with certain limits, a driver for it, and virtual time. Starting a driver is slow, so many tests share one
 * emulator. Each test has its own project. Tests share only the time, which never moves back.
 */
final class SharedEmulator implements Dispatcher, AutoCloseable {
    /** The start of virtual time. It is earlier than every date in the tests. */
    private static final Instant START = Instant.parse("2026-01-05T12:00:00Z");

    final VirtualTimeline timeline = new VirtualTimeline(START);
    final CloudTasks engine;
    final ServiceDriver service;
    private final Map<String, FakeDispatcher> dispatchers = new ConcurrentHashMap<>();
    private int fixtures;

    SharedEmulator(ContractExtension extension, Limits limits) throws Exception {
        engine = new CloudTasks(limits, timeline, this);
        service = extension.connect(engine);
    }

    /** Returns a fixture with an unused project, at the next whole second. */
    TestFixture newFixture() {
        timeline.advanceTo(timeline.now().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofSeconds(1)));
        TestFixture fixture = new TestFixture(this, "test-%04d".formatted(++fixtures));
        dispatchers.put(fixture.project(), fixture.dispatcher());
        return fixture;
    }

    /** Deletes everything that a test has created, so that it cannot affect the next test. */
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
        dispatchers.remove(fixture.project());
    }

    @Override
    public CompletionStage<DeliveryResult> deliver(Dispatch dispatch) {
        FakeDispatcher dispatcher =
                dispatchers.get(dispatch.queue().name().location().project());
        return dispatcher == null ? new CompletableFuture<>() : dispatcher.deliver(dispatch);
    }

    @Override
    public void close() {
        service.close();
    }
}
