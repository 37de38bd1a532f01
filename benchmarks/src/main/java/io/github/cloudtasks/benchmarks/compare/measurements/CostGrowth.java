package io.github.cloudtasks.benchmarks.compare.measurements;

import com.google.cloud.tasks.v2.DeleteTaskRequest;
import com.google.cloud.tasks.v2.GetTaskRequest;
import com.google.cloud.tasks.v2beta2.Task;
import io.github.cloudtasks.benchmarks.compare.Measurement;
import io.github.cloudtasks.benchmarks.compare.RunningServer;
import io.github.cloudtasks.benchmarks.compare.RunningServer.CpuMeter;
import io.github.cloudtasks.benchmarks.compare.Samples;
import io.github.cloudtasks.benchmarks.compare.Size;
import io.github.cloudtasks.benchmarks.load.Calls;
import io.github.cloudtasks.benchmarks.load.CloudTasksClient;
import io.github.cloudtasks.benchmarks.load.GrpcCallers;
import io.github.cloudtasks.benchmarks.load.NotSupportedException;
import io.github.cloudtasks.benchmarks.load.Timings;
import java.util.List;
import java.util.Locale;

/** The cost of a call by the number of tasks in the queue, over gRPC with one caller. */
final class CostGrowth implements Measurement {
    private static final int WARM_UP = 20_000;
    private static final int PAGES = 40;
    private static final int LEASES = 40;
    /** The leases of the smallest queue take 800 of its 1,000 tasks. */
    private static final int LEASED_AT_ONCE = 20;

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public String description() {
        return "cost of create, get, list, lease and delete with 1,000 to 1,000,000 tasks in the queue";
    }

    @Override
    public void prepare(RunningServer server, Size size) throws InterruptedException {
        String queue = server.newPausedQueue("growth");
        int calls = size.pick(2000, WARM_UP, WARM_UP);
        String[] names = new String[calls];
        Timings unused = PushTasks.createNamed(server, queue, names);
        unused = send(server, "GetTask", calls, i -> get(names[i]));
        new TaskPages(server, queue).read(PAGES);
        unused = send(server, "DeleteTask", calls, i -> delete(names[i]));
        server.client().deleteQueue(queue);
        try {
            PullTasks pull = new PullTasks(server);
            unused = pull.create(calls);
            for (int i = 0; i < calls / LEASED_AT_ONCE; i++) {
                List<Task> unusedTasks = pull.lease(LEASED_AT_ONCE, "");
            }
            pull.deleteQueue();
        } catch (NotSupportedException e) {
            // Reported by measure.
        }
    }

    @Override
    public void measure(RunningServer server, Size size, Samples samples) throws InterruptedException {
        String queue = server.newPausedQueue("growth");
        int waiting = 0;
        for (int tasks : sizes(size)) {
            Timings unused = PushTasks.fill(server, queue, tasks - waiting);
            waiting = tasks;
            push(server, queue, size, tasks, samples);
        }
        server.client().deleteQueue(queue);
        try {
            lease(server, size, samples);
        } catch (NotSupportedException e) {
            samples.skip("lease", e.reason());
        }
    }

    private static List<Integer> sizes(Size size) {
        return size.pick(
                List.of(1000, 10_000), List.of(1000, 10_000, 100_000), List.of(1000, 10_000, 100_000, 1_000_000));
    }

    private static void push(RunningServer server, String queue, Size size, int tasks, Samples samples)
            throws InterruptedException {
        int calls = size.pick(1000, 5000, 5000);
        String[] names = new String[calls];
        CpuMeter cpu = server.startCpu();
        add(samples, "create", tasks, cpu, PushTasks.createNamed(server, queue, names));
        cpu = server.startCpu();
        add(samples, "get", tasks, cpu, send(server, "GetTask", calls, i -> get(names[i])));
        // Reading the names with pages would need more memory than the tasks have, so that the same pages are read.
        TaskPages pages = new TaskPages(server, queue);
        for (int i = 0; i < PAGES; i++) {
            pages.read(1);
        }
        samples.add(
                subject("list, first page of 1,000", tasks),
                "p50",
                "µs",
                pages.timings().percentileMillis(0.5) * 1e3);
        cpu = server.startCpu();
        add(samples, "delete", tasks, cpu, send(server, "DeleteTask", calls, i -> delete(names[i])));
    }

    private static void lease(RunningServer server, Size size, Samples samples) throws InterruptedException {
        for (int tasks : sizes(size)) {
            PullTasks pull = new PullTasks(server);
            Timings unused = pull.create(tasks);
            for (int i = 0; i < LEASES; i++) {
                int leased = pull.lease(LEASED_AT_ONCE, "").size();
                if (leased != LEASED_AT_ONCE) {
                    samples.fail("a lease of " + LEASED_AT_ONCE + " of " + tasks + " tasks has " + leased + " tasks.");
                }
            }
            // The leases are too few for a CPU time that is counted in steps of 10 ms.
            samples.add(
                    subject("lease of " + LEASED_AT_ONCE, tasks),
                    "p50",
                    "µs",
                    pull.leaseTimings().percentileMillis(0.5) * 1e3);
            pull.deleteQueue();
        }
    }

    private static void add(Samples samples, String call, int tasks, CpuMeter cpu, Timings timings) {
        samples.addOfProcess(subject(call, tasks), "CPU/call", "µs", cpu.micros(timings.calls()));
        samples.add(subject(call, tasks), "p50", "µs", timings.percentileMillis(0.5) * 1e3);
    }

    private static String subject(String call, int tasks) {
        return String.format(Locale.ROOT, "%s, %,d tasks", call, tasks);
    }

    private static Timings send(RunningServer server, String method, int calls, Calls requests)
            throws InterruptedException {
        return GrpcCallers.send(server.client().channels(), CloudTasksClient.method("v2", method), requests, calls, 1);
    }

    private static byte[] get(String name) {
        return GetTaskRequest.newBuilder().setName(name).build().toByteArray();
    }

    private static byte[] delete(String name) {
        return DeleteTaskRequest.newBuilder().setName(name).build().toByteArray();
    }
}
