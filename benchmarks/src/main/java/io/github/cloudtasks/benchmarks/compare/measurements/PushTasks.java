package io.github.cloudtasks.benchmarks.compare.measurements;

import com.google.cloud.tasks.v2.CreateTaskRequest;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.Queue;
import com.google.cloud.tasks.v2.RateLimits;
import com.google.cloud.tasks.v2.Task;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.github.cloudtasks.benchmarks.compare.RunningServer;
import io.github.cloudtasks.benchmarks.load.Calls;
import io.github.cloudtasks.benchmarks.load.CloudTasksClient;
import io.github.cloudtasks.benchmarks.load.GrpcCallers;
import io.github.cloudtasks.benchmarks.load.Timings;
import io.grpc.MethodDescriptor;
import java.time.Instant;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Push tasks over gRPC v2: their queues and requests, and series of them. */
final class PushTasks {
    static final MethodDescriptor<byte[], byte[]> CREATE = CloudTasksClient.method("v2", "CreateTask");
    static final String UNUSED_URL = "http://127.0.0.1:9/work";
    static final ByteString BODY = ByteString.copyFromUtf8("{\"id\": 12345, \"name\": \"a task of usual size\"}");
    private static final int CALLERS = 16;

    private PushTasks() {}

    /**
     * Returns a serialized CreateTask request.
     *
     * @param scheduleTime null if the task is due at once
     */
    static byte[] request(String queue, String url, @Nullable Instant scheduleTime) {
        Task.Builder task = Task.newBuilder()
                .setHttpRequest(HttpRequest.newBuilder()
                        .setUrl(url)
                        .putHeaders("Content-Type", "application/json")
                        .setBody(BODY));
        if (scheduleTime != null) {
            task.setScheduleTime(Timestamp.newBuilder()
                    .setSeconds(scheduleTime.getEpochSecond())
                    .setNanos(scheduleTime.getNano()));
        }
        return CreateTaskRequest.newBuilder()
                .setParent(queue)
                .setTask(task)
                .build()
                .toByteArray();
    }

    /**
     * Creates a queue that dispatches as fast as the service permits, and returns its name.
     *
     * @param purpose is contained in the name
     */
    static String newQueue(RunningServer server, String purpose) {
        String queue = server.newQueueName(purpose);
        server.client()
                .createQueue(Queue.newBuilder()
                        .setName(queue)
                        .setRateLimits(RateLimits.newBuilder()
                                .setMaxDispatchesPerSecond(500)
                                .setMaxConcurrentDispatches(5000))
                        .build());
        return queue;
    }

    /** Creates tasks with 16 callers. */
    static Timings create(RunningServer server, int tasks, IntFunction<byte[]> request) throws InterruptedException {
        return GrpcCallers.send(server.client().channels(), CREATE, request::apply, tasks, CALLERS);
    }

    /** Creates equal tasks with 16 callers, which never arrive at a target if the queue is paused. */
    static Timings fill(RunningServer server, String queue, int tasks) throws InterruptedException {
        byte[] request = request(queue, UNUSED_URL, null);
        return create(server, tasks, i -> request);
    }

    /** Creates equal tasks with one caller and puts their names into an array. */
    static Timings createNamed(RunningServer server, String queue, String[] names) throws InterruptedException {
        byte[] request = request(queue, UNUSED_URL, null);
        Calls calls = new Calls() {
            @Override
            public byte[] request(int index) {
                return request;
            }

            @Override
            public void accept(int index, byte[] response) {
                try {
                    names[index] = Task.parseFrom(response).getName();
                } catch (InvalidProtocolBufferException e) {
                    throw new IllegalStateException("a response is not a task", e);
                }
            }
        };
        return GrpcCallers.send(server.client().channels(), CREATE, calls, names.length, 1);
    }
}
