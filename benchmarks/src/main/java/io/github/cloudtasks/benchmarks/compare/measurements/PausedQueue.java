package io.github.cloudtasks.benchmarks.compare.measurements;

import io.github.cloudtasks.benchmarks.compare.Measurement;
import io.github.cloudtasks.benchmarks.compare.RunningServer;
import io.github.cloudtasks.benchmarks.compare.RunningServer.CpuMeter;
import io.github.cloudtasks.benchmarks.compare.Samples;
import io.github.cloudtasks.benchmarks.compare.Size;
import io.github.cloudtasks.benchmarks.load.Timings;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The CPU time of a server that has due tasks in a paused queue and receives no calls. */
final class PausedQueue implements Measurement {
    private static final long SETTLING_SECONDS = 3;

    @Override
    public String name() {
        return "paused";
    }

    @Override
    public String description() {
        return "CPU time in 10 s with 100,000 due tasks in a paused queue";
    }

    @Override
    public void measure(RunningServer server, Size size, Samples samples) throws InterruptedException {
        int tasks = size.pick(10_000, 100_000, 100_000);
        String queue = server.newPausedQueue("paused");
        Timings unused = PushTasks.fill(server, queue, tasks);
        // Compilation and garbage collection of the creates end.
        TimeUnit.SECONDS.sleep(SETTLING_SECONDS);
        CpuMeter cpu = server.startCpu();
        long seconds = size.pick(3L, 10L, 10L);
        TimeUnit.SECONDS.sleep(seconds);
        // Microseconds for 1000 calls are milliseconds.
        samples.addOfProcess(
                String.format(Locale.ROOT, "%,d due tasks", tasks), "CPU in " + seconds + " s", "ms", cpu.micros(1000));
        server.client().deleteQueue(queue);
    }
}
