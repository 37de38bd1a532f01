package io.github.cloudtasks.benchmarks.compare.measurements;

import io.github.cloudtasks.benchmarks.compare.Measurement;
import io.github.cloudtasks.benchmarks.compare.RunningServer;
import io.github.cloudtasks.benchmarks.compare.Samples;
import io.github.cloudtasks.benchmarks.compare.Size;
import io.github.cloudtasks.benchmarks.load.Calls;
import io.github.cloudtasks.benchmarks.load.GrpcCallers;
import io.github.cloudtasks.benchmarks.load.Timings;
import io.github.cloudtasks.benchmarks.servers.MeasuredVersion;
import java.util.Locale;

/** Response times of CreateTask over gRPC v2 with 16 callers while many tasks wait. */
final class SlowestCall implements Measurement {
    private static final int CALLERS = 16;

    @Override
    public String name() {
        return "slowest";
    }

    @Override
    public String description() {
        return "slowest of 100,000 CreateTask calls while 300,000 tasks wait";
    }

    @Override
    public int rounds(Size size) {
        return size.pick(1, 2, 5);
    }

    @Override
    public boolean hasProcessPerRound() {
        return true;
    }

    @Override
    public boolean includesNoOp() {
        return true;
    }

    @Override
    public void measure(RunningServer server, Size size, Samples samples) throws InterruptedException {
        int waiting = size.pick(30_000, 300_000, 300_000);
        int calls = size.pick(10_000, 100_000, 100_000);
        try (ScratchQueue queue = ScratchQueue.create(server)) {
            Timings unused = create(server, queue, waiting);
            Timings timings = create(server, queue, calls);
            String subject = String.format(Locale.ROOT, "%,d creates, %,d waiting", calls, waiting);
            samples.add(subject, "p50", "ms", timings.percentileMillis(0.5));
            samples.add(subject, "p99", "ms", timings.percentileMillis(0.99));
            samples.add(subject, "p99.9", "ms", timings.percentileMillis(0.999));
            samples.add(subject, "slowest", "ms", timings.slowestMillis());
        }
    }

    private static Timings create(RunningServer server, ScratchQueue queue, int tasks) throws InterruptedException {
        MeasuredVersion version = MeasuredVersion.all().getFirst();
        return GrpcCallers.send(
                server.client().channels(),
                version.createTask(),
                Calls.repeat(version.request().apply(queue.name())),
                tasks,
                CALLERS);
    }
}
