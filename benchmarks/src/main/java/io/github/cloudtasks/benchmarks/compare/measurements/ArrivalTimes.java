package io.github.cloudtasks.benchmarks.compare.measurements;

import io.github.cloudtasks.benchmarks.compare.Measurement;
import io.github.cloudtasks.benchmarks.compare.RunningServer;
import io.github.cloudtasks.benchmarks.compare.Samples;
import io.github.cloudtasks.benchmarks.compare.Size;
import io.github.cloudtasks.benchmarks.load.ArrivalTarget;
import io.github.cloudtasks.benchmarks.load.Timings;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The time from a CreateTask request to the arrival of the task, and from the schedule time to the arrival. */
final class ArrivalTimes implements Measurement {
    private static final long SECONDS = 60;
    /** 200 tasks per second: far from the limits of any server, so that nothing waits for its turn. */
    private static final long INTERVAL_NANOS = 5_000_000;

    private static final long SCHEDULED_AFTER_NANOS = 3_000_000_000L;

    @Override
    public String name() {
        return "arrival";
    }

    @Override
    public String description() {
        return "CreateTask to arrival, and schedule time to arrival, at 200 tasks per second";
    }

    @Override
    public int rounds(Size size) {
        return size.pick(1, 3, 5);
    }

    @Override
    public void prepare(RunningServer server, Size size) throws InterruptedException {
        String queue = PushTasks.newQueue(server, "arrival");
        try (ArrivalTarget target = new ArrivalTarget(size.pick(500, 2000, 2000))) {
            long[] unused = createInTurn(server, queue, target, size.pick(500, 2000, 2000));
        }
        server.client().deleteQueue(queue);
    }

    @Override
    public void measure(RunningServer server, Size size, Samples samples) throws InterruptedException {
        int tasks = size.pick(400, 2000, 2000);
        String queue = PushTasks.newQueue(server, "arrival");
        try (ArrivalTarget target = new ArrivalTarget(tasks)) {
            long[] created = createInTurn(server, queue, target, tasks);
            add(samples, "create to arrival", target, created);
        }
        try (ArrivalTarget target = new ArrivalTarget(tasks)) {
            Instant now = Instant.now();
            long nowNanos = System.nanoTime();
            long[] due = new long[tasks];
            for (int i = 0; i < tasks; i++) {
                due[i] = SCHEDULED_AFTER_NANOS + i * INTERVAL_NANOS;
            }
            Timings unused = PushTasks.create(
                    server, tasks, i -> PushTasks.request(queue, target.url(i), now.plusNanos(due[i])));
            for (int i = 0; i < tasks; i++) {
                due[i] += nowNanos;
            }
            add(samples, "lateness", target, due);
        }
        server.client().deleteQueue(queue);
    }

    /** Creates a task at each interval, and returns when each was sent. */
    private static long[] createInTurn(RunningServer server, String queue, ArrivalTarget target, int tasks)
            throws InterruptedException {
        long[] sent = new long[tasks];
        long start = System.nanoTime();
        for (int i = 0; i < tasks; i++) {
            byte[] request = PushTasks.request(queue, target.url(i), null);
            long begin = start + i * INTERVAL_NANOS;
            for (long now = System.nanoTime(); now < begin; now = System.nanoTime()) {
                LockSupport.parkNanos(begin - now);
            }
            sent[i] = System.nanoTime();
            byte[] unused = server.client().call(PushTasks.CREATE, request);
        }
        return sent;
    }

    private static void add(Samples samples, String subject, ArrivalTarget target, long[] from)
            throws InterruptedException {
        boolean arrived = target.await(SECONDS);
        TimeUnit.MILLISECONDS.sleep(100);
        if (arrived) {
            long[] nanos = target.nanos();
            for (int i = 0; i < nanos.length; i++) {
                nanos[i] -= from[i];
            }
            Timings times = new Timings(nanos, 1);
            samples.add(subject, "p50", "ms", times.percentileMillis(0.5));
            samples.add(subject, "p99", "ms", times.percentileMillis(0.99));
            samples.add(subject, "slowest", "ms", times.slowestMillis());
        }
        samples.requireOnce(subject, from.length, target.missing(), target.doubled());
    }
}
