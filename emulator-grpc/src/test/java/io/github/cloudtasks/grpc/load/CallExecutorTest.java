package io.github.cloudtasks.grpc.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CallExecutorTest {
    private static final int BYTES = 1 << 20;

    private final MemoryBudget budget = new MemoryBudget(4 * BYTES, 0);
    private final CallExecutor executor = new CallExecutor();

    private Reservation received() {
        Reservation memory = budget.newReservation();
        assertThat(memory.resize(BYTES)).isTrue();
        return memory;
    }

    @Test
    void tasks_run_on_the_calling_thread() {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        executor.execute(() -> thread.complete(Thread.currentThread()));
        assertThat(thread).isCompletedWithValue(Thread.currentThread());
    }

    @Test
    void tasks_of_a_large_request_run_on_another_thread_and_release_its_memory_at_the_end() throws Exception {
        Reservation memory = received();
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<Void> mayEnd = new CompletableFuture<>();
        int processed = CallExecutor.receiveLarge(memory, () -> {
            executor.execute(() -> {
                thread.complete(Thread.currentThread());
                mayEnd.join();
            });
            return 7;
        });
        assertThat(processed).isEqualTo(7);
        assertThat(thread.get(10, TimeUnit.SECONDS).getName()).startsWith("heavy-");
        assertThat(budget.usedBytes()).isEqualTo(BYTES);
        mayEnd.complete(null);
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (budget.usedBytes() > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(budget.usedBytes()).isZero();
    }

    @Test
    void thread_runs_later_tasks_itself_also_after_a_failure() {
        assertThatThrownBy(() -> CallExecutor.receiveLarge(received(), () -> {
                    throw new IOException("damaged");
                }))
                .hasMessage("damaged");
        tasks_run_on_the_calling_thread();
    }
}
