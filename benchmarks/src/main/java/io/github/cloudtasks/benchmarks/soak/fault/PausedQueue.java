package io.github.cloudtasks.benchmarks.soak.fault;

import com.google.cloud.tasks.v2.CreateQueueRequest;
import com.google.cloud.tasks.v2.PauseQueueRequest;
import com.google.cloud.tasks.v2.Queue;
import io.github.cloudtasks.benchmarks.load.V2Calls;
import io.grpc.ManagedChannel;

/** A queue that is paused, so that its tasks stay. */
public final class PausedQueue {
    private PausedQueue() {}

    /** Creates a paused queue, and returns its full name. */
    public static String create(ManagedChannel channel, String id) {
        String name = EmulatorAddress.LOCATION + "/queues/" + id;
        CreateQueueRequest create = CreateQueueRequest.newBuilder()
                .setParent(EmulatorAddress.LOCATION)
                .setQueue(Queue.newBuilder().setName(name))
                .build();
        Queue unused = V2Calls.call(channel, "CreateQueue", create, Queue.getDefaultInstance());
        PauseQueueRequest pause = PauseQueueRequest.newBuilder().setName(name).build();
        return V2Calls.call(channel, "PauseQueue", pause, Queue.getDefaultInstance())
                .getName();
    }
}
