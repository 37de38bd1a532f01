package io.github.cloudtasks.benchmarks.compare.measurements;

import io.github.cloudtasks.benchmarks.compare.Measurement;
import io.github.cloudtasks.benchmarks.compare.RunningServer;
import io.github.cloudtasks.benchmarks.compare.Samples;
import io.github.cloudtasks.benchmarks.compare.Size;
import io.github.cloudtasks.benchmarks.load.Timings;
import java.util.Locale;

/** Pages of ListTasks over gRPC v2. All tasks must be listed once. */
final class ListPages implements Measurement {
    private static final int WARM_UP_PAGES = 100;

    @Override
    public String name() {
        return "list";
    }

    @Override
    public String description() {
        return "time of a page of 1,000 of ListTasks in a queue of 100,000";
    }

    @Override
    public int rounds(Size size) {
        return size.pick(1, 3, 5);
    }

    @Override
    public void measure(RunningServer server, Size size, Samples samples) throws InterruptedException {
        int tasks = size.pick(10_000, 100_000, 100_000);
        String queue = server.newPausedQueue("listed");
        Timings unused = PushTasks.fill(server, queue, tasks);
        TaskPages warmUp = new TaskPages(server, queue);
        if (samples.round() == 0) {
            warmUp.read(WARM_UP_PAGES);
        }
        TaskPages pages = new TaskPages(server, queue);
        pages.read(Integer.MAX_VALUE);
        String subject = String.format(Locale.ROOT, "page of 1,000 of %,d tasks", tasks);
        samples.add(subject, "p50", "ms", pages.timings().percentileMillis(0.5));
        samples.add(subject, "p99", "ms", pages.timings().percentileMillis(0.99));
        if (pages.names() != tasks || pages.listed() != tasks) {
            samples.fail("the pages list " + pages.listed() + " tasks with " + pages.names()
                    + " different names instead of " + tasks + ".");
        }
        server.client().deleteQueue(queue);
    }
}
