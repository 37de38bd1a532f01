package io.github.cloudtasks.benchmarks.compare;

import io.github.cloudtasks.benchmarks.load.CloudTasksClient;
import io.github.cloudtasks.benchmarks.load.NotSupportedException;
import io.github.cloudtasks.benchmarks.servers.ProcessFigures;
import io.github.cloudtasks.benchmarks.servers.ServerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server that accepts calls, with a connection to it. */
public final class RunningServer implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    /** Distinguishes the queues of this run from those of earlier runs against the same server. */
    private static final String RUN = Long.toString(System.currentTimeMillis(), 36);

    private static final AtomicInteger QUEUES = new AtomicInteger();

    private final String name;
    private final String address;
    private final @Nullable ServerProcess started;
    private final @Nullable ProcessFigures figures;
    private final CloudTasksClient client;
    private final Duration cpuBefore;

    /**
     * A server.
     *
     * @param address {@code host:port}
     * @param started its process, if this program has started it
     * @param figures what is counted for its process, if it is known
     */
    RunningServer(String name, String address, @Nullable ServerProcess started, @Nullable ProcessFigures figures) {
        this.name = name;
        this.address = address;
        this.started = started;
        this.figures = figures;
        client = new CloudTasksClient(address, 1);
        // What a process that was started before the run has used until now is not part of the run.
        cpuBefore = started == null && figures != null ? figures.cpuTime() : Duration.ZERO;
    }

    /** Returns the server's name in the table. */
    public String name() {
        return name;
    }

    /** Returns {@code host:port}. */
    public String address() {
        return address;
    }

    /** Returns the address as one of a socket. */
    public InetSocketAddress socketAddress() {
        int colon = address.lastIndexOf(':');
        return new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    /** Returns a connection over gRPC. */
    public CloudTasksClient client() {
        return client;
    }

    /**
     * Returns the process that this program has started.
     *
     * @throws NotSupportedException if the server ran already
     */
    public ServerProcess startedProcess() {
        if (started == null) {
            throw new NotSupportedException("the server ran already; start it with --server to measure this");
        }
        return started;
    }

    /**
     * Ends the process with SIGKILL and starts another one with the same command and directory. This object is of no
     * further use but must be closed, after the returned one.
     *
     * @throws NotSupportedException if the server ran already
     */
    public RunningServer killAndStartAgain() throws IOException, InterruptedException {
        ServerProcess again = startedProcess().killAndStartAgain();
        return new RunningServer(name, again.address(), again, again.figures());
    }

    /** Returns the CPU time of the process since its start, in milliseconds. */
    public OptionalDouble cpuMillis() {
        return figures == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(figures.cpuTime().toNanos() / 1e6);
    }

    /** Returns whether this program has started the server. */
    public boolean isStarted() {
        return started != null;
    }

    /** Starts to count the CPU time of the process. */
    public CpuMeter startCpu() {
        ProcessFigures counted = figures;
        return new CpuMeter(counted, counted == null ? 0 : counted.cpuTime().toNanos());
    }

    /** Returns the resident memory of the process in bytes. */
    public OptionalLong residentBytes() {
        return figures == null ? OptionalLong.empty() : figures.residentBytes();
    }

    /** Collects the garbage of the process, if it is a JVM, and returns the bytes of its live objects. */
    public OptionalLong liveHeapBytes() throws InterruptedException {
        return figures == null ? OptionalLong.empty() : figures.liveHeapBytes();
    }

    /** Returns the CPU time that the process has used during the run. */
    Duration cpuOfRun() {
        return figures == null ? Duration.ZERO : figures.cpuTime().minus(cpuBefore);
    }

    /** Returns a name that no queue has had. */
    public String newQueueName(String id) {
        return CloudTasksClient.queueName(id + "-" + RUN + "-" + QUEUES.incrementAndGet());
    }

    /** Creates a paused queue over v2 and returns its name. */
    public String newPausedQueue(String id) {
        String queue = newQueueName(id);
        client.createPausedQueue(queue);
        return queue;
    }

    /**
     * Requires that the server answers a list of queues over REST.
     *
     * @throws NotSupportedException if it does not
     */
    public void requireRest(String version) throws InterruptedException {
        URI uri = URI.create("http://" + address + "/" + version + "/" + CloudTasksClient.LOCATION + "/queues");
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            int status = http.send(request, BodyHandlers.discarding()).statusCode();
            if (status != 200) {
                throw new NotSupportedException("GET " + uri.getPath() + " answers " + status);
            }
        } catch (IOException e) {
            throw new NotSupportedException("no answer over HTTP/1.1 (" + e.getMessage() + ")");
        }
    }

    @Override
    public void close() {
        client.close();
        if (started != null) {
            started.close();
        }
    }

    /** CPU time of a server since a moment. */
    public static final class CpuMeter {
        private final @Nullable ProcessFigures figures;
        private final long before;

        CpuMeter(@Nullable ProcessFigures figures, long before) {
            this.figures = figures;
            this.before = before;
        }

        /** Returns the CPU time since the start of this meter, divided by a number of calls, in microseconds. */
        public OptionalDouble micros(long calls) {
            return figures == null
                    ? OptionalDouble.empty()
                    : OptionalDouble.of((figures.cpuTime().toNanos() - before) / 1e3 / calls);
        }
    }
}
