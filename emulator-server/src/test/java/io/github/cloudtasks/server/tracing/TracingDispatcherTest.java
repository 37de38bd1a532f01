package io.github.cloudtasks.server.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.event.TraceContext;
import io.github.cloudtasks.grpc.rpc.CallListener.Transport;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload.AppEngineHttpRequest;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import io.github.cloudtasks.time.VirtualTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The traces of attempts, with an engine on virtual time and a tracer that notes what it is given. */
class TracingDispatcherTest {
    private static final String LOCATION = "projects/p/locations/us-central1";
    private static final String QUEUE = LOCATION + "/queues/q";
    private static final TraceContext FIRST = new TraceContext(Map.of("traceparent", "first"));
    private static final int MAX_BYTES = 10_000;
    private static final TraceContext SECOND = new TraceContext(Map.of("traceparent", "second"));

    private final VirtualTimeline timeline = new VirtualTimeline(Instant.parse("2026-01-02T03:04:05Z"));
    private final List<String> attempts = new ArrayList<>();
    private final List<Dispatch> delivered = new ArrayList<>();
    private final TracingDispatcher dispatcher = new TracingDispatcher(this::deliver, new NotingTracer(), MAX_BYTES);
    private final CloudTasks engine = new CloudTasks(
            Limits.DEFAULTS.withTaskNameReuse(Duration.ZERO), timeline, dispatcher, List.of(dispatcher.events()));

    TracingDispatcherTest() {
        engine.queues().createQueue(LOCATION, QUEUE, NewQueue.DEFAULT);
    }

    private CompletableFuture<DeliveryResult> deliver(Dispatch dispatch) {
        delivered.add(dispatch);
        return CompletableFuture.completedFuture(DeliveryResult.of(new Outcome.Responded(200)));
    }

    private final class NotingTracer implements Tracer {
        @Override
        public CallSpan start(String method, Transport transport, UnaryOperator<@Nullable String> headers) {
            return CallSpan.NONE;
        }

        @Override
        public AttemptSpan startAttempt(Dispatch dispatch, @Nullable TraceContext creation) {
            String trace = creation == null ? "none" : creation.headers().get("traceparent");
            attempts.add(dispatch.task().id() + " started in " + trace);
            return new AttemptSpan() {
                @Override
                public Map<String, String> headers() {
                    return Map.of("traceparent", trace);
                }

                @Override
                public void end(DeliveryResult result) {
                    attempts.add(dispatch.task().id() + " ended");
                }
            };
        }
    }

    private void create(String id, @Nullable TraceContext trace, Map<String, String> headers) {
        HttpRequest request = new HttpRequest("http://a/", HttpMethod.POST, headers, Bytes.EMPTY, null);
        NewTask task = new NewTask(QUEUE + "/tasks/" + id, request, null, null, null);
        if (trace == null) {
            engine.tasks().createTask(QUEUE, task);
        } else {
            trace.call(() -> engine.tasks().createTask(QUEUE, task));
        }
    }

    private void create(String id, @Nullable TraceContext trace) {
        create(id, trace, Map.of());
    }

    private void deliverAll() {
        timeline.advance(Duration.ofMinutes(1));
    }

    private static Map<String, String> headers(Dispatch dispatch) {
        return ((HttpRequest) dispatch.task().payload()).headers();
    }

    @Test
    void attempt_belongs_to_the_call_that_created_the_task() {
        create("a", FIRST);
        create("b", SECOND);
        create("c", null);
        deliverAll();

        assertThat(attempts)
                .containsExactlyInAnyOrder(
                        "a started in first",
                        "a ended",
                        "b started in second",
                        "b ended",
                        "c started in none",
                        "c ended");
        assertThat(delivered)
                .extracting(dispatch -> headers(dispatch).get("traceparent"))
                .containsExactlyInAnyOrder("first", "second", "none");
    }

    @Test
    void attempt_that_another_call_forces_belongs_to_the_call_that_created_the_task() {
        engine.queues().pauseQueue(QUEUE);
        create("a", FIRST);
        SECOND.call(() -> engine.tasks().runTask(QUEUE + "/tasks/a"));
        deliverAll();

        assertThat(attempts).containsExactly("a started in first", "a ended");
    }

    @Test
    void trace_is_forgotten_when_the_task_has_left_the_queue() {
        create("a", FIRST);
        deliverAll();
        create("a", null);
        deliverAll();
        assertThat(attempts).endsWith("a started in none", "a ended");

        engine.queues().pauseQueue(QUEUE);
        for (Runnable removal : List.<Runnable>of(
                () -> engine.tasks().deleteTask(QUEUE + "/tasks/a"),
                () -> engine.queues().purgeQueue(QUEUE))) {
            create("a", FIRST);
            removal.run();
            timeline.advance(Duration.ofMinutes(1));
            create("a", null);
            engine.queues().resumeQueue(QUEUE);
            deliverAll();
            assertThat(attempts).endsWith("a started in none", "a ended");
            engine.queues().pauseQueue(QUEUE);
        }
    }

    @Test
    void traces_of_the_tasks_that_were_created_first_are_dropped_if_they_take_too_much_memory() {
        engine.queues().pauseQueue(QUEUE);
        for (String id : List.of("a", "b", "c", "d")) {
            create(id, new TraceContext(Map.of("traceparent", id, "baggage", "x".repeat(MAX_BYTES / 4))));
        }
        engine.queues().resumeQueue(QUEUE);
        deliverAll();

        assertThat(attempts)
                .filteredOn(text -> text.contains("started"))
                .containsExactlyInAnyOrder("a started in none", "b started in b", "c started in c", "d started in d");
    }

    @Test
    void purged_tasks_do_not_add_to_the_memory_of_traces() {
        engine.queues().pauseQueue(QUEUE);
        for (int i = 0; i < 100; i++) {
            create("a" + i, FIRST);
            engine.queues().purgeQueue(QUEUE);
            timeline.advance(Duration.ofMinutes(1));
        }
        create("a", SECOND);
        engine.queues().resumeQueue(QUEUE);
        deliverAll();

        assertThat(attempts).containsExactly("a started in second", "a ended");
    }

    @Test
    void header_of_the_task_is_not_replaced() {
        create("a", FIRST, Map.of("TraceParent", "own"));
        deliverAll();

        assertThat(headers(delivered.getFirst()))
                .containsEntry("TraceParent", "own")
                .doesNotContainKey("traceparent");
    }

    @Test
    void stored_task_has_no_header_of_the_trace() {
        engine.queues().pauseQueue(QUEUE);
        create("a", FIRST);

        assertThat(((HttpRequest) engine.tasks().getTask(QUEUE + "/tasks/a").payload()).headers())
                .doesNotContainKey("traceparent");
    }

    @Test
    void app_engine_task_gets_the_header_too() {
        AppEngineHttpRequest request = new AppEngineHttpRequest(HttpMethod.POST, null, "/work", Map.of(), Bytes.EMPTY);
        FIRST.call(() -> engine.tasks().createTask(QUEUE, new NewTask("", request, null, null, null)));
        deliverAll();

        assertThat(((AppEngineHttpRequest) delivered.getFirst().task().payload()).headers())
                .containsEntry("traceparent", "first");
    }
}
