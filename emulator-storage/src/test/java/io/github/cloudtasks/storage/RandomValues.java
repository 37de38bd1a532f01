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
import io.github.cloudtasks.model.TaskName;
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
import io.github.cloudtasks.time.TimeArithmetic;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Random values of the model. Not only those that the API accepts: a store keeps what it is given. */
final class RandomValues {
    private static final int MICROS_PER_SECOND = 1_000_000;

    private final Random random;
    private final double nullProbability;

    /** Creates a generator in which half of the values that can be null are null. */
    RandomValues(long seed) {
        this(seed, 0.5);
    }

    RandomValues(long seed, double nullProbability) {
        this.random = new Random(seed);
        this.nullProbability = nullProbability;
    }

    Task task() {
        return task(taskName());
    }

    private Task task(TaskName name) {
        return new Task(
                name,
                number(),
                payload(),
                time(),
                time(),
                orNull(this::duration),
                orNull(this::retryConfig),
                (int) number(),
                (int) number(),
                orNull(this::attempt),
                orNull(this::attempt),
                random.nextBoolean());
    }

    private TaskName taskName() {
        return queueName().task(text());
    }

    private QueueName queueName() {
        return new QueueName(locationName(), text());
    }

    private LocationName locationName() {
        return new LocationName(text(), text());
    }

    Payload payload() {
        return switch (random.nextInt(3)) {
            case 0 ->
                new Payload.HttpRequest(
                        text(), any(HttpMethod.values()), headers(), bytes(), orNull(this::authorization));
            case 1 ->
                new Payload.AppEngineHttpRequest(
                        any(HttpMethod.values()), orNull(this::routing), text(), headers(), bytes());
            default -> new Payload.PullMessage(bytes(), text());
        };
    }

    Attempt attempt() {
        return new Attempt(orNull(this::time), orNull(this::time), orNull(this::time), orNull(this::outcome));
    }

    Outcome outcome() {
        return switch (random.nextInt(3)) {
            case 0 -> new Outcome.Responded((int) number());
            case 1 -> new Outcome.DeadlineExceeded();
            default -> new Outcome.Unreachable(text());
        };
    }

    Queue queue() {
        return new Queue(
                queueName(),
                target(),
                new RateLimits(fraction(), (int) number(), (int) number()),
                retryConfig(),
                any(QueueState.values()),
                orNull(this::time),
                duration(),
                duration(),
                orNull(this::fraction));
    }

    private Target target() {
        return random.nextInt(4) == 0
                ? new Target.PullTarget()
                : new Target.PushTarget(orNull(this::routing), orNull(this::httpTarget));
    }

    private HttpTarget httpTarget() {
        List<HttpTarget.Header> overrides = list(() -> new HttpTarget.Header(any("a", "A", text()), text()));
        return new HttpTarget(
                orNull(this::uriOverride),
                orNull(() -> any(HttpMethod.values())),
                overrides,
                orNull(this::authorization));
    }

    private UriOverride uriOverride() {
        return new UriOverride(
                orNull(() -> any(UriOverride.Scheme.values())),
                orNull(this::text),
                orNull(this::number),
                orNull(this::text),
                orNull(this::text),
                any(UriOverride.EnforceMode.values()));
    }

    Policy policy() {
        return new Policy(
                (int) number(),
                list(() -> new Policy.Binding(text(), list(this::text), random.nextBoolean())),
                bytes());
    }

    Operation operation() {
        SortedMap<Integer, Operation.Failure> failures = new TreeMap<>();
        list(this::failure).forEach(failure -> failures.put(random.nextInt(), failure));
        return new Operation(
                new OperationName(locationName(), text()),
                text(),
                time(),
                time(),
                any(Operation.State.values()),
                random.nextBoolean() ? new Operation.BatchDelete() : batchCreate(),
                failures,
                orNull(this::failure));
    }

    private Operation.BatchCreate batchCreate() {
        QueueName common = queueName();
        return new Operation.BatchCreate(list(() -> new Operation.Created(
                task(random.nextInt(3) == 0 ? taskName() : common.task(text())), (int) number())));
    }

    private Operation.Failure failure() {
        return new Operation.Failure((int) number(), text());
    }

    FinishedTask finishedTask() {
        return new FinishedTask(
                number(),
                task(),
                list(() -> new FinishedAttempt((int) number(), time(), outcome(), exchange())),
                any(FinishReason.values()),
                time());
    }

    private AttemptExchange exchange() {
        return new AttemptExchange(
                duration(), orNull(this::request), orNull(this::response), (int) number(), orNull(this::address));
    }

    private RequestRecord request() {
        String url = text();
        return new RequestRecord(any(HttpMethod.values()), url, any(url, text()), headerLines(), body());
    }

    private ResponseRecord response() {
        return new ResponseRecord((int) number(), headerLines(), body());
    }

    private HeaderLines headerLines() {
        return HeaderLines.of(list(() -> new HttpHeader(any("", "Host", "X-\r", "é"), any("", "a: b", "\0\r", "ä"))));
    }

    private TruncatedBody body() {
        Bytes bytes = bytes();
        return new TruncatedBody(bytes, any((long) bytes.size(), bytes.size() + 1L, Long.MAX_VALUE));
    }

    private InetSocketAddress address() {
        byte[] ip = new byte[any(4, 16)];
        random.nextBytes(ip);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(ip), random.nextInt(1 << 16));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private RetryConfig retryConfig() {
        return new RetryConfig(
                (int) number(), orNull(this::duration), orNull(this::duration), orNull(this::duration), (int) number());
    }

    private AppEngineRouting routing() {
        return new AppEngineRouting(text(), text(), text(), text());
    }

    private Authorization authorization() {
        return random.nextBoolean()
                ? new Authorization.OidcToken(text(), text())
                : new Authorization.OAuthToken(text(), text());
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            headers.put(any("User-Agent", "user-agent", "Content-Type", text()), any("Google-Cloud-Tasks", text()));
        }
        return headers;
    }

    /** Returns a time of the API, often an extreme or one in whole microseconds. */
    Instant time() {
        Instant earliest = Instant.parse("0001-01-01T00:00:00Z");
        return switch (random.nextInt(8)) {
            case 0 -> Instant.EPOCH;
            case 1 -> TimeArithmetic.MAX_TIMESTAMP;
            case 2 -> earliest;
            case 3 ->
                Instant.ofEpochSecond(
                        random.nextLong(earliest.getEpochSecond(), TimeArithmetic.MAX_TIMESTAMP.getEpochSecond()),
                        random.nextInt(1_000_000_000));
            default -> Instant.ofEpochSecond(1_790_000_000, 1000L * random.nextInt(MICROS_PER_SECOND));
        };
    }

    Duration duration() {
        return switch (random.nextInt(8)) {
            case 0 -> Duration.ZERO;
            case 1 -> any(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999), Duration.ofSeconds(Long.MIN_VALUE));
            case 2 -> any(Duration.ofSeconds(Long.MIN_VALUE, 1), Duration.ofNanos(-1), Duration.ofNanos(1));
            case 3 -> Duration.ofSeconds(random.nextLong(), random.nextInt(1_000_000_000));
            default -> Duration.ofMillis(random.nextInt(1_000_000));
        };
    }

    long number() {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> any(Long.MAX_VALUE, Long.MIN_VALUE, (long) Integer.MAX_VALUE, (long) Integer.MIN_VALUE);
            case 3 -> random.nextLong();
            default -> random.nextInt(1000);
        };
    }

    private double fraction() {
        return any(0.0, 0.1, 1.0, 500.0, Double.MIN_VALUE, Double.MAX_VALUE, random.nextDouble());
    }

    private String text() {
        String[] parts = {"", "a", "Z9-_", "/\\\"'", "\0\r\n\t", "ä", "\u2028", "日本", "\uFFFD", "😀", "\u202E"};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(any(parts));
        }
        return text.toString();
    }

    private Bytes bytes() {
        byte[] bytes = new byte[random.nextInt(8) == 0 ? random.nextInt(20_000) : random.nextInt(20)];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    private <T> List<T> list(Supplier<T> element) {
        List<T> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(element.get());
        }
        return list;
    }

    private <T> T orNull(Supplier<T> value) {
        return random.nextDouble() < nullProbability ? null : value.get();
    }

    @SafeVarargs
    private <T> T any(T... values) {
        return values[random.nextInt(values.length)];
    }
}
