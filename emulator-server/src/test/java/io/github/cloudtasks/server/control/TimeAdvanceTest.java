package io.github.cloudtasks.server.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.EmulatorSettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Advances of the clock that wait for an attempt, and concurrent requests. */
class TimeAdvanceTest {
    private static final String QUEUE = "projects/p/locations/us-central1/queues/q";

    private final CloudTasksEmulator emulator =
            new CloudTasksEmulator(EmulatorSettings.of("--queue", QUEUE + ",max-attempts=1"));
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Thread> movers = new ArrayList<>();
    private ServerSocket silent;

    @BeforeEach
    void an_attempt_is_under_way() throws Exception {
        silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        emulator.start();
        emulator.freezeTime();
        String task = "{\"task\": {\"httpRequest\": {\"url\": \"http://127.0.0.1:" + silent.getLocalPort() + "/\"}}}";
        URI tasks = URI.create(emulator.restEndpoint() + "/v2/" + QUEUE + "/tasks");
        http.send(
                HttpRequest.newBuilder(tasks)
                        .POST(BodyPublishers.ofString(task))
                        .build(),
                BodyHandlers.discarding());
    }

    @AfterEach
    void close() throws Exception {
        emulator.close();
        silent.close();
        http.close();
    }

    @Test
    void reset_cancels_all_advances() throws Exception {
        List<CompletableFuture<Throwable>> ends = List.of(move(1), move(2), move(3));

        emulator.reset();

        for (CompletableFuture<Throwable> end : ends) {
            assertThat(end.get(10, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        }
        emulator.advance(Duration.ZERO);
        assertThat(emulator.now()).isBefore(Instant.now().plusSeconds(60));
    }

    @Test
    void restored_snapshot_cancels_all_advances_and_sets_the_clock() throws Exception {
        Instant saved = emulator.saveSnapshot("frozen").emulatorTime();
        emulator.resumeTime();
        List<CompletableFuture<Throwable>> ends = List.of(move(1), move(2));

        emulator.restoreSnapshot("frozen");

        for (CompletableFuture<Throwable> end : ends) {
            assertThat(end.get(10, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        }
        silent.close();
        assertThat(emulator.now()).isEqualTo(saved);
    }

    @Test
    void clock_of_a_snapshot_that_is_saved_during_an_advance_runs_if_it_ran_before() throws Exception {
        emulator.resumeTime();
        CompletableFuture<Throwable> end = move(1);
        Instant saved = emulator.saveSnapshot("advancing").emulatorTime();

        emulator.restoreSnapshot("advancing");

        assertThat(end.get(10, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        // A frozen clock would show the saved time. In a running one, some time has passed since.
        assertThat(emulator.now()).isAfter(saved);
    }

    @Test
    void advance_waits_for_earlier_advances_even_if_one_was_cancelled() throws Exception {
        Instant start = emulator.now();
        CompletableFuture<Throwable> first = move(1);
        CompletableFuture<Throwable> given = move(2);
        movers.getLast().interrupt();
        assertThat(given.get(10, TimeUnit.SECONDS)).hasMessageContaining("interrupted");
        CompletableFuture<Throwable> last = move(3);

        silent.close();

        assertThat(first.get(10, TimeUnit.SECONDS)).isNull();
        assertThat(last.get(10, TimeUnit.SECONDS)).isNull();
        assertThat(emulator.now()).isEqualTo(start.plus(Duration.ofHours(4)));
    }

    @Test
    void clock_resumed_during_an_advance_runs_afterwards() throws Exception {
        CompletableFuture<Throwable> end = move(1);

        emulator.resumeTime();
        silent.close();

        assertThat(end.get(10, TimeUnit.SECONDS)).isNull();
        Instant moved = emulator.now();
        while (!emulator.now().isAfter(moved)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void clock_frozen_during_an_advance_stands_afterwards() throws Exception {
        emulator.resumeTime();
        CompletableFuture<Throwable> end = move(1);

        emulator.freezeTime();
        Instant start = emulator.now();
        silent.close();

        assertThat(end.get(10, TimeUnit.SECONDS)).isNull();
        assertThat(emulator.now()).isEqualTo(start.plus(Duration.ofHours(1)));
    }

    /** Starts an advance. The future completes with its exception, or with null. */
    private CompletableFuture<Throwable> move(int hours) {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread mover = Thread.ofPlatform()
                .start(() -> end.complete(catchThrowable(() -> emulator.advance(Duration.ofHours(hours)))));
        movers.add(mover);
        while (mover.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        return end;
    }
}
