package io.github.cloudtasks.dispatcher.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatch.HttpHeader;
import io.github.cloudtasks.dispatch.ResponseRecord;
import io.github.cloudtasks.dispatcher.ScriptedTarget;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The number of connections to one origin, over real connections. The thread of the test runs the event loop. */
@Tag("inferred")
class ConnectionPoolTest {
    private static final int MOST = 100;
    private static final int BASE = 4;
    private static final Duration SLOW_AFTER = Duration.ofMillis(40);
    private static final Duration PERIOD = SLOW_AFTER.dividedBy(RequestAges.PERIODS);
    private static final Duration LONG = Duration.ofMinutes(10);

    private final MockTicker ticker = Ticker.newMockTicker();
    private final ManualIoEventLoop loop =
            new ManualIoEventLoop(null, Thread.currentThread(), NioIoHandler.newFactory(), ticker);
    private final HttpClient client = new HttpClient(
            loop,
            new ClientLimits(MOST, BASE, SLOW_AFTER, 32, Duration.ofSeconds(10), Duration.ofMinutes(1)),
            NameLookup.SYSTEM,
            TargetTrust.JDK::newSslContext,
            "trust it");

    /** The number of requests to {@code /hang} that may be responded to. */
    private final Semaphore release = new Semaphore(0);

    private final AtomicInteger hanging = new AtomicInteger();
    private final AtomicInteger concurrent = new AtomicInteger();
    private final AtomicInteger mostConcurrent = new AtomicInteger();
    private ScriptedTarget target;

    @BeforeEach
    void start() throws Exception {
        target = ScriptedTarget.start(call -> {
            mostConcurrent.accumulateAndGet(concurrent.incrementAndGet(), Math::max);
            if (call.path().equals("/hang")) {
                hanging.incrementAndGet();
                release.acquire();
            }
            concurrent.decrementAndGet();
            if (call.path().equals("/close")) {
                call.respond("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                call.close();
            } else {
                call.respond(ScriptedTarget.OK);
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        release.release(10_000);
        target.close();
        client.close();
        Future<?> unused = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        while (!loop.isTerminated()) {
            ticker.advance(1, TimeUnit.SECONDS);
            loop.runNow();
        }
    }

    @Test
    void fast_requests_share_the_base_connections() throws Exception {
        List<CompletableFuture<ResponseRecord>> responses = send(1000, "/", LONG);
        run(() -> responses.stream().allMatch(CompletableFuture::isDone));

        assertThat(responses).allMatch(response -> response.join().status() == 200);
        assertThat(target.accepted()).isEqualTo(BASE);
    }

    @Test
    void number_of_connections_triples_while_the_target_hangs() throws Exception {
        send(1000, "/hang", LONG);
        for (int expected : new int[] {4, 12, 28, 60, MOST, MOST}) {
            run(() -> hanging.get() == expected);
            assertThat(pool().size()).isEqualTo(expected);
            endPeriods(RequestAges.PERIODS);
            assertThat(pool().size()).as("before the requests are slow").isEqualTo(expected);
            endPeriods(1);
        }
    }

    @Test
    void request_to_another_path_gets_a_connection_while_one_path_hangs() throws Exception {
        send(20, "/hang", LONG);
        run(() -> hanging.get() == BASE);
        endPeriods(RequestAges.PERIODS + 1);
        run(() -> hanging.get() == 3 * BASE);
        endPeriods(RequestAges.PERIODS + 1);
        run(() -> hanging.get() == 20);

        // Time stands still from now on.
        CompletableFuture<ResponseRecord> other = send(1, "/", LONG).getFirst();
        run(other::isDone);
        assertThat(other.join().status()).isEqualTo(200);
    }

    @Test
    void pause_of_this_process_makes_no_request_slow() throws Exception {
        List<CompletableFuture<ResponseRecord>> responses = send(20, "/hang", LONG);
        run(() -> hanging.get() == BASE);
        ticker.advance(10, TimeUnit.SECONDS);
        release.release(10_000);
        run(() -> responses.stream().allMatch(CompletableFuture::isDone));

        assertThat(target.accepted()).isEqualTo(BASE);
    }

    @Test
    void requests_with_a_response_no_longer_count_as_slow() throws Exception {
        List<CompletableFuture<ResponseRecord>> responses = send(BASE, "/hang", LONG);
        run(() -> hanging.get() == BASE);
        endPeriods(RequestAges.PERIODS + 1);
        release.release(BASE);
        run(() -> responses.stream().allMatch(CompletableFuture::isDone));

        send(20, "/hang", LONG);
        run(() -> hanging.get() == 2 * BASE);
        assertThat(pool().size()).isEqualTo(BASE);
    }

    @Test
    void timed_out_and_cancelled_requests_no_longer_count_as_slow() throws Exception {
        CompletableFuture<ResponseRecord> timedOut =
                send(1, "/hang", SLOW_AFTER.multipliedBy(2)).getFirst();
        List<CompletableFuture<ResponseRecord>> others = send(BASE - 1, "/hang", LONG);
        run(() -> hanging.get() == BASE);
        endPeriods(RequestAges.PERIODS + 1);
        others.get(0).cancel(false);
        others.get(1).cancel(false);
        endPeriods(RequestAges.PERIODS);
        run(() -> timedOut.isCompletedExceptionally() && pool().size() == 1);

        send(20, "/hang", LONG);
        // One slow request is left.
        run(() -> hanging.get() == BASE + BASE + 1);
        assertThat(pool().size()).isEqualTo(BASE + 2);
    }

    @Test
    void target_that_closes_its_connections_has_at_most_the_base_number() throws Exception {
        List<CompletableFuture<ResponseRecord>> responses = send(200, "/close", LONG);
        run(() -> responses.stream().allMatch(CompletableFuture::isDone));

        assertThat(responses).allMatch(response -> response.join().status() == 200);
        assertThat(target.accepted()).isEqualTo(200);
        assertThat(mostConcurrent.get()).isLessThanOrEqualTo(BASE);
    }

    @Test
    void idle_connections_need_no_periodic_check() throws Exception {
        List<CompletableFuture<ResponseRecord>> responses = send(BASE, "/", LONG);
        run(() -> responses.stream().allMatch(CompletableFuture::isDone));
        endPeriods(RequestAges.PERIODS + 1);

        ticker.advance(PERIOD.toNanos(), TimeUnit.NANOSECONDS);
        assertThat(loop.runNonBlockingTasks(-1)).isZero();
    }

    private ConnectionPool pool() {
        return client.pool(origin());
    }

    private Origin origin() {
        return new Origin(false, "127.0.0.1", target.port());
    }

    private List<CompletableFuture<ResponseRecord>> send(int count, String path, Duration timeout) {
        Request request = Request.of(HttpMethod.POST, origin(), path, "localhost", List.<HttpHeader>of(), Bytes.EMPTY);
        List<CompletableFuture<ResponseRecord>> responses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            responses.add(FutureResponse.send(client, request, timeout));
        }
        return responses;
    }

    /** Ends periods, with a turn of the event loop after each. */
    private void endPeriods(int count) {
        for (int i = 0; i < count; i++) {
            ticker.advance(PERIOD.toNanos(), TimeUnit.NANOSECONDS);
            loop.runNow();
        }
    }

    /** Runs the event loop until the condition is true, while the time of its timers stands still. */
    private void run(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("20 seconds have passed").isLessThan(deadline);
            loop.run(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
