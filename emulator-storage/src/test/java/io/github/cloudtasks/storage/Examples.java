package io.github.cloudtasks.storage;

import io.github.cloudtasks.dispatch.AttemptExchange;
import io.github.cloudtasks.dispatch.HeaderLines;
import io.github.cloudtasks.dispatch.HttpHeader;
import io.github.cloudtasks.dispatch.RequestRecord;
import io.github.cloudtasks.dispatch.ResponseRecord;
import io.github.cloudtasks.dispatch.TruncatedBody;
import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.OperationName;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target;
import io.github.cloudtasks.model.queue.UriOverride;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Task;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Fixed values, in which everything is set or everything that can be null is null. */
final class Examples {
    static final QueueName QUEUE = QueueName.of("example-project", "us-central1", "mail");

    private static final Instant CREATED = Instant.parse("2026-11-01T08:30:00.123456Z");
    private static final RetryConfig RETRIES = new RetryConfig(
            RetryConfig.UNLIMITED, Duration.ofHours(1), Duration.ofMillis(100), Duration.ofSeconds(3600, 1), 16);
    private static final AppEngineRouting ROUTING =
            new AppEngineRouting("worker", "v2", "0", "0.v2.worker.example-project.appspot.com");

    private Examples() {}

    /** Returns a task as most tasks are stored: with a URL, two headers and a small body. */
    static Task typicalTask() {
        return new Task(
                QUEUE.task("8742130098"),
                4711,
                new Payload.HttpRequest(
                        "https://example.com/tasks/send-mail?user=4711",
                        HttpMethod.POST,
                        headers("User-Agent", "Google-Cloud-Tasks", "Content-Type", "application/json"),
                        text("{\"user\":4711,\"template\":\"welcome\"}"),
                        null),
                CREATED,
                CREATED,
                Duration.ofMinutes(10),
                null,
                0,
                0,
                null,
                null,
                true);
    }

    /** Returns an HTTP task with everything. */
    static Task httpTask() {
        return new Task(
                QUEUE.task("with-everything"),
                Long.MAX_VALUE,
                new Payload.HttpRequest(
                        "https://example.com/ä",
                        HttpMethod.PATCH,
                        headers("x-b", "1", "X-A", "", "X-a", "日本"),
                        text("body"),
                        new Authorization.OidcToken("account@example.com", "https://example.com")),
                CREATED,
                CREATED.plusSeconds(3600).plusNanos(1),
                Duration.ofMillis(15_001),
                RETRIES,
                2,
                1,
                new Attempt(null, CREATED.plusMillis(5), null, null),
                new Attempt(
                        CREATED.plusMillis(1_000),
                        CREATED.plusMillis(1_001),
                        CREATED.plusMillis(2_002).plusNanos(999),
                        new Outcome.Responded(503)),
                true);
    }

    /** Returns an App Engine task whose attempts have the other kinds of outcomes. */
    static Task appEngineTask() {
        return new Task(
                QUEUE.task("app-engine"),
                2,
                new Payload.AppEngineHttpRequest(
                        HttpMethod.GET, ROUTING, "/work?n=1", headers("X-A", "1"), Bytes.EMPTY),
                CREATED,
                CREATED,
                null,
                null,
                2,
                0,
                new Attempt(CREATED, CREATED, CREATED, new Outcome.DeadlineExceeded()),
                new Attempt(null, null, null, new Outcome.Unreachable("connection refused")),
                false);
    }

    /** Returns a pull task in which everything that can be null is null. */
    static Task pullTask() {
        return new Task(
                QUEUE.task("pull"),
                0,
                new Payload.PullMessage(Bytes.wrap(new byte[] {0, -1}), "tag"),
                CREATED,
                CREATED,
                null,
                null,
                0,
                0,
                null,
                null,
                false);
    }

    /** Returns a push queue with everything. */
    static Queue pushQueue() {
        return new Queue(
                QUEUE,
                new Target.PushTarget(
                        ROUTING,
                        new HttpTarget(
                                new UriOverride(
                                        UriOverride.Scheme.HTTPS,
                                        "example.com",
                                        8443L,
                                        "/path",
                                        "q=1",
                                        UriOverride.EnforceMode.ALWAYS),
                                HttpMethod.PUT,
                                List.of(new HttpTarget.Header("a", "1"), new HttpTarget.Header("A", "2")),
                                new Authorization.OAuthToken("account@example.com", "scope"))),
                new RateLimits(0.5, 10, 1000),
                RETRIES,
                QueueState.PAUSED,
                CREATED.plusNanos(7),
                Duration.ofDays(31),
                Duration.ofSeconds(3600, 500),
                0.25);
    }

    /** Returns a pull queue in which everything that can be null is null. */
    static Queue pullQueue() {
        return new Queue(
                QUEUE,
                new Target.PullTarget(),
                new RateLimits(500, 100, -1),
                new RetryConfig(100, null, null, null, 0),
                QueueState.RUNNING,
                null,
                Duration.ofDays(31),
                Duration.ZERO,
                null);
    }

    static Policy policy() {
        return new Policy(
                1,
                List.of(
                        new Policy.Binding("roles/viewer", List.of("allUsers", "user:a@example.com"), false),
                        new Policy.Binding("roles/editor", List.of(), true)),
                Bytes.wrap(new byte[] {1, 2, 3}));
    }

    static Operation batchCreate() {
        Task elsewhere = new Task(
                QueueName.of("p", "l", "q").task("other"),
                1,
                pullTask().payload(),
                CREATED,
                CREATED,
                null,
                null,
                0,
                0,
                null,
                null,
                true);
        return new Operation(
                new OperationName(QUEUE.location(), "operation-1"),
                "v2beta3",
                CREATED,
                CREATED.plusMillis(3),
                Operation.State.PARTIALLY_SUCCEEDED,
                new Operation.BatchCreate(List.of(
                        new Operation.Created(typicalTask(), 1),
                        new Operation.Created(pullTask(), 2),
                        new Operation.Created(elsewhere, 0))),
                new TreeMap<>(Map.of(3, new Operation.Failure(6, "exists"), 7, new Operation.Failure(3, ""))),
                null);
    }

    static Operation batchDelete() {
        return new Operation(
                new OperationName(new LocationName("p", "l"), ""),
                "v2",
                CREATED,
                CREATED,
                Operation.State.FAILED,
                new Operation.BatchDelete(),
                new TreeMap<>(),
                new Operation.Failure(5, "not found"));
    }

    /**
     * Returns a finished HTTP task whose attempts have everything: two responses, a redirect and a body that was cut.
     */
    static FinishedTask finishedHttpTask() {
        Task task = httpTask();
        Bytes beginning = Bytes.wrap(new byte[] {1, 2, 3});
        return new FinishedTask(
                7,
                task,
                List.of(
                        new FinishedAttempt(
                                1,
                                CREATED.plusMillis(5),
                                new Outcome.Responded(503),
                                new AttemptExchange(
                                        Duration.ofNanos(12_345_678),
                                        new RequestRecord(
                                                HttpMethod.PATCH,
                                                "https://example.com/ä",
                                                "http://localhost:9000/",
                                                lines("Host", "example.com", "X-A", "", "x-a", "é"),
                                                TruncatedBody.of(text("body"))),
                                        new ResponseRecord(
                                                503, lines("Retry-After", "3"), new TruncatedBody(beginning, 1L << 40)),
                                        2,
                                        new InetSocketAddress(address(127, 0, 0, 1), 9000))),
                        new FinishedAttempt(
                                2,
                                CREATED.plusMillis(1_001).plusNanos(1),
                                new Outcome.Responded(200),
                                new AttemptExchange(
                                        Duration.ofMillis(3),
                                        new RequestRecord(
                                                HttpMethod.GET,
                                                "https://example.com/ä",
                                                "https://example.com/ä",
                                                HeaderLines.EMPTY,
                                                TruncatedBody.EMPTY),
                                        new ResponseRecord(200, HeaderLines.EMPTY, TruncatedBody.of(text("done"))),
                                        0,
                                        new InetSocketAddress(
                                                address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), 65_535)))),
                FinishReason.COMPLETED,
                CREATED.plusMillis(1_010).plusNanos(5));
    }

    /** Returns a finished App Engine task whose attempt has neither a request nor a response. */
    static FinishedTask finishedAppEngineTask() {
        return new FinishedTask(
                8,
                appEngineTask(),
                List.of(new FinishedAttempt(
                        1,
                        CREATED,
                        new Outcome.Unreachable("connection refused"),
                        new AttemptExchange(Duration.ZERO, null, null, 0, null))),
                FinishReason.RETRIES_EXHAUSTED,
                CREATED.plusSeconds(1));
    }

    /** Returns a finished pull task, which has no attempts. */
    static FinishedTask finishedPullTask() {
        return new FinishedTask(9, pullTask(), List.of(), FinishReason.ACKNOWLEDGED, CREATED.plusSeconds(60));
    }

    private static HeaderLines lines(String... namesAndValues) {
        List<HttpHeader> headers = new ArrayList<>();
        headers(namesAndValues).forEach((name, value) -> headers.add(new HttpHeader(name, value)));
        return HeaderLines.of(headers);
    }

    private static InetAddress address(int... numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Map<String, String> headers(String... namesAndValues) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    private static Bytes text(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
