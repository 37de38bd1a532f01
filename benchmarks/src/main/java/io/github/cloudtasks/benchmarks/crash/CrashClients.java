package io.github.cloudtasks.benchmarks.crash;

import com.google.protobuf.util.Timestamps;
import io.github.cloudtasks.benchmarks.servers.ServerProcess;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The clients that call a process until it is killed, each in a thread of its own. */
final class CrashClients {
    private static final long WORKER_SECONDS = 90;

    private final List<Thread> threads;

    private CrashClients(List<Thread> threads) {
        this.threads = threads;
    }

    /** Starts the clients. */
    static CrashClients start(List<? extends Worker> workers) {
        return new CrashClients(workers.stream()
                .map(worker -> Thread.ofPlatform().daemon().start(worker))
                .toList());
    }

    /**
     * Kills the process and waits until all clients have ended.
     *
     * @return the time of the kill, in nanoseconds since 1970
     * @throws IllegalStateException if a call does not end
     */
    long kill(ServerProcess server, Session session) throws InterruptedException {
        session.killing();
        server.kill();
        long killed = Timestamps.toNanos(Timestamps.now());
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(WORKER_SECONDS));
            if (thread.isAlive()) {
                throw new IllegalStateException("a call does not end after the kill");
            }
        }
        return killed;
    }
}
