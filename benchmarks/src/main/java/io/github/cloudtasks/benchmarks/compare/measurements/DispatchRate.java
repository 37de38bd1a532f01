package io.github.cloudtasks.benchmarks.compare.measurements;

import io.github.cloudtasks.benchmarks.compare.Measurement;
import io.github.cloudtasks.benchmarks.compare.RunningServer;
import io.github.cloudtasks.benchmarks.compare.Samples;
import io.github.cloudtasks.benchmarks.compare.Size;
import io.github.cloudtasks.benchmarks.load.ArrivalTarget;
import io.github.cloudtasks.benchmarks.load.Timings;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The rate of one queue with the highest rate that the service permits, 500 tasks per second. */
final class DispatchRate implements Measurement {
    private static final long SECONDS = 120;

    @Override
    public String name() {
        return "rate";
    }

    @Override
    public String description() {
        return "5,000 due tasks of one queue at 500 per second: arrivals in each second after the first";
    }

    @Override
    public void measure(RunningServer server, Size size, Samples samples) throws InterruptedException {
        int tasks = size.pick(2000, 5000, 10_000);
        try (ArrivalTarget target = new ArrivalTarget(tasks)) {
            String queue = DispatchThroughput.newFastQueue(server);
            Timings unused = PushTasks.create(server, tasks, i -> PushTasks.request(queue, target.url(i), null));
            DispatchThroughput.resume(server, queue);
            if (target.await(SECONDS)) {
                // The first second contains the burst.
                List<Integer> counts = Arrivals.perSecond(target.sortedNanos(), 1);
                String subject = String.format(Locale.ROOT, "%,d tasks", tasks);
                if (counts.isEmpty()) {
                    samples.skip(subject, "all tasks arrived within two seconds");
                } else {
                    samples.add(subject, "fewest in a second", "tasks", Collections.min(counts));
                    samples.add(subject, "most in a second", "tasks", Collections.max(counts));
                }
            }
            samples.requireOnce(queue, tasks, target.missing(), target.doubled());
            server.client().deleteQueue(queue);
        }
    }
}
