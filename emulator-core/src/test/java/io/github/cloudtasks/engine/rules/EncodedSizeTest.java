package io.github.cloudtasks.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.Samples;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.Authorization.OAuthToken;
import io.github.cloudtasks.model.Authorization.OidcToken;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Payload.AppEngineHttpRequest;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import io.github.cloudtasks.model.task.Payload.PullMessage;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The size of tasks in protobuf encoding. The literal sizes are those of protobuf-java 4.36.2 with Google's published
 * messages of v2, and of v2beta2 for pull tasks.
 */
class EncodedSizeTest {
    private static final Instant SECOND = Samples.START;
    private static final Instant MICROSECOND = SECOND.plusNanos(123_456_000);
    private static final Duration DEADLINE = Duration.ofMinutes(10);
    private static final String URL = "http://example.com/";

    @Test
    void size_of_a_minimal_http_task() {
        assertSize(92, http(request(URL, Map.of(), 0, null), null));
    }

    @Test
    void size_of_an_http_task_with_headers_body_and_token() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("User-Agent", "Google-Cloud-Tasks");
        headers.put("X-A", "b");

        assertSize(470, http(request(URL, headers, 300, new OidcToken("a@b.c", URL)), null));
    }

    @Test
    void size_of_text_counts_utf_8_bytes() {
        assertSize(
                110, http(request(URL + "\u00e4\u20ac\ud83d\ude00", Map.of(), 0, new OAuthToken("a@b.c", "")), null));
    }

    @Test
    void size_of_an_app_engine_task() {
        Payload payload = new AppEngineHttpRequest(
                HttpMethod.POST,
                new AppEngineRouting("s", "", "", "s.p.appspot.com"),
                "/",
                Map.of("User-Agent", "AppEngine-Google; (+http://code.google.com/appengine)"),
                bytes(16_384));

        assertSize(16_545, task(payload, SECOND, null, null));
    }

    @Test
    void size_of_pull_tasks() {
        assertSize(64, task(new PullMessage(Bytes.EMPTY, ""), MICROSECOND, null, null));
        assertSize(198, task(new PullMessage(bytes(127), "\u00e4"), MICROSECOND, null, null));
    }

    @Test
    void size_of_a_task_with_a_retry_config() {
        Duration tenth = Duration.ofMillis(100);
        Duration hour = Duration.ofHours(1);
        HttpRequest request = request(URL, Map.of(), 0, null);

        assertSize(92 + 2 + 29, http(request, new RetryConfig(-1, Duration.ofSeconds(10), tenth, hour, 16)));
        assertSize(92 + 2 + 16, http(request, new RetryConfig(100, null, tenth, hour, 16)));
    }

    @Test
    void size_of_times_at_and_before_the_epoch() {
        Payload empty = new PullMessage(Bytes.EMPTY, "");

        assertSize(47, at(Instant.EPOCH, Instant.EPOCH, empty));
        assertSize(72, at(Instant.ofEpochSecond(-1), Instant.ofEpochSecond(-1, 1000), empty));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 127, 128, 16_383, 16_384, 1_048_575, 2_097_151, 2_097_152})
    void size_of_bodies_around_varint_boundaries(int size) {
        Task task = http(request(URL, Map.of(), size, null), null);

        assertThat(EncodedSize.of(task)).isEqualTo(ProtoEncoder.encode(task).length);
    }

    @Test
    void size_of_random_tasks_equals_their_encoding() {
        long seed = 20_260_102;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 5_000; i++) {
            Task task = task(payload(random), time(random), deadline(random), retryConfig(random));

            assertThat(EncodedSize.of(task))
                    .as("seed %d, task %d: %s", seed, i, task)
                    .isEqualTo(ProtoEncoder.encode(task).length);
        }
    }

    /** The limit is recorded for the stored task, which includes the user agent and the default deadline. */
    @Test
    @Tag("recorded")
    void largest_http_task_has_1048569_bytes() {
        HttpRequest stored = request(URL, Map.of("User-Agent", "Google-Cloud-Tasks"), 1_000_000, null);
        int rest = ProtoEncoder.encode(http(stored, null)).length - 1_000_000;
        int largest = (1 << 20) - 7 - rest;

        assertThat(EncodedSize.of(http(request(URL, stored.headers(), largest, null), null)))
                .isEqualTo(Limits.MAX_TASK_BYTES)
                .isEqualTo(1_048_569);
    }

    private static void assertSize(int size, Task task) {
        assertThat(ProtoEncoder.encode(task)).hasSize(size);
        assertThat(EncodedSize.of(task)).isEqualTo(size);
    }

    private static Task http(HttpRequest request, RetryConfig config) {
        return task(request, MICROSECOND, DEADLINE, config);
    }

    private static Task task(Payload payload, Instant scheduleTime, Duration deadline, RetryConfig config) {
        return new Task(
                Samples.QUEUE.task("a"),
                0,
                payload,
                MICROSECOND,
                scheduleTime,
                deadline,
                config,
                0,
                0,
                null,
                null,
                false);
    }

    private static Task at(Instant createTime, Instant scheduleTime, Payload payload) {
        return new Task(
                Samples.QUEUE.task("a"), 0, payload, createTime, scheduleTime, null, null, 0, 0, null, null, false);
    }

    private static HttpRequest request(
            String url, Map<String, String> headers, int bodySize, Authorization authorization) {
        return new HttpRequest(url, HttpMethod.POST, headers, bytes(bodySize), authorization);
    }

    private static Bytes bytes(int size) {
        return Bytes.wrap(new byte[size]);
    }

    private static Payload payload(SplittableRandom random) {
        HttpMethod method = HttpMethod.values()[random.nextInt(7)];
        Bytes body = bytes(random.nextInt(400));
        return switch (random.nextInt(3)) {
            case 0 -> new HttpRequest(text(random), method, headers(random), body, authorization(random));
            case 1 -> new AppEngineHttpRequest(method, routing(random), text(random), headers(random), body);
            default -> new PullMessage(body, text(random));
        };
    }

    private static AppEngineRouting routing(SplittableRandom random) {
        return random.nextBoolean()
                ? null
                : new AppEngineRouting(text(random), text(random), text(random), text(random));
    }

    private static Authorization authorization(SplittableRandom random) {
        return switch (random.nextInt(3)) {
            case 0 -> null;
            case 1 -> new OidcToken(text(random), text(random));
            default -> new OAuthToken(text(random), text(random));
        };
    }

    private static Map<String, String> headers(SplittableRandom random) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            headers.put(text(random), text(random));
        }
        return headers;
    }

    private static Instant time(SplittableRandom random) {
        return Instant.ofEpochSecond(random.nextLong(-100, Integer.MAX_VALUE * 2L), random.nextInt(2) * 123_000L);
    }

    private static Duration deadline(SplittableRandom random) {
        return random.nextBoolean() ? null : Duration.ofMillis(random.nextLong(0, 90_000_000));
    }

    private static RetryConfig retryConfig(SplittableRandom random) {
        return random.nextBoolean()
                ? null
                : new RetryConfig(
                        random.nextBoolean() ? -1 : random.nextInt(1, Integer.MAX_VALUE),
                        deadline(random),
                        deadline(random),
                        Duration.ofNanos(random.nextLong(1, Long.MAX_VALUE)),
                        random.nextInt(1, 1 << random.nextInt(1, 31)));
    }

    /** Returns random text of characters with one to four bytes. */
    private static String text(SplittableRandom random) {
        String[] characters = {"a", "\u00e4", "\u20ac", "\ud83d\ude00", "b", "c"};
        StringBuilder text = new StringBuilder();
        int kinds = random.nextBoolean() ? 1 : characters.length;
        for (int i = random.nextInt(200); i > 0; i--) {
            text.append(characters[random.nextInt(kinds)]);
        }
        return text.toString();
    }
}
