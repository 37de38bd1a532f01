package io.github.cloudtasks.benchmarks.engine;

import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * The time of an operation on a push queue, by the number of waiting tasks. Each invocation makes {@value #BATCH}
 * operations, and the queue has its size again before the next one.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PushQueueOperations {
    private static final int BATCH = 500;
    private static final int PAGE = 1000;

    /**
     * A queue that is filled before each iteration, because names of deleted tasks are kept for an hour of its time.
     */
    @State(Scope.Thread)
    public static class Waiting {
        @Param({"1000", "100000"})
        public int tasks;

        FilledQueue queue = FilledQueue.push(0);
        final Task[] batch = new Task[BATCH];

        @Setup(Level.Iteration)
        public void fill() {
            queue = FilledQueue.push(tasks);
        }
    }

    /** Deletes what an invocation has created. */
    public static class WithoutCreated extends Waiting {
        @TearDown(Level.Invocation)
        public void delete() {
            for (Task task : batch) {
                queue.delete(task);
            }
            // Forgets old names, so that their number stays the same.
            queue.advance(Duration.ofMinutes(1));
        }
    }

    /** Creates what an invocation deletes. */
    public static class WithExtra extends Waiting {
        @Setup(Level.Invocation)
        public void create() {
            for (int i = 0; i < BATCH; i++) {
                batch[i] = queue.createWaiting();
            }
        }
    }

    /** Creates what an invocation dispatches. */
    public static class WithDue extends Waiting {
        @Setup(Level.Invocation)
        public void create() {
            for (int i = 0; i < BATCH; i++) {
                batch[i] = queue.create();
            }
        }
    }

    /** CreateTask with a generated ID. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void create(WithoutCreated state) {
        for (int i = 0; i < BATCH; i++) {
            state.batch[i] = state.queue.createWaiting();
        }
    }

    /** CreateTask with a name, which the queue remembers. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void createNamed(WithoutCreated state) {
        for (int i = 0; i < BATCH; i++) {
            state.batch[i] = state.queue.createNamed();
        }
    }

    /** DeleteTask. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void delete(WithExtra state) {
        for (Task task : state.batch) {
            state.queue.delete(task);
        }
    }

    /** The dispatch of a due task and its successful outcome, in a queue with 500 dispatches per second. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void dispatch(WithDue state) {
        // Long enough for all to be dispatched, and for the bucket to be full again.
        state.queue.advance(Duration.ofSeconds(2));
    }

    /** A page of 1,000 of ListTasks; the time is that of the page. */
    @Benchmark
    public void listPage(Waiting state, Blackhole hole) {
        Page<Task> page = state.queue.engine().tasks().listTasks(state.queue.name(), PAGE, "");
        hole.consume(page);
    }
}
