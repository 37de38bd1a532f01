package io.github.cloudtasks.benchmarks.engine;

import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The time of an operation on a pull queue for each task, by the number of tasks. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PullQueueOperations {
    private static final int BATCH = 500;
    private static final int LEASED_AT_ONCE = 100;
    private static final Duration LEASE = Duration.ofHours(1);

    /** A queue that is filled before each iteration, because names of acknowledged tasks are kept. */
    @State(Scope.Thread)
    public static class Waiting {
        @Param({"1000", "100000"})
        public int tasks;

        FilledQueue queue = FilledQueue.pull(0);
        List<Task> leased = new ArrayList<>();

        @Setup(Level.Iteration)
        public void fill() {
            queue = FilledQueue.pull(tasks);
        }

        void lease() {
            leased = new ArrayList<>(BATCH);
            for (int i = 0; i < BATCH; i += LEASED_AT_ONCE) {
                leased.addAll(queue.engine().leases().leaseTasks(queue.name(), LEASED_AT_ONCE, LEASE, ""));
            }
        }
    }

    /** Ends the leases of an invocation. */
    public static class WithoutLeases extends Waiting {
        @TearDown(Level.Invocation)
        public void cancel() {
            for (Task task : leased) {
                Task unused = queue.engine().leases().cancelLease(task.name().toString(), task.scheduleTime());
            }
        }
    }

    /** Leases what an invocation acknowledges, and replaces it afterwards. */
    public static class WithLeases extends Waiting {
        @Setup(Level.Invocation)
        public void leaseBatch() {
            lease();
        }

        @TearDown(Level.Invocation)
        public void replace() {
            for (int i = 0; i < BATCH; i++) {
                Task unused = queue.create();
            }
        }
    }

    /** LeaseTasks of 100. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void lease(WithoutLeases state) {
        state.lease();
    }

    /** AcknowledgeTask. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void acknowledge(WithLeases state) {
        for (Task task : state.leased) {
            state.queue.engine().leases().acknowledgeTask(task.name().toString(), task.scheduleTime());
        }
    }
}
