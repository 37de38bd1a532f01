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
    private ScriptedTarget sink;

    @BeforeEach
    void start() throws Exception {
        sink = ScriptedTarget.start(call -> {
            asked.countDown();
            released.await();
            call.answer(ScriptedTarget.OK);
        });
    }

    @AfterEach
    void stop() throws Exception {
        released.countDown();
        dispatcher.close();
        sink.close();
    }

    @Test
    void nothing_under_way_is_nothing_to_wait_for() throws Exception {
        dispatcher.drain(LONG);
        dispatcher.drain(LONG);
        dispatcher.close();
        dispatcher.drain(LONG);
    }

    @Test
    void what_is_under_way_ends_and_nothing_else_is_started() throws Exception {
        CompletableFuture<Outcome> first = Deliveries.start(dispatcher, DispatchBuilder.post(sink.url("/first")));
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Outcome> next =
                first.thenCompose(ended -> Deliveries.start(dispatcher, DispatchBuilder.post(sink.url("/next"))));
        CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> dispatcher.drain(LONG));
        CompletableFuture<Outcome> meanwhile = startWhileDraining();
        assertThat(drained).isNotDone();

        released.countDown();

        drained.get(20, TimeUnit.SECONDS);
        assertThat(first).isCompletedWithValue(new Responded(200));
        assertThat(next).isNotDone();
        assertThat(meanwhile).isNotDone();
        dispatcher.close();
        assertThat(Deliveries.await(next)).isEqualTo(new Unreachable("the dispatcher is closed"));
        assertThat(Deliveries.await(meanwhile)).isEqualTo(new Unreachable("the dispatcher is closed"));
        assertThat(sink.calls()).extracting(ScriptedTarget.Call::path).containsExactly("/first");
    }

    @Test
    void what_takes_too_long_is_ended_by_the_close() throws Exception {
        CompletableFuture<Outcome> held = Deliveries.start(dispatcher, DispatchBuilder.post(sink.url("/")));
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

        dispatcher.drain(Duration.ofMillis(1));

        assertThat(held).isNotDone();
        dispatcher.close();
        assertThat(Deliveries.await(held)).isEqualTo(new Unreachable("the dispatcher is closed"));
    }

    /** When a drain of no patience returns, the one before it has begun. */
    private CompletableFuture<Outcome> startWhileDraining() {
        dispatcher.drain(Duration.ofMillis(1));
        return Deliveries.start(dispatcher, DispatchBuilder.post(sink.url("/meanwhile")));
    }
}
