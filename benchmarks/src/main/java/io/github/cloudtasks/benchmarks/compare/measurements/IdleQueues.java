package io.github.cloudtasks.benchmarks.compare.measurements;

import com.google.cloud.tasks.v2.CreateQueueRequest;
import com.google.cloud.tasks.v2.Queue;
import io.github.cloudtasks.benchmarks.compare.Measurement;
import io.github.cloudtasks.benchmarks.compare.RunningServer;
import io.github.cloudtasks.benchmarks.compare.Samples;
import io.github.cloudtasks.benchmarks.compare.Size;
import io.github.cloudtasks.benchmarks.load.CloudTasksClient;
import io.github.cloudtasks.benchmarks.load.GrpcCallers;
import io.github.cloudtasks.benchmarks.load.Timings;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The memory of queues without tasks. */
final class IdleQueues implements Measurement {
    private static final int CALLERS = 16;
    private static final int WARM_UP = 1000;

    @Override
    public String name() {
        return "queues";
    }

    @Override
    public String description() {
        return "memory of 10,000 idle queues";
    }

    @Override
    public boolean hasProcessPerRound() {
        return true;
    }

    @Override
    public void measure(RunningServer server, Size size, Samples samples) throws InterruptedException {
        int queues = size.pick(2000, 10_000, 10_000);
        create(server, WARM_UP);
        OptionalLong before = server.residentBytes();
        OptionalLong heapBefore = server.liveHeapBytes();
        create(server, queues);
        String subject = String.format(Locale.ROOT, "%,d queues", queues);
        samples.addOfProcess(subject, "resident memory", "MB", megabytes(before, server.residentBytes()));
        OptionalDouble heap = megabytes(heapBefore, server.liveHeapBytes());
        if (heap.isPresent()) {
            samples.add(subject, "live heap", "MB", heap.getAsDouble());
        } else {
            samples.missing(subject, "live heap", "MB", "only JVMs of this user tell the size of their objects");
        }
    }

    private static void create(RunningServer server, int queues) throws InterruptedException {
        Timings unused = GrpcCallers.send(
                server.client().channels(),
                CloudTasksClient.method("v2", "CreateQueue"),
                i -> CreateQueueRequest.newBuilder()
                        .setParent(CloudTasksClient.LOCATION)
                        .setQueue(Queue.newBuilder().setName(server.newQueueName("idle")))
                        .build()
                        .toByteArray(),
                queues,
                CALLERS);
    }

    private static OptionalDouble megabytes(OptionalLong before, OptionalLong after) {
        return before.isPresent() && after.isPresent()
                ? OptionalDouble.of((after.getAsLong() - before.getAsLong()) / 1e6)
                : OptionalDouble.empty();
    }
}
