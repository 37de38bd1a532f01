package io.github.cloudtasks.benchmarks.compare.measurements;

import com.google.cloud.tasks.v2.Queue;
import com.google.cloud.tasks.v2.ResumeQueueRequest;
import io.github.cloudtasks.benchmarks.compare.Measurement;
import io.github.cloudtasks.benchmarks.compare.RunningServer;
import io.github.cloudtasks.benchmarks.compare.RunningServer.CpuMeter;
import io.github.cloudtasks.benchmarks.compare.Samples;
import io.github.cloudtasks.benchmarks.compare.Size;
import io.github.cloudtasks.benchmarks.load.ArrivalTarget;
import io.github.cloudtasks.benchmarks.load.HttpCallers;
import io.github.cloudtasks.benchmarks.load.Timings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Due tasks of many queues that are resumed together, with one target. */
final class DispatchThroughput implements Measurement {
    private static final int QUEUES = 64;
    private static final int BARE_CONNECTIONS = 64;
    private static final long SECONDS = 180;
    /** A second delivery of a task would follow its first one closely. */
    private static final long DOUBLED_MILLIS = 500;

    @Override
    public String name() {
        return "dispatch";
    }

    @Override
    public String description() {
        return "40,000 due tasks of 64 queues to one target, cold and warm; the bare client posts the same bodies";
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
    public void measure(RunningServer server, Size size, Samples samples) throws InterruptedException {
        int tasks = tasks(size);
        if (server.isStarted()) {
            dispatch(server, tasks, "cold", samples);
        } else {
            samples.skip("cold", "the server ran already; start it with --server to measure this");
        }
        dispatch(server, tasks, "second", samples);
        dispatch(server, tasks, "warm", samples);
    }

    @Override
    public void measureCeiling(Size size, Samples samples) throws InterruptedException {
        int tasks = tasks(size);
        for (String subject : List.of("cold", "second", "warm")) {
            try (ArrivalTarget target = new ArrivalTarget(tasks);
                    HttpCallers callers = new HttpCallers(target.address(), BARE_CONNECTIONS)) {
                String headers = "Content-Type: application/json\r\nUser-Agent: Google-Cloud-Tasks\r\n"
                        + "X-CloudTasks-QueueName: dispatched\r\nX-CloudTasks-TaskName: 1234567890123456789\r\n"
                        + "X-CloudTasks-TaskRetryCount: 0\r\nX-CloudTasks-TaskExecutionCount: 0\r\n"
                        + "X-CloudTasks-TaskETA: 1700000000.123456\r\n";
                byte[] body = PushTasks.BODY.toByteArray();
                Timings timings = callers.send(i -> HttpCallers.post("127.0.0.1", "/" + i, headers, body), tasks);
                // The JVM of this program is warm after the first call, so there is one ceiling only.
                if (subject.equals("warm")) {
                    samples.add(subject, "throughput", "tasks/s", timings.perSecond());
                    samples.add(subject, "connections", "", target.connections());
                }
            }
        }
    }

    private static int tasks(Size size) {
        return size.pick(6400, 40_000, 40_000);
    }

    private static void dispatch(RunningServer server, int tasks, String subject, Samples samples)
            throws InterruptedException {
        try (ArrivalTarget target = new ArrivalTarget(tasks)) {
            List<String> queues = new ArrayList<>();
            for (int i = 0; i < QUEUES; i++) {
                queues.add(newFastQueue(server));
            }
            Timings unused = PushTasks.create(
                    server, tasks, i -> PushTasks.request(queues.get(i % QUEUES), target.url(i), null));
            CpuMeter cpu = server.startCpu();
            long start = System.nanoTime();
            queues.forEach(queue -> resume(server, queue));
            boolean arrived = target.await(SECONDS);
            if (arrived) {
                long[] arrivals = target.sortedNanos();
                samples.add(subject, "throughput", "tasks/s", tasks * 1e9 / (arrivals[arrivals.length - 1] - start));
                samples.addOfProcess(subject, "CPU/task", "µs", cpu.micros(tasks));
                samples.add(subject, "connections", "", target.connections());
                samples.add(subject, "longest stall", "ms", Arrivals.longestGapMillis(start, arrivals));
                TimeUnit.MILLISECONDS.sleep(DOUBLED_MILLIS);
            }
            samples.requireOnce(subject, tasks, target.missing(), target.doubled());
            queues.forEach(server.client()::deleteQueue);
        }
    }

    /** Creates a paused queue that dispatches as fast as the service permits. */
    static String newFastQueue(RunningServer server) {
        String queue = PushTasks.newQueue(server, "dispatched");
        server.client().pauseQueue(queue);
        return queue;
    }

    static void resume(RunningServer server, String queue) {
        Queue unused = server.client()
                .call(
                        "v2",
                        "ResumeQueue",
                        ResumeQueueRequest.newBuilder().setName(queue).build(),
                        Queue.getDefaultInstance());
    }
}
