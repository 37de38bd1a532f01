package io.github.cloudtasks.benchmarks.compare.measurements;

import io.github.cloudtasks.benchmarks.compare.Measurement;
import io.github.cloudtasks.benchmarks.compare.RunningServer;
import io.github.cloudtasks.benchmarks.compare.RunningServer.CpuMeter;
import io.github.cloudtasks.benchmarks.compare.Samples;
import io.github.cloudtasks.benchmarks.compare.Size;
import io.github.cloudtasks.benchmarks.load.Calls;
import io.github.cloudtasks.benchmarks.load.GrpcCallers;
import io.github.cloudtasks.benchmarks.load.Timings;
import io.github.cloudtasks.benchmarks.servers.MeasuredVersion;
import io.github.cloudtasks.benchmarks.servers.ServerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The first CreateTask calls of a process, over gRPC v2 with 16 callers. */
final class ColdCreates implements Measurement {
    private static final int CALLERS = 16;
    /** The last one is left out of quick runs. */
    private static final List<Integer> MARKS = List.of(1000, 5000, 25_000, 100_000);

    @Override
    public String name() {
        return "cold";
    }

    @Override
    public String description() {
        return "the first 1,000 to 100,000 CreateTask calls after the start: CPU time, p99, slowest";
    }

    @Override
    public int rounds(Size size) {
        return size.pick(1, 3, 5);
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
        ServerProcess unused = server.startedProcess();
        MeasuredVersion version = MeasuredVersion.all().getFirst();
        CpuMeter cpu = server.startCpu();
        try (ScratchQueue queue = ScratchQueue.create(server)) {
            List<Timings> parts = new ArrayList<>();
            int made = 0;
            for (int mark : MARKS.subList(0, size.pick(MARKS.size() - 1, MARKS.size(), MARKS.size()))) {
                parts.add(GrpcCallers.send(
                        server.client().channels(),
                        version.createTask(),
                        Calls.repeat(version.request().apply(queue.name())),
                        mark - made,
                        CALLERS));
                made = mark;
                String subject = String.format(Locale.ROOT, "first %,d", mark);
                Timings timings = Timings.concat(parts);
                samples.addOfProcess(subject, "CPU/call", "µs", cpu.micros(mark));
                samples.add(subject, "p99", "ms", timings.percentileMillis(0.99));
                samples.add(subject, "slowest", "ms", timings.slowestMillis());
            }
        }
    }
}
