package io.github.cloudtasks.benchmarks.compare.measurements;

import io.github.cloudtasks.benchmarks.compare.RunningServer;
import io.github.cloudtasks.benchmarks.load.NotSupportedException;

/**
 * A paused queue for tasks that are created only, which is deleted on close. A server without queues, as the no-op
 * server, gets a name that it does not check.
 */
record ScratchQueue(RunningServer server, String name, boolean exists) implements AutoCloseable {
    static ScratchQueue create(RunningServer server) {
        String name = server.newQueueName("created");
        try {
            server.client().createPausedQueue(name);
            return new ScratchQueue(server, name, true);
        } catch (NotSupportedException e) {
            return new ScratchQueue(server, name, false);
        }
    }

    @Override
    public void close() {
        if (exists) {
            server.client().deleteQueue(name);
        }
    }
}
