package io.github.cloudtasks.server.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.server.history.KeptTasks;
import io.github.cloudtasks.time.VirtualTimeline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskSearchTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final String LOCATION = "projects/p/locations/us-central1";

    private final VirtualTimeline timeline = new VirtualTimeline(START);
    private final KeptTasks kept = new KeptTasks(1000, 1 << 20);
    private final CloudTasks engine = new CloudTasks(
            Limits.DEFAULTS, timeline, dispatch -> deliver(dispatch.task().id()), List.of(kept));
    private final AtomicLong nanoTime = new AtomicLong();
    private final TaskSearch search = new TaskSearch(engine.admin(), kept, nanoTime::get);

    /** Completes an attempt with the status that the id of the task ends with; without one, it stays in flight. */
    private static CompletionStage<DeliveryResult> deliver(String id) {
        return id.matches(".*\\d{3}")
                ? CompletableFuture.completedFuture(
                        DeliveryResult.of(new Outcome.Responded(Integer.parseInt(id.substring(id.length() - 3)))))
                : new CompletableFuture<>();
    }

    @BeforeEach
    void createTasks() {
        RetryConfig once = new RetryConfig(1, null, Duration.ofSeconds(1), Duration.ofSeconds(1), 1);
        createQueue("push", NewQueue.DEFAULT);
        createQueue("once", new NewQueue(null, RateLimits.UNSET, once, null, null, null));
        createQueue("pull", new NewQueue(new PullTarget(), RateLimits.UNSET, RetryConfig.UNSET, null, null, null));
        http("push", "waiting", "http://a/later", Map.of("X-Kind", "order 1"), "{\"user\": \"Zoë\"}", 3600);
        http("push", "running", "http://a/now", Map.of(), "", 0);
        http("push", "retried-503", "http://b/now", Map.of(), "", 0);
        http("push", "done-200", "http://a/now", Map.of(), "", 0);
        http("push", "deleted", "http://a/later", Map.of(), "", 3600);
        timeline.settle();
        http("once", "failed-404", "http://b/now", Map.of(), "", 0);
        timeline.settle();
        engine.tasks().deleteTask(task("push", "deleted"));
        pull("available", "red");
        pull("leased", "blue");
        engine.leases().leaseTasks(queue("pull"), 1, Duration.ofSeconds(60), "tag=\"blue\"");
    }

    @Test
    void tasks_in_queues_precede_those_that_ended_last() {
        assertThat(ids(search.page(TaskFilter.ALL, 100, "")))
                .containsExactly(
                        "available",
                        "leased",
                        "retried-503",
                        "running",
                        "waiting",
                        "deleted",
                        "failed-404",
                        "done-200");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            queue  | pull        | available,leased
            queue  | none        |
            state  | WAITING     | available,retried-503,waiting
            state  | RUNNING     | running
            state  | LEASED      | leased
            state  | SUCCEEDED   | done-200
            state  | FAILED      | failed-404
            state  | DELETED     | deleted
            state  | EXPIRED     |
            name   | queues/once | failed-404
            name   | ed          | leased,retried-503,deleted,failed-404
            url    | //b/        | retried-503,failed-404
            header | x-kind      | waiting
            header | X-Kind: der | waiting
            header | X-Kind:two  |
            header | X-Other     |
            body   | ser": "Zoë  | waiting
            body   | red         | available
            body   | \u00ff      |
            tag    | blue        | leased
            tag    | blu         |
            status | 503         | retried-503
            status | 4xx         | failed-404
            status | 2XX         | done-200
            """)
    void filter_finds_the_tasks_that_match(String field, String value, String ids) {
        TaskFilter filter = new TaskFilter(
                field.equals("queue") ? queue(value) : "",
                field.equals("state") ? Set.of(TaskStatus.valueOf(value)) : Set.of(),
                field.equals("name") ? value : "",
                field.equals("url") ? value : "",
                field.equals("header") ? value : "",
                field.equals("body") ? value : "",
                field.equals("tag") ? value : "",
                field.equals("status") ? value : "");

        assertThat(ids(search.page(filter, 100, ""))).isEqualTo(ids == null ? List.of() : List.of(ids.split(",")));
    }

    @Test
    void pages_contain_every_task_once() {
        List<String> all = new ArrayList<>();
        String token = "";
        do {
            TaskSearch.Page page = search.page(TaskFilter.ALL, 1, token);
            assertThat(page.tasks()).hasSizeLessThanOrEqualTo(1);
            all.addAll(ids(page));
            token = page.nextPageToken();
        } while (!token.isEmpty());

        assertThat(all).isEqualTo(ids(search.page(TaskFilter.ALL, 100, "")));
    }

    @Test
    void page_continues_after_a_task_that_is_gone() {
        TaskSearch.Page first = search.page(TaskFilter.ALL, 3, "");
        engine.tasks().deleteTask(task("push", "retried-503"));
        http("push", "a-new-one", "http://a/later", Map.of(), "", 3600);

        assertThat(ids(search.page(TaskFilter.ALL, 2, first.nextPageToken()))).containsExactly("running", "waiting");
    }

    @Test
    void page_ends_when_it_takes_too_long() {
        TaskSearch slow = new TaskSearch(engine.admin(), kept, () -> nanoTime.addAndGet(60_000_000));
        List<String> all = new ArrayList<>();
        int pages = 0;
        String token = "";
        do {
            TaskSearch.Page page = slow.page(TaskFilter.ALL, 100, token);
            all.addAll(ids(page));
            token = page.nextPageToken();
            pages++;
        } while (!token.isEmpty());

        assertThat(pages).isGreaterThan(2);
        assertThat(all).hasSize(8);
    }

    @Test
    void many_tasks_are_found_across_chunks() {
        for (int i = 0; i < 1200; i++) {
            http("push", "x%04d".formatted(i), "http://x/" + i % 2, Map.of(), "", 3600);
        }
        TaskFilter half = new TaskFilter("", Set.of(), "", "http://x/1", "", "", "", "");

        List<String> found = ids(search.page(half, 1000, ""));
        assertThat(found).hasSize(600).startsWith("x0001").endsWith("x1199");
    }

    @ParameterizedTest
    @CsvSource({"x", "%%%", "cQo", "a2tr"})
    void invalid_token_is_rejected(String token) {
        assertThatThrownBy(() -> search.page(TaskFilter.ALL, 1, token)).isInstanceOf(IllegalArgumentException.class);
    }

    private void createQueue(String id, NewQueue settings) {
        engine.queues().createQueue(LOCATION, queue(id), settings);
    }

    private void http(
            String queue, String id, String url, Map<String, String> headers, String body, int secondsFromNow) {
        Payload payload = new Payload.HttpRequest(url, HttpMethod.POST, headers, bytes(body), null);
        Instant when = timeline.now().plusSeconds(secondsFromNow);
        engine.tasks().createTask(queue(queue), new NewTask(task(queue, id), payload, when, null, null));
    }

    private void pull(String id, String tag) {
        Payload payload = new Payload.PullMessage(bytes(tag), tag);
        engine.tasks().createTask(queue("pull"), new NewTask(task("pull", id), payload, null, null, null));
    }

    private static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String queue(String id) {
        return LOCATION + "/queues/" + id;
    }

    private static String task(String queue, String id) {
        return queue(queue) + "/tasks/" + id;
    }

    private static List<String> ids(TaskSearch.Page page) {
        return page.tasks().stream().map(found -> found.task().id()).toList();
    }
}
