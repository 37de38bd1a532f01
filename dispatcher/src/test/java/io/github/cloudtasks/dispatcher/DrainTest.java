package io.github.cloudtasks.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Outcome.Responded;
import io.github.cloudtasks.model.task.Outcome.Unreachable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DrainTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final HttpDispatcher dispatcher = HttpDispatcher.start(DispatcherSettings.DEFAULT);
    private ScriptedTarget target;

    @BeforeEach
    void start() throws Exception {
        target = ScriptedTarget.start(call -> {
            asked.countDown();
            released.await();
            call.respond(ScriptedTarget.OK);
        });
    }

    @AfterEach
    void stop() throws Exception {
        released.countDown();
        dispatcher.close();
        target.close();
    }

    @Test
    void drain_returns_without_attempts_in_flight() throws Exception {
        dispatcher.drain(LONG);
        dispatcher.drain(LONG);
        dispatcher.close();
        dispatcher.drain(LONG);
    }

    @Test
    void drain_lets_attempts_in_flight_end_and_starts_no_others() throws Exception {
        CompletableFuture<Outcome> first = Deliveries.start(dispatcher, DispatchBuilder.post(target.url("/first")));
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Outcome> next =
                first.thenCompose(ended -> Deliveries.start(dispatcher, DispatchBuilder.post(target.url("/next"))));
        CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> dispatcher.drain(LONG));
        CompletableFuture<Outcome> meanwhile = startWhileDraining();
        assertThat(drained).isNotDone();

        released.countDown();

        drained.get(20, TimeUnit.SECONDS);
        assertThat(Deliveries.await(first)).isEqualTo(new Responded(200));
        assertThat(next).isNotDone();
        assertThat(meanwhile).isNotDone();
        dispatcher.close();
        assertThat(Deliveries.await(next)).isEqualTo(new Unreachable("the dispatcher is closed"));
        assertThat(Deliveries.await(meanwhile)).isEqualTo(new Unreachable("the dispatcher is closed"));
        assertThat(target.calls()).extracting(ScriptedTarget.Call::path).containsExactly("/first");
    }

    @Test
    void close_ends_attempts_that_outlast_drain() throws Exception {
        CompletableFuture<Outcome> held = Deliveries.start(dispatcher, DispatchBuilder.post(target.url("/")));
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

        dispatcher.drain(Duration.ofMillis(1));

        assertThat(held).isNotDone();
        dispatcher.close();
        assertThat(Deliveries.await(held)).isEqualTo(new Unreachable("the dispatcher is closed"));
    }

    /** Starts an attempt after the first drain has begun, which is certain once a second, short drain has returned. */
    private CompletableFuture<Outcome> startWhileDraining() {
        dispatcher.drain(Duration.ofMillis(1));
        return Deliveries.start(dispatcher, DispatchBuilder.post(target.url("/meanwhile")));
    }
}
