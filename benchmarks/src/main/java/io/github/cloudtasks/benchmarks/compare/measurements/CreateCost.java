package io.github.cloudtasks.benchmarks.compare.measurements;

import io.github.cloudtasks.benchmarks.compare.Measurement;
import io.github.cloudtasks.benchmarks.compare.RunningServer;
import io.github.cloudtasks.benchmarks.compare.RunningServer.CpuMeter;
import io.github.cloudtasks.benchmarks.compare.Samples;
import io.github.cloudtasks.benchmarks.compare.Size;
import io.github.cloudtasks.benchmarks.load.Calls;
import io.github.cloudtasks.benchmarks.load.GrpcCallers;
import io.github.cloudtasks.benchmarks.load.HttpCallers;
import io.github.cloudtasks.benchmarks.load.NotSupportedException;
import io.github.cloudtasks.benchmarks.load.Timings;
import io.github.cloudtasks.benchmarks.servers.MeasuredVersion;
import java.util.List;

/** CPU time per CreateTask and calls per second of a warm server, for 1 and 16 callers over gRPC and REST. */
final class CreateCost implements Measurement {
    private static final List<Integer> CALLERS = List.of(16, 1);

    @Override
    public String name() {
        return "create";
    }

    @Override
    public String description() {
        return "CPU time and calls per second of CreateTask, warm, by protocol, version and number of callers";
    }

    @Override
    public int rounds(Size size) {
        return size.pick(1, 5, 9);
    }

    @Override
    public boolean includesNoOp() {
        return true;
    }

    @Override
    public void prepare(RunningServer server, Size size) throws InterruptedException {
        int requests = size.pick(5000, 50_000, 50_000);
        for (MeasuredVersion version : MeasuredVersion.all()) {
            try {
                Timings unused = grpc(server, version, requests, CALLERS.getFirst());
            } catch (NotSupportedException e) {
                // Reported by measure.
            }
            try {
                server.requireRest(version.name());
                Timings unused = rest(server, version, requests / 2, CALLERS.getFirst());
            } catch (NotSupportedException e) {
                // Reported by measure.
            }
        }
    }

    @Override
    public void measure(RunningServer server, Size size, Samples samples) throws InterruptedException {
        int requests = size.pick(4000, 20_000, 20_000);
        for (MeasuredVersion version : MeasuredVersion.all()) {
            for (int callers : CALLERS) {
                int count = callers == 1 ? requests / 4 : requests;
                add(samples, "gRPC " + version.name(), callers, server, () -> grpc(server, version, count, callers));
            }
            for (int callers : CALLERS) {
                int count = callers == 1 ? requests / 8 : requests / 2;
                add(samples, "REST " + version.name(), callers, server, () -> {
                    server.requireRest(version.name());
                    return rest(server, version, count, callers);
                });
            }
        }
    }

    private static Timings grpc(RunningServer server, MeasuredVersion version, int requests, int callers)
            throws InterruptedException {
        try (ScratchQueue queue = ScratchQueue.create(server)) {
            return GrpcCallers.send(
                    server.client().channels(),
                    version.createTask(),
                    Calls.repeat(version.request().apply(queue.name())),
                    requests,
                    callers);
        }
    }

    private static Timings rest(RunningServer server, MeasuredVersion version, int requests, int callers)
            throws InterruptedException {
        try (ScratchQueue queue = ScratchQueue.create(server);
                HttpCallers http = new HttpCallers(server.socketAddress(), callers)) {
            byte[] request = HttpCallers.post(
                    server.address(),
                    "/" + version.name() + "/" + queue.name() + "/tasks",
                    "Content-Type: application/json\r\n",
                    MeasuredVersion.json());
            return http.send(Calls.repeat(request), requests);
        }
    }

    /** Calls whose cost is measured. */
    @FunctionalInterface
    private interface Work {
        Timings run() throws InterruptedException;
    }

    private static void add(Samples samples, String api, int callers, RunningServer server, Work work)
            throws InterruptedException {
        String subject = api + ", " + callers + (callers == 1 ? " caller" : " callers");
        try {
            CpuMeter cpu = server.startCpu();
            Timings timings = work.run();
            samples.addOfProcess(subject, "CPU/call", "µs", cpu.micros(timings.calls()));
            samples.add(subject, "calls", "1/s", timings.perSecond());
        } catch (NotSupportedException e) {
            samples.skip(subject, e.reason());
        }
    }
}
