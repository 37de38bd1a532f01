package io.github.cloudtasks.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.cloudtasks.server.control.HoldingTarget;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests of the methods for tests in the same process: wait, advance the time, start over. */
class TestVerbsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String LOCATION = "projects/p/locations/us-central1";
    private static final String QUEUE = LOCATION + "/queues/q";

    private final CloudTasksEmulator emulator = new CloudTasksEmulator(EmulatorSettings.of(
            "--queue",
            QUEUE + ",min-backoff=10s,max-backoff=300s,max-attempts=4",
            "--queue",
            LOCATION + "/queues/paused,state=paused"));

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Instant> arrivals = new CopyOnWriteArrayList<>();
    private HoldingTarget target;
    private volatile int status = 200;

    @BeforeEach
    void start() throws Exception {
        target = new HoldingTarget(
                () -> arrivals.add(emulator.now()), exchange -> exchange.sendResponseHeaders(status, -1));
        emulator.start();
    }

    @AfterEach
    void close() {
        target.release();
        emulator.close();
        target.close();
        http.close();
    }

    @Test
    void await_idle_returns_after_all_deliveries() throws Exception {
        for (int i = 0; i < 20; i++) {
            create("/");
        }

        emulator.awaitIdle(TIMEOUT);

        assertThat(arrivals).hasSize(20);
        emulator.awaitIdle(QUEUE, TIMEOUT);
    }

    @Test
    void await_idle_timeout_names_the_remaining_work() throws Exception {
        create("/held");

        assertThatThrownBy(() -> emulator.awaitIdle(Duration.ofMillis(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The emulator is not idle after 1 ms: " + QUEUE);
        assertThatThrownBy(() -> emulator.awaitIdle(LOCATION + "/queues/none", TIMEOUT))
                .hasMessageContaining("does not exist");
    }

    @Test
    void await_idle_fails_immediately_if_a_queue_is_paused() throws Exception {
        create("paused", "/");

        assertThatThrownBy(() -> emulator.awaitIdle(TIMEOUT))
                .hasMessage("The emulator is not idle and will not be: " + LOCATION
                        + "/queues/paused is PAUSED and holds 1 task");
    }

    @Test
    void frozen_clock_advances_from_attempt_to_attempt() throws Exception {
        status = 503;
        emulator.freezeTime();
        Instant start = emulator.now();
        create("/");

        emulator.advance(Duration.ofSeconds(29));
        assertThat(arrivals).containsExactly(start, start.plusSeconds(10));

        emulator.advance(Duration.ofSeconds(1));
        assertThat(arrivals).hasSize(3);
        assertThat(emulator.now()).isEqualTo(start.plusSeconds(30));

        emulator.advance(Duration.ofHours(1));
        assertThat(arrivals)
                .containsExactly(start, start.plusSeconds(10), start.plusSeconds(30), start.plusSeconds(70));
        assertThat(emulator.now()).isEqualTo(start.plusSeconds(3630));
        emulator.awaitIdle(TIMEOUT);
    }

    @Test
    void running_clock_runs_on_after_an_advance() {
        Instant start = emulator.now();

        emulator.advance(Duration.ofDays(1));

        Instant moved = emulator.now();
        assertThat(moved).isAfterOrEqualTo(start.plus(Duration.ofDays(1)));
        while (!emulator.now().isAfter(moved)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void clock_does_not_advance_while_an_attempt_is_in_flight() throws Exception {
        emulator.freezeTime();
        Instant start = emulator.now();
        create("/held");
        Thread mover = Thread.ofVirtual().start(() -> emulator.advance(Duration.ofSeconds(5)));
        while (arrivals.isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(emulator.now()).isEqualTo(start);

        target.release();

        mover.join();
        assertThat(emulator.now()).isEqualTo(start.plusSeconds(5));
    }

    @Test
    void concurrent_advances_add_up() throws Exception {
        emulator.freezeTime();
        Instant start = emulator.now();
        List<Thread> movers = List.of(
                Thread.ofVirtual().start(() -> emulator.advance(Duration.ofSeconds(5))),
                Thread.ofVirtual().start(() -> emulator.advance(Duration.ofSeconds(7))));
        for (Thread mover : movers) {
            mover.join();
        }

        assertThat(emulator.now()).isEqualTo(start.plusSeconds(12));
    }

    @Test
    void reset_restores_the_state_after_start() throws Exception {
        emulator.freezeTime();
        emulator.advance(Duration.ofDays(9));
        create("/held");
        create("paused", "/");
        http("DELETE", QUEUE, "");

        emulator.reset();

        assertThat(http("GET", QUEUE, "").statusCode()).isEqualTo(200);
        assertThat(http("GET", LOCATION + "/queues/paused/tasks", "").body()).doesNotContain("name");
        assertThat(emulator.now()).isBefore(Instant.now().plusSeconds(60));
        emulator.awaitIdle(TIMEOUT);
        Instant present = emulator.now();
        while (!emulator.now().isAfter(present)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void reset_cancels_a_waiting_advance() throws Exception {
        emulator.freezeTime();
        create("/held");
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread mover = Thread.ofPlatform().start(() -> end.complete(catchThrowable(() -> emulator.advance(TIMEOUT))));
        while (arrivals.isEmpty() || mover.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }

        emulator.reset();

        assertThat(end.get(10, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        emulator.advance(Duration.ofSeconds(1));
    }

    @Test
    void diagnostics_describe_queues_tasks_and_attempts() throws Exception {
        create("paused", "/");

        assertThat(emulator.diagnostics())
                .contains(QUEUE + " is RUNNING, tasks: 0")
                .contains("paused is PAUSED, tasks: 1")
                .contains("attempts: 0")
                .contains("remaining: " + LOCATION + "/queues/paused is PAUSED and holds 1 task");
    }

    @Test
    void attempts_are_taken_in_order() throws Exception {
        create("/a");
        create("/b");

        assertThat(List.of(emulator.takeAttempt(TIMEOUT), emulator.takeAttempt(TIMEOUT)))
                .allSatisfy(attempt -> {
                    assertThat(attempt.response().status()).isEqualTo(200);
                    assertThat(attempt.error()).isNull();
                });
        emulator.awaitIdle(TIMEOUT);
        assertThatThrownBy(() -> emulator.takeAttempt(Duration.ZERO))
                .hasMessage("no attempt has ended within 0 ms: nothing is left to do");
        assertThat(emulator.attempts()).hasSize(2);
        assertThat(emulator.diagnostics())
                .contains("attempt 1 of " + QUEUE + "/tasks/")
                .contains("POST http://127.0.0.1:");

        emulator.reset();
        assertThat(emulator.attempts()).isEmpty();
    }

    @Test
    void clock_stops_at_the_end_of_year_9999() {
        emulator.freezeTime();

        emulator.advance(Duration.ofSeconds(Long.MAX_VALUE));

        assertThat(emulator.now()).isEqualTo(Instant.parse("9999-12-31T23:59:59.999999Z"));
        emulator.awaitIdle(Duration.ofSeconds(Long.MAX_VALUE));
    }

    @Test
    void closed_emulator_rejects_calls() throws Exception {
        create("/held");
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread waiter =
                Thread.ofPlatform().start(() -> end.complete(catchThrowable(() -> emulator.awaitIdle(TIMEOUT))));
        while (waiter.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }

        emulator.close();

        assertThat(end.get(10, TimeUnit.SECONDS))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> emulator.awaitIdle(TIMEOUT)).hasMessage("the emulator was closed");
        assertThatThrownBy(() -> emulator.reset()).hasMessage("the emulator was closed");
    }

    @Test
    void advance_by_a_negative_duration_is_rejected() {
        assertThatThrownBy(() -> emulator.advance(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void settings_accept_flags() {
        assertThat(EmulatorSettings.of()).isEqualTo(EmulatorSettings.DEFAULT);
        assertThat(EmulatorSettings.of("--port", "1234").port()).isEqualTo(1234);
        assertThatThrownBy(() -> EmulatorSettings.of("--port", "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--port must be");
        assertThatThrownBy(() -> EmulatorSettings.of("--help")).isInstanceOf(IllegalArgumentException.class);
    }

    private void create(String path) throws IOException, InterruptedException {
        create("q", path);
    }

    private void create(String queue, String path) throws IOException, InterruptedException {
        String url = target.url(path);
        HttpResponse<String> answer = http(
                "POST",
                LOCATION + "/queues/" + queue + "/tasks",
                "{\"task\": {\"httpRequest\": {\"url\": \"" + url + "\"}}}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private HttpResponse<String> http(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(emulator.restEndpoint() + "/v2/" + path))
                .method(method, BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }
}
