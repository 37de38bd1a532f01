package io.github.cloudtasks.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.engine.ManualDispatcher;
import io.github.cloudtasks.engine.Samples;
import io.github.cloudtasks.engine.rules.QueueRules;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.journal.Journal;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.time.ClockReading;
import io.github.cloudtasks.time.Timeline;
import io.github.cloudtasks.time.VirtualTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueRegistryTest {
    private static final LocationName LOCATION = new LocationName("p", "l");

    private final VirtualTimeline timeline = new VirtualTimeline(Samples.START);
    private final QueueRegistry queues =
            new QueueRegistry(Limits.DEFAULTS, timeline, new ManualDispatcher(), Journal.NONE, List.of());

    @Test
    @Tag("documented")
    void queues_of_a_location_are_sorted_by_name() {
        for (String id : List.of("b", "a-b", "Z", "a", "a0", "0")) {
            create("p", "l", id);
        }
        create("p", "l2", "c");
        create("p", "k", "c");
        create("q", "l", "c");

        assertThat(ids("")).containsExactly("0", "Z", "a", "a-b", "a0", "b");
        assertThat(ids("a")).containsExactly("a-b", "a0", "b");
        assertThat(ids("a-")).containsExactly("a-b", "a0", "b");
        assertThat(ids("b")).isEmpty();
    }

    @ParameterizedTest
    @Tag("inferred")
    @ValueSource(strings = {"~", "\uffff", "\uffff\uffff", "\ud83d\ude00"})
    void nothing_follows_the_last_possible_id(String after) {
        create("p", "l", "a");

        assertThat(ids(after)).isEmpty();
    }

    @Test
    @Tag("documented")
    void deleted_name_is_blocked_for_7_days() {
        create("p", "l", "a");
        queues.delete(QueueName.of("p", "l", "a"));

        timeline.advance(Duration.ofDays(7).minusNanos(1000));
        assertThatThrownBy(() -> create("p", "l", "a"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("too recently");

        timeline.advance(Duration.ofNanos(1000));
        create("p", "l", "a");
        assertThat(ids("")).containsExactly("a");
    }

    @Test
    @Tag("inferred")
    void deleted_queue_leaves_no_alarm_set() {
        List<Instant> settings = new ArrayList<>();
        Timeline recording = recording(settings);
        QueueRegistry recorded =
                new QueueRegistry(Limits.DEFAULTS, recording, new ManualDispatcher(), Journal.NONE, List.of());
        recorded.create(Samples.queue(NewQueue.DEFAULT));
        LiveQueue live = recorded.get(Samples.QUEUE);
        live.withLock((tasks, now) -> tasks.create(Samples.task("t", now.plusSeconds(1)), now));
        assertThat(settings.getLast()).isEqualTo(Samples.START.plusSeconds(1));

        recorded.delete(Samples.QUEUE);
        live.stats();

        assertThat(settings.getLast()).isEqualTo(Instant.MAX);
    }

    @Test
    @Tag("inferred")
    void name_cannot_be_created_while_its_queue_is_being_deleted() throws InterruptedException {
        for (int i = 0; i < 2_000; i++) {
            Queue queue = create("p", "l", "a" + i);
            CyclicBarrier both = new CyclicBarrier(2);
            Thread deleter = Thread.ofPlatform().start(() -> together(both, () -> queues.delete(queue.name())));
            Thread creator = Thread.ofPlatform().start(() -> together(both, () -> tryToCreate(queue)));
            deleter.join();
            creator.join();
        }

        assertThat(queues.names()).isEmpty();
    }

    private void tryToCreate(Queue queue) {
        try {
            while (!queues.createIfAbsent(queue)) {
                Thread.onSpinWait();
            }
        } catch (ApiException e) {
            assertThat(e).hasMessageContaining("too recently");
        }
    }

    private static void together(CyclicBarrier barrier, Runnable action) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new AssertionError(e);
        }
        action.run();
    }

    private Timeline recording(List<Instant> settings) {
        return new Timeline() {
            @Override
            public Instant now() {
                return timeline.now();
            }

            @Override
            public ClockReading read() {
                return timeline.read();
            }

            @Override
            public boolean isFrozen() {
                return timeline.isFrozen();
            }

            @Override
            public Alarm alarm(Runnable wake) {
                return settings::add;
            }
        };
    }

    private Queue create(String project, String location, String id) {
        QueueName name = QueueName.of(project, location, id);
        return queues.create(new QueueRules(Dialect.V2BETA2, Limits.DEFAULTS).complete(name, NewQueue.DEFAULT));
    }

    private List<String> ids(String after) {
        List<String> ids = new ArrayList<>();
        queues.inLocation(LOCATION, after)
                .forEach(live -> ids.add(live.queue().name().queueId()));
        return ids;
    }
}
