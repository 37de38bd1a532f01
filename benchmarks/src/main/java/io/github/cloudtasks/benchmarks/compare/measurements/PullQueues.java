package io.github.cloudtasks.benchmarks.compare.measurements;

import com.google.cloud.tasks.v2beta2.AcknowledgeTaskRequest;
import com.google.cloud.tasks.v2beta2.Task;
import io.github.cloudtasks.benchmarks.compare.Measurement;
import io.github.cloudtasks.benchmarks.compare.RunningServer;
import io.github.cloudtasks.benchmarks.compare.RunningServer.CpuMeter;
import io.github.cloudtasks.benchmarks.compare.Samples;
import io.github.cloudtasks.benchmarks.compare.Size;
import io.github.cloudtasks.benchmarks.load.CloudTasksClient;
import io.github.cloudtasks.benchmarks.load.GrpcCallers;
import io.github.cloudtasks.benchmarks.load.Timings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Leases and acknowledgements of a pull queue with 1,000 tags, over gRPC v2beta2. */
final class PullQueues implements Measurement {
    private static final int WARM_UP = 20_000;
    private static final int LEASED_AT_ONCE = 1000;
    private static final int LEASED_TAGS = 100;
    private static final int CALLERS = 16;

    @Override
    public String name() {
        return "pull";
    }

    @Override
    public String description() {
        return "LeaseTasks of 1,000 and AcknowledgeTask with 100,000 tasks and 1,000 tags";
    }

    @Override
    public void prepare(RunningServer server, Size size) throws InterruptedException {
        PullTasks tasks = new PullTasks(server);
        Timings unused = tasks.create(WARM_UP);
        List<Task> leased = leaseAll(tasks, new ArrayList<>());
        acknowledge(server, leased);
        tasks.deleteQueue();
    }

    @Override
    public void measure(RunningServer server, Size size, Samples samples) throws InterruptedException {
        for (int count : size.pick(List.of(20_000), List.of(100_000), List.of(100_000, 1_000_000))) {
            measure(server, count, samples);
        }
    }

    private static void measure(RunningServer server, int count, Samples samples) throws InterruptedException {
        String subject = String.format(Locale.ROOT, "%,d tasks", count);
        PullTasks tasks = new PullTasks(server);
        Timings created = tasks.create(count);
        samples.add(subject, "create", "tasks/s", created.perSecond());

        List<Task> leased = new ArrayList<>(count);
        for (int i = 0; i < LEASED_TAGS; i++) {
            leased.addAll(tasks.lease(LEASED_AT_ONCE, "tag=\"" + PullTasks.tag(i) + "\""));
        }
        samples.add(
                subject, "LeaseTasks by tag, p50", "ms", tasks.leaseTimings().percentileMillis(0.5));
        CpuMeter cpu = server.startCpu();
        List<Task> others = leaseAll(tasks, new ArrayList<>());
        Timings leases = tasks.leaseTimings();
        samples.add(subject, "LeaseTasks of 1,000, p50", "ms", leases.percentileMillis(0.5));
        samples.add(subject, "LeaseTasks of 1,000, p99", "ms", leases.percentileMillis(0.99));
        if (!others.isEmpty()) {
            samples.addOfProcess(subject, "lease, CPU/task", "µs", cpu.micros(others.size()));
        }
        leased.addAll(others);

        cpu = server.startCpu();
        Timings acknowledged = acknowledge(server, leased);
        samples.addOfProcess(subject, "acknowledge, CPU/task", "µs", cpu.micros(leased.size()));
        samples.add(subject, "acknowledge", "tasks/s", acknowledged.perSecond());
        // The rate at which one would be done after the other.
        double leasesPerSecond = leases.perSecond() * LEASED_AT_ONCE;
        samples.add(
                subject, "lease and acknowledge", "tasks/s", 1 / (1 / leasesPerSecond + 1 / acknowledged.perSecond()));

        Set<String> names = new HashSet<>();
        leased.forEach(task -> names.add(task.getName()));
        if (leased.size() != count || names.size() != count) {
            samples.fail(
                    subject + ": " + leased.size() + " tasks with " + names.size() + " different names were leased.");
        }
        if (tasks.hasTasks()) {
            samples.fail(subject + ": tasks are left after all were acknowledged.");
        }
        tasks.deleteQueue();
    }

    private static List<Task> leaseAll(PullTasks tasks, List<Task> leased) {
        for (List<Task> page = tasks.lease(LEASED_AT_ONCE, "");
                !page.isEmpty();
                page = tasks.lease(LEASED_AT_ONCE, "")) {
            leased.addAll(page);
        }
        return leased;
    }

    private static Timings acknowledge(RunningServer server, List<Task> leased) throws InterruptedException {
        return GrpcCallers.send(
                server.client().channels(),
                CloudTasksClient.method("v2beta2", "AcknowledgeTask"),
                i -> AcknowledgeTaskRequest.newBuilder()
                        .setName(leased.get(i).getName())
                        .setScheduleTime(leased.get(i).getScheduleTime())
                        .build()
                        .toByteArray(),
                leased.size(),
                CALLERS);
    }
}
