package io.github.cloudtasks.benchmarks.soak;

import com.google.cloud.tasks.v2.CreateTaskRequest;
import com.google.cloud.tasks.v2.DeleteQueueRequest;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.ListQueuesRequest;
import com.google.cloud.tasks.v2.ListQueuesResponse;
import com.google.cloud.tasks.v2.Queue;
import com.google.cloud.tasks.v2.Task;
import com.google.protobuf.Empty;
import io.github.cloudtasks.benchmarks.load.ConcurrentCalls;
import io.github.cloudtasks.benchmarks.load.V2Calls;
import io.github.cloudtasks.benchmarks.servers.ServerProcess;
import io.github.cloudtasks.benchmarks.soak.fault.EmulatorAddress;
import io.github.cloudtasks.benchmarks.soak.fault.Fault;
import io.github.cloudtasks.benchmarks.soak.fault.FaultProcess;
import io.github.cloudtasks.benchmarks.soak.fault.PausedQueue;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Runs faults one after another, beside a {@link NormalClient} whose calls are measured. */
final class FaultRun {
    /** So many calls fill the young generation of the heap at least once. */
    private static final int WARM_UP_TASKS = 20_000;

    /** The time of faults without attempts. */
    private static final Duration CLIENT_FAULT = Duration.ofSeconds(10);

    private static final Duration QUICK_CLIENT_FAULT = Duration.ofSeconds(5);
    /** The deadline of attempts is 15 s, and a queue dispatches at most 500 tasks per second. */
    private static final Duration OUTCOMES = Duration.ofSeconds(60);

    private static final Duration RECOVERY = Duration.ofSeconds(30);
    private static final long SAMPLE_MILLIS = 250;
    private static final long RECOVERY_SAMPLE_MILLIS = 1000;

    /** The heap that may stay in use after a fault, in MB: buffers that are kept for reuse, and compiled code. */
    private static final double HEAP_MARGIN = 16;

    private static final double RSS_MARGIN = 60;
    /** Threads that serve calls are kept for some time. */
    private static final int THREAD_MARGIN = 8;

    private static final int DESCRIPTOR_MARGIN = 16;

    private final ServerProcess server;
    private final ServerProbe probe;
    private final Verdicts verdicts;
    private final boolean quick;
    private final Ledger ledger = new Ledger();
    private final CallLog log = new CallLog();

    FaultRun(ServerProcess server, ServerProbe probe, Verdicts verdicts, boolean quick) {
        this.server = server;
        this.probe = probe;
        this.verdicts = verdicts;
        this.quick = quick;
    }

    /** Runs the faults, and adds their figures to a list. */
    void run(List<Fault> faults, List<FaultResult> results) throws IOException, InterruptedException {
        ManagedChannel channel = EmulatorAddress.parse(server.address()).channel();
        try (LedgerTarget target = new LedgerTarget(ledger, log, 0);
                NormalClient client = new NormalClient(server.address(), ledger, log, target)) {
            warmUp(channel);
            for (Fault fault : faults) {
                results.add(run(fault, channel));
            }
            client.end();
            checkHealthyTasks();
        } finally {
            channel.shutdownNow();
        }
    }

    private void warmUp(ManagedChannel channel) {
        String queue = PausedQueue.create(channel, Fault.QUEUE_PREFIX + "warm-up");
        CreateTaskRequest request = CreateTaskRequest.newBuilder()
                .setParent(queue)
                .setTask(Task.newBuilder()
                        .setHttpRequest(HttpRequest.newBuilder().setUrl("http://127.0.0.1:9/")))
                .build();
        ConcurrentCalls.make(
                WARM_UP_TASKS, i -> V2Calls.start(channel, "CreateTask", request, Task.getDefaultInstance()));
        deleteQueues(channel);
    }

    private FaultResult run(Fault fault, ManagedChannel channel) throws IOException, InterruptedException {
        double heapBefore = probe.liveHeapMegabytes();
        ServerProbe.Figures before = probe.read();
        long failuresBefore = log.failures();
        CallLog.Interval unused = log.next();
        double cpu = probe.cpuSeconds();
        long start = System.nanoTime();
        Watch watch = new Watch(before);
        long expected;
        try (FaultProcess process = FaultProcess.start(fault, server.address(), quick)) {
            expected = (long) process.tasks() * fault.attemptsPerTask();
            watch.until(fault, expected);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        cpu = probe.cpuSeconds() - cpu;
        CallLog.Interval times = log.next();
        deleteQueues(channel);
        Rest rest = recover(before, heapBefore);
        FaultResult result = new FaultResult(
                fault.name(),
                watch.ended,
                watch.inFlight,
                watch.waiting,
                seconds,
                cpu,
                times,
                before,
                watch.most,
                rest.figures(),
                heapBefore,
                rest.heap(),
                rest.seconds());
        result.print();
        check(fault, result, expected, watch.asExpected);
        verdicts.check(
                fault.name() + ": calls of the normal client",
                log.failures() == failuresBefore,
                log.failures() - failuresBefore + " calls failed; the first one ever: " + log.firstFailure());
        return result;
    }

    private void check(Fault fault, FaultResult result, long expected, long asExpected) {
        if (expected > 0) {
            verdicts.check(
                    fault.name() + ": outcomes",
                    asExpected == expected && result.attempts() == expected,
                    "of " + expected + " attempts, " + result.attempts() + " have an outcome, and it is "
                            + fault.outcome() + " for " + asExpected);
        }
        ServerProbe.Figures before = result.before();
        ServerProbe.Figures after = result.after();
        comesBack(fault, "heap after GC, in MB", result.heapBefore(), result.heapAfter(), HEAP_MARGIN);
        comesBack(fault, "resident memory, in MB", before.rssMegabytes(), after.rssMegabytes(), RSS_MARGIN);
        comesBack(fault, "threads", before.threads(), after.threads(), THREAD_MARGIN);
        comesBack(fault, "descriptors", before.descriptors(), after.descriptors(), DESCRIPTOR_MARGIN);
    }

    private void comesBack(Fault fault, String what, double before, double after, double margin) {
        verdicts.check(
                fault.name() + ": " + what,
                !(after > before + margin),
                String.format(
                        Locale.ROOT,
                        "%.0f before the fault, and still %.0f when %d s had passed after it, which is more than %.0f above",
                        before,
                        after,
                        RECOVERY.toSeconds(),
                        margin));
    }

    /**
     * The figures when a fault is over.
     *
     * @param heap the used heap after a garbage collection, in MB
     * @param seconds the time until everything had come back, or until that was given up
     */
    private record Rest(ServerProbe.Figures figures, double heap, double seconds) {}

    /** Collects garbage until everything has come back, or the time for that has passed. */
    private Rest recover(ServerProbe.Figures before, double heapBefore) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            double heap = probe.liveHeapMegabytes();
            ServerProbe.Figures figures = probe.read();
            double seconds = (System.nanoTime() - start) / 1e9;
            boolean back = !(heap > heapBefore + HEAP_MARGIN)
                    && figures.rssMegabytes() <= before.rssMegabytes() + RSS_MARGIN
                    && figures.threads() <= before.threads() + THREAD_MARGIN
                    && figures.descriptors() <= before.descriptors() + DESCRIPTOR_MARGIN;
            if (back || seconds > RECOVERY.toSeconds()) {
                return new Rest(figures, heap, seconds);
            }
            TimeUnit.MILLISECONDS.sleep(RECOVERY_SAMPLE_MILLIS);
        }
    }

    private void checkHealthyTasks() throws InterruptedException {
        long end = System.nanoTime() + RECOVERY.toNanos();
        while (!ledger.lost().isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(SAMPLE_MILLIS);
        }
        System.out.printf("tasks for the healthy target: %d%n", ledger.expected());
        verdicts.check(
                "faults: no lost task",
                ledger.lost().isEmpty(),
                ledger.lost().size() + " of " + ledger.expected() + " acknowledged tasks have not arrived");
        verdicts.check(
                "faults: no doubled task",
                ledger.doubled().isEmpty(),
                ledger.doubled().size() + " tasks have arrived more than once");
    }

    private static void deleteQueues(ManagedChannel channel) {
        ListQueuesRequest list = ListQueuesRequest.newBuilder()
                .setParent(EmulatorAddress.LOCATION)
                .build();
        ListQueuesResponse queues = V2Calls.call(channel, "ListQueues", list, ListQueuesResponse.getDefaultInstance());
        for (Queue queue : queues.getQueuesList()) {
            if (queue.getName().contains("/queues/" + Fault.QUEUE_PREFIX)) {
                DeleteQueueRequest delete =
                        DeleteQueueRequest.newBuilder().setName(queue.getName()).build();
                Empty unused = V2Calls.call(channel, "DeleteQueue", delete, Empty.getDefaultInstance());
            }
        }
    }

    private Duration time(long expected) {
        return expected > 0 ? OUTCOMES : quick ? QUICK_CLIENT_FAULT : CLIENT_FAULT;
    }

    /** The largest figures during a fault, and the attempts of its tasks. */
    private final class Watch {
        private ServerProbe.Figures most;
        private long waiting;
        private long inFlight;
        private long ended;
        private long asExpected;

        Watch(ServerProbe.Figures before) {
            most = before;
        }

        /** Watches until all attempts have an outcome, or for some time if there are none. */
        void until(Fault fault, long expected) throws IOException, InterruptedException {
            String queues = "/queues/" + Fault.QUEUE_PREFIX + fault.name();
            long end = System.nanoTime() + time(expected).toNanos();
            do {
                TimeUnit.MILLISECONDS.sleep(SAMPLE_MILLIS);
                most = most.most(probe.read());
                List<String> metrics = probe.metrics();
                waiting = Math.max(waiting, (long) ServerProbe.sum(metrics, "cloudtasks_tasks", queues));
                inFlight = Math.max(inFlight, (long) ServerProbe.sum(metrics, "cloudtasks_attempts_in_flight", queues));
                List<String> own =
                        metrics.stream().filter(line -> line.contains(queues)).toList();
                ended = (long) ServerProbe.sum(own, "cloudtasks_attempts_total", "");
                asExpected =
                        (long) ServerProbe.sum(own, "cloudtasks_attempts_total", "outcome=\"" + fault.outcome() + "\"");
            } while (System.nanoTime() < end && (expected == 0 || ended < expected));
        }
    }
}
