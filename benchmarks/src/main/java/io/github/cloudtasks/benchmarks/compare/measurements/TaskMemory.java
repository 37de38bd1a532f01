package io.github.cloudtasks.benchmarks.compare.measurements;

import com.google.cloud.tasks.v2.PurgeQueueRequest;
import com.google.cloud.tasks.v2.Queue;
import io.github.cloudtasks.benchmarks.compare.Measurement;
import io.github.cloudtasks.benchmarks.compare.RunningServer;
import io.github.cloudtasks.benchmarks.compare.Samples;
import io.github.cloudtasks.benchmarks.compare.Size;
import io.github.cloudtasks.benchmarks.load.Timings;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** The memory of tasks, the time of a purge, and the memory after it. */
final class TaskMemory implements Measurement {
    private static final int WARM_UP = 20_000;
    private static final long AFTER_PURGE_SECONDS = 30;
    private static final double MB = 1e6;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String description() {
        return "memory per task, time of PurgeQueue, resident memory 30 s later";
    }

    @Override
    public boolean hasProcessPerRound() {
        return true;
    }

    @Override
    public void measure(RunningServer server, Size size, Samples samples) throws InterruptedException {
        String queue = server.newPausedQueue("memory");
        OptionalLong rest = server.residentBytes();
        // The code for creates and purges is loaded and compiled before the memory of tasks is measured.
        Timings unused = PushTasks.fill(server, queue, WARM_UP);
        purge(server, queue);
        OptionalLong warm = server.residentBytes();
        OptionalLong warmHeap = server.liveHeapBytes();
        int waiting = 0;
        for (int tasks : size.pick(List.of(20_000), List.of(100_000), List.of(100_000, 1_000_000))) {
            unused = PushTasks.fill(server, queue, tasks - waiting);
            waiting = tasks;
            String subject = String.format(Locale.ROOT, "%,d tasks", tasks);
            samples.addOfProcess(subject, "resident/task", "B", perTask(warm, server.residentBytes(), tasks));
            OptionalDouble live = perTask(warmHeap, server.liveHeapBytes(), tasks);
            if (live.isPresent()) {
                samples.add(subject, "live heap/task", "B", live.getAsDouble());
            } else {
                samples.missing(
                        subject, "live heap/task", "B", "only JVMs of this user tell the size of their objects");
            }
        }
        String subject = String.format(Locale.ROOT, "purge of %,d", waiting);
        samples.add(subject, "time", "ms", purge(server, queue));
        TaskPages left = new TaskPages(server, queue);
        left.read(1);
        if (left.listed() > 0) {
            samples.fail("after the purge, " + left.listed() + " tasks or more are listed.");
        }
        TimeUnit.SECONDS.sleep(size.pick(3L, AFTER_PURGE_SECONDS, AFTER_PURGE_SECONDS));
        samples.addOfProcess(subject, "memory later, above rest", "MB", perTask(rest, server.residentBytes(), MB));
        samples.addOfProcess("", "memory at rest", "MB", perTask(OptionalLong.of(0), rest, MB));
        server.client().deleteQueue(queue);
    }

    /** Purges the queue and returns the time in milliseconds. */
    private static double purge(RunningServer server, String queue) {
        long start = System.nanoTime();
        Queue unused = server.client()
                .call(
                        "v2",
                        "PurgeQueue",
                        PurgeQueueRequest.newBuilder().setName(queue).build(),
                        Queue.getDefaultInstance());
        return (System.nanoTime() - start) / 1e6;
    }

    private static OptionalDouble perTask(OptionalLong before, OptionalLong after, double tasks) {
        return before.isPresent() && after.isPresent()
                ? OptionalDouble.of((after.getAsLong() - before.getAsLong()) / tasks)
                : OptionalDouble.empty();
    }
}
