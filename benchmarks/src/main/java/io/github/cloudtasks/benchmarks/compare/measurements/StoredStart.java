package io.github.cloudtasks.benchmarks.compare.measurements;

import io.github.cloudtasks.benchmarks.compare.Measurement;
import io.github.cloudtasks.benchmarks.compare.RunningServer;
import io.github.cloudtasks.benchmarks.compare.Samples;
import io.github.cloudtasks.benchmarks.compare.Size;
import io.github.cloudtasks.benchmarks.load.NotSupportedException;
import io.github.cloudtasks.benchmarks.load.Timings;
import io.github.cloudtasks.benchmarks.servers.Directories;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** The start of a server on a directory in which an earlier process has kept tasks, after SIGKILL. */
final class StoredStart implements Measurement {
    @Override
    public String name() {
        return "stored";
    }

    @Override
    public String description() {
        return "start with 100,000 tasks in the {directory} of the command, after a kill; bytes per task on disk";
    }

    @Override
    public int rounds(Size size) {
        return size.pick(1, 5, 3);
    }

    @Override
    public boolean hasProcessPerRound() {
        return true;
    }

    @Override
    public void measure(RunningServer server, Size size, Samples samples) throws IOException, InterruptedException {
        int tasks = size.pick(1000, 100_000, 1_000_000);
        String subject = String.format(Locale.ROOT, "%,d tasks", tasks);
        Path directory = server.startedProcess().directory();
        if (directory == null) {
            throw new NotSupportedException("the command has no {directory}");
        }
        String queue = server.newPausedQueue("stored");
        Timings unused = PushTasks.fill(server, queue, tasks);
        try (RunningServer again = server.killAndStartAgain()) {
            TaskPages loaded = new TaskPages(again, queue);
            loaded.read(1);
            samples.add(
                    subject,
                    "start to first page",
                    "ms",
                    (System.nanoTime() - again.startedProcess().begin()) / 1e6);
            samples.addOfProcess(subject, "CPU time of the start", "ms", again.cpuMillis());
            TaskPages all = new TaskPages(again, queue);
            all.read(tasks / TaskPages.PAGE + 1);
            samples.requireOnce(subject, tasks, tasks - all.names(), all.listed() - all.names());
        }
        samples.add(subject, "disk per task", "B", (double) Directories.bytes(directory) / tasks);
    }
}
