package io.github.cloudtasks.benchmarks.cpu;

import io.github.cloudtasks.benchmarks.load.Calls;
import io.github.cloudtasks.benchmarks.load.CloudTasksClient;
import io.github.cloudtasks.benchmarks.load.GrpcCallers;
import io.github.cloudtasks.benchmarks.load.Timings;
import io.github.cloudtasks.benchmarks.servers.MeasuredVersion;
import io.github.cloudtasks.benchmarks.servers.ServerProcess;

/**
 * A client of one server. Each of its callers sends its next request as soon as it has the response to its last one.
 */
final class Load implements AutoCloseable {

    private final CloudTasksClient client;
    private final ServerProcess server;
    private final boolean queues;
    private final int callers;
    private final boolean blocking;
    private int created;

    /**
     * Connects to a server.
     *
     * @param queues whether the server has queues, which are made before requests are sent
     * @param settings how many callers share how many connections
     */
    Load(ServerProcess server, boolean queues, BenchmarkSettings settings) {
        this.server = server;
        this.queues = queues;
        callers = settings.callers();
        blocking = settings.blocking();
        client = new CloudTasksClient(server.address(), settings.connections());
    }

    /**
     * The cost of a number of requests.
     *
     * @param cpuMicros CPU time of the server per request, in microseconds
     * @param perSecond requests per second
     */
    record Sample(double cpuMicros, double perSecond) {}

    /** Creates tasks in a new, paused queue, measures that alone, and deletes the queue. */
    Sample measure(MeasuredVersion version, int requests) throws InterruptedException {
        String queue = CloudTasksClient.queueName("cpu-" + created++);
        if (queues) {
            client.createPausedQueue(queue);
        }
        Calls calls = Calls.repeat(version.request().apply(queue));
        long cpu = server.cpuTime().toNanos();
        Timings timings = blocking
                ? GrpcCallers.sendBlocking(client.channels(), version.createTask(), calls, requests, callers)
                : GrpcCallers.send(client.channels(), version.createTask(), calls, requests, callers);
        cpu = server.cpuTime().toNanos() - cpu;
        if (queues) {
            client.deleteQueue(queue);
        }
        return new Sample(cpu / 1e3 / requests, timings.perSecond());
    }

    @Override
    public void close() {
        client.close();
    }
}
