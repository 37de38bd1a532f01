package io.github.cloudtasks.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.event.Event.AttemptEnded;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import io.github.cloudtasks.server.settings.FaultParser;
import io.github.cloudtasks.time.VirtualTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The faults of deliveries, with an engine on virtual time. */
class FaultyDispatcherTest {
    private static final String LOCATION = "projects/p/locations/us-central1";
    private static final String QUEUE = LOCATION + "/queues/q";
    private static final String OTHER = LOCATION + "/queues/other";

    /** An engine whose target responds at once, with 200 or with what the test has set; -1 is no response. */
    private static final class Scene implements Dispatcher {
        private final VirtualTimeline timeline = new VirtualTimeline(Instant.parse("2026-01-02T03:04:05Z"));
        private final List<String> delivered = new ArrayList<>();
        private final List<AttemptEnded> ended = new ArrayList<>();
        private final Deque<Integer> statuses = new ArrayDeque<>();
        private final FaultInjector faults;
        private final CloudTasks engine;

        Scene(String... faults) {
            this.faults =
                    new FaultInjector(Stream.of(faults).map(FaultParser::parse).toList());
            Dispatcher faulty = new FaultyDispatcher(
                    this,
                    this.faults,
                    delay -> task -> timeline.alarm(task).at(timeline.now().plus(delay)));
            engine = new CloudTasks(Limits.DEFAULTS, timeline, faulty, List.of(this::record));
            createQueue(QUEUE, new RateLimits(500, 100, 1));
        }

        void createQueue(String name, RateLimits rates) {
            Duration second = Duration.ofSeconds(1);
            RetryConfig retries = new RetryConfig(5, null, second, second, 0);
            engine.queues().createQueue(LOCATION, name, new NewQueue(null, rates, retries, null, null, null));
        }

        /** Creates tasks in a paused queue, so that all are due when it is resumed. */
        Scene deliver(String queue, int count) {
            engine.queues().pauseQueue(queue);
            for (int i = 0; i < count; i++) {
                HttpRequest request = new HttpRequest("http://a/", HttpMethod.POST, Map.of(), Bytes.EMPTY, null);
                engine.tasks().createTask(queue, new NewTask(queue + "/tasks/t" + (10 + i), request, null, null, null));
            }
            engine.queues().resumeQueue(queue);
            timeline.advance(Duration.ofMinutes(10));
            return this;
        }

        Scene deliver(int count) {
            return deliver(QUEUE, count);
        }

        @Override
        public CompletionStage<DeliveryResult> deliver(Dispatch dispatch) {
            delivered.add(dispatch.task().id());
            int status = statuses.isEmpty() ? 200 : statuses.poll();
            Outcome outcome = status < 0 ? new Outcome.Unreachable("down") : new Outcome.Responded(status);
            return CompletableFuture.completedFuture(DeliveryResult.of(outcome));
        }

        private void record(Event event) {
            if (event instanceof AttemptEnded attempt) {
                ended.add(attempt);
            }
        }

        /** Returns the numbers of tasks for which the target was called more than once. */
        List<String> repeated() {
            return delivered.stream()
                    .distinct()
                    .filter(id -> delivered.stream().filter(id::equals).count() > 1)
                    .toList();
        }

        List<String> errors() {
            return ended.stream()
                    .filter(attempt -> attempt.outcome() instanceof Outcome.Unreachable)
                    .map(attempt -> ((Outcome.Unreachable) attempt.outcome()).reason())
                    .toList();
        }
    }

    @Test
    void without_faults_each_task_is_delivered_once_and_in_order() {
        Scene scene = new Scene().deliver(20);

        assertThat(scene.delivered).hasSize(20).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void a_duplicate_is_a_second_attempt_of_the_task() {
        Scene scene = new Scene("duplicate,count=1").deliver(2);

        assertThat(scene.delivered).containsExactly("t10", "t10", "t11");
        assertThat(scene.ended)
                .extracting(attempt -> attempt.dispatch().retryCount())
                .containsExactly(0, 1, 0);
        assertThat(scene.engine.tasks().listTasks(QUEUE, 0, "").items()).isEmpty();
        assertThat(scene.faults.injected(FaultKind.DUPLICATE)).isEqualTo(1);
    }

    @Test
    void a_lost_response_makes_the_task_run_again() {
        Scene scene = new Scene("lost-response,count=2").deliver(1);

        assertThat(scene.delivered).containsExactly("t10", "t10", "t10");
        assertThat(scene.errors())
                .hasSize(2)
                .containsOnly("injected fault f1 (lost-response): the response with status 200 was lost");
    }

    @Test
    void a_response_that_never_came_cannot_be_lost() {
        Scene scene = new Scene("lost-response,count=1");
        scene.statuses.add(-1);
        scene.deliver(1);

        assertThat(scene.errors())
                .containsExactly("down", "injected fault f1 (lost-response): the response with status 200 was lost");
        assertThat(scene.delivered).hasSize(3);
    }

    @Test
    void an_unreachable_target_receives_nothing() {
        Scene scene = new Scene("unreachable,count=3").deliver(1);

        assertThat(scene.delivered).containsExactly("t10");
        assertThat(scene.errors())
                .hasSize(3)
                .containsOnly("injected fault f1 (unreachable): the target is unreachable");
    }

    @Test
    void a_target_that_stays_unreachable_exhausts_the_retries() {
        Scene scene = new Scene("unreachable").deliver(1);

        assertThat(scene.delivered).isEmpty();
        assertThat(scene.ended).hasSize(5);
    }

    @Test
    void latency_delays_the_request() {
        Scene scene = new Scene("latency,delay=2s");
        Instant start = scene.timeline.now();
        scene.deliver(1);

        assertThat(scene.ended).extracting(AttemptEnded::time).containsExactly(start.plusSeconds(2));
    }

    @Test
    void latency_is_within_its_range() {
        Scene scene = new Scene("latency,delay=2s-5s,count=10").deliver(10);

        List<Duration> waits = scene.ended.stream()
                .map(attempt ->
                        Duration.between(attempt.dispatch().task().lastAttempt().dispatchTime(), attempt.time()))
                .toList();
        assertThat(waits)
                .hasSize(10)
                .allMatch(wait ->
                        wait.compareTo(Duration.ofSeconds(2)) >= 0 && wait.compareTo(Duration.ofSeconds(5)) <= 0);
        assertThat(waits.stream().distinct()).hasSizeGreaterThan(5);
    }

    @Test
    void latency_beyond_the_deadline_fails_at_the_deadline() {
        Scene scene = new Scene("latency,delay=1h,count=1");
        Instant start = scene.timeline.now();
        scene.deliver(1);
        scene.timeline.advance(Duration.ofMinutes(30));

        assertThat(scene.ended.getFirst().outcome()).isEqualTo(new Outcome.DeadlineExceeded());
        assertThat(scene.ended.getFirst().time()).isEqualTo(start.plus(Duration.ofMinutes(10)));
        assertThat(scene.delivered).containsExactly("t10");
    }

    @Test
    void out_of_order_delivers_every_task_once_in_another_order() {
        Scene scene = new Scene("out-of-order,rate=0.5").deliver(20);

        assertThat(scene.delivered).hasSize(20).doesNotHaveDuplicates();
        assertThat(scene.delivered)
                .isNotEqualTo(scene.delivered.stream().sorted().toList());
        assertThat(scene.faults.injected(FaultKind.OUT_OF_ORDER)).isBetween(1L, 19L);
    }

    @Test
    void throttling_halves_the_rate_after_429_and_503_and_recovers() {
        Scene scene = new Scene("throttle");
        scene.statuses.addAll(List.of(503, 429));
        scene.deliver(2);

        // A quarter is left after two failures, and each success gives back a tenth of the limit.
        assertThat(rates(scene))
                .singleElement()
                .satisfies(rate -> assertThat(rate).isCloseTo(225, within(0.001)));
        assertThat(scene.faults.injected(FaultKind.THROTTLE)).isEqualTo(2);
    }

    @Test
    void a_throttled_queue_dispatches_at_its_reduced_rate() {
        Scene scene = new Scene("throttle");
        scene.createQueue(OTHER, new RateLimits(1, 1, 1));
        scene.statuses.addAll(List.of(503, 503, 503, 503));
        scene.deliver(OTHER, 1);

        List<Instant> times = scene.ended.stream().map(AttemptEnded::time).toList();
        List<Duration> gaps = IntStream.range(1, times.size())
                .mapToObj(i -> Duration.between(times.get(i - 1), times.get(i)))
                .toList();
        assertThat(gaps)
                .containsExactly(
                        Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8), Duration.ofSeconds(16));
    }

    @Test
    void without_the_fault_429_does_not_change_the_rate() {
        Scene scene = new Scene("throttle,queue=" + OTHER);
        scene.statuses.addAll(List.of(503, 429));
        scene.deliver(2);

        assertThat(rates(scene)).containsExactly(500.0);
    }

    private static List<Double> rates(Scene scene) {
        return scene.engine.admin().overviews().stream()
                .map(overview -> overview.stats().effectiveExecutionRate())
                .toList();
    }

    @Test
    void a_fault_of_one_queue_does_not_concern_others() {
        Scene scene = new Scene("duplicate,queue=" + OTHER);
        scene.createQueue(OTHER, new RateLimits(500, 100, 1));

        assertThat(scene.deliver(QUEUE, 3).delivered).hasSize(3);
        assertThat(scene.deliver(OTHER, 3).delivered).hasSize(9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "duplicate,rate=0.3,seed=7",
                "out-of-order,rate=0.5,seed=7",
                "latency,delay=1s-9s,rate=0.5,seed=7",
                "lost-response,rate=0.3,seed=7",
                "unreachable,rate=0.3,seed=7"
            })
    void the_same_seed_gives_the_same_faults_and_another_seed_others(String fault) {
        Scene first = new Scene(fault).deliver(30);
        Scene again = new Scene(fault).deliver(30);
        Scene other = new Scene(fault.replace("seed=7", "seed=8")).deliver(30);

        assertThat(trace(again)).isEqualTo(trace(first)).isNotEqualTo(trace(other));
        assertThat(first.faults.all().getFirst().injected()).isBetween(2, 29);
    }

    private static List<String> trace(Scene scene) {
        return scene.ended.stream()
                .map(attempt -> attempt.time() + " " + attempt.dispatch().task().id() + " "
                        + attempt.dispatch().retryCount() + " " + attempt.outcome())
                .toList();
    }

    @Test
    void the_faults_of_a_queue_do_not_depend_on_other_queues() {
        Scene alone = new Scene("duplicate,rate=0.3,seed=7").deliver(30);
        Scene beside = new Scene("duplicate,rate=0.3,seed=7");
        beside.createQueue(OTHER, new RateLimits(500, 100, 1));
        beside.deliver(OTHER, 13);
        beside.delivered.clear();

        beside.deliver(30);

        assertThat(beside.repeated()).isEqualTo(alone.repeated()).isNotEmpty();
    }

    @Test
    void a_reset_repeats_the_faults() {
        Scene scene = new Scene("duplicate,rate=0.3,seed=7").deliver(30);
        List<String> first = List.copyOf(scene.delivered);
        scene.faults.add(FaultParser.parse("unreachable"));
        scene.engine.admin().reset();
        scene.faults.reset();
        scene.delivered.clear();
        scene.createQueue(QUEUE, new RateLimits(500, 100, 1));

        scene.deliver(30);

        assertThat(scene.delivered).isEqualTo(first);
    }

    @Test
    void removed_faults_do_not_occur() {
        Scene scene = new Scene("duplicate", "unreachable");

        assertThat(scene.faults.remove("f2")).isTrue();
        assertThat(scene.faults.remove("f2")).isFalse();
        assertThat(scene.deliver(1).delivered).hasSize(2);
        scene.faults.removeAll();

        assertThat(scene.deliver(QUEUE, 0).faults.all()).isEmpty();
    }
}
