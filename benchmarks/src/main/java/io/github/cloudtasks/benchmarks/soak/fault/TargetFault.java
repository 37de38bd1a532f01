package io.github.cloudtasks.benchmarks.soak.fault;

import com.google.cloud.tasks.v2.CreateQueueRequest;
import com.google.cloud.tasks.v2.CreateTaskRequest;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.Queue;
import com.google.cloud.tasks.v2.RateLimits;
import com.google.cloud.tasks.v2.RetryConfig;
import com.google.cloud.tasks.v2.Task;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.github.cloudtasks.benchmarks.load.ConcurrentCalls;
import io.github.cloudtasks.benchmarks.load.HttpTarget;
import io.github.cloudtasks.benchmarks.load.V2Calls;
import io.grpc.ManagedChannel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A target that misbehaves, and the tasks for it. */
abstract class TargetFault implements Fault {
    /** The shortest dispatch deadline that the API accepts. */
    static final int DEADLINE_SECONDS = 15;

    /** A queue dispatches at most 500 tasks per second. */
    private static final int TASKS_PER_QUEUE = 500;

    private final String name;
    private final int tasks;
    private final int quickTasks;
    private final int attemptsPerTask;
    private final String outcome;

    /**
     * Describes a fault.
     *
     * @param quickTasks the number of tasks of a quick run
     */
    TargetFault(String name, int tasks, int quickTasks, int attemptsPerTask, String outcome) {
        this.name = name;
        this.tasks = tasks;
        this.quickTasks = quickTasks;
        this.attemptsPerTask = attemptsPerTask;
        this.outcome = outcome;
    }

    /** Handles a complete request, on the event loop of the target. */
    abstract void handle(ChannelHandlerContext connection, FullHttpRequest request);

    /** Sends bytes past the HTTP encoder. */
    static ChannelFuture send(ChannelHandlerContext connection, String text) {
        return send(connection, Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    static ChannelFuture send(ChannelHandlerContext connection, ByteBuf bytes) {
        return connection.pipeline().firstContext().writeAndFlush(bytes);
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int attemptsPerTask() {
        return attemptsPerTask;
    }

    @Override
    public final String outcome() {
        return outcome;
    }

    @Override
    public final int begin(EmulatorAddress emulator, boolean quick) {
        // The target is open until its process ends.
        HttpTarget target = new HttpTarget(this::handle);
        int count = quick ? quickTasks : tasks;
        ManagedChannel channel = emulator.channel();
        try {
            List<CreateTaskRequest> requests = new ArrayList<>();
            for (int i = 0; i * TASKS_PER_QUEUE < count; i++) {
                requests.add(request(queue(channel, i), target.url()));
            }
            ConcurrentCalls.make(
                    count,
                    i -> V2Calls.start(
                            channel, "CreateTask", requests.get(i % requests.size()), Task.getDefaultInstance()));
            return count;
        } finally {
            channel.shutdownNow();
        }
    }

    private String queue(ManagedChannel channel, int number) {
        Queue queue = Queue.newBuilder()
                .setName(EmulatorAddress.LOCATION + "/queues/" + QUEUE_PREFIX + name + "-" + number)
                .setRateLimits(
                        RateLimits.newBuilder().setMaxDispatchesPerSecond(500).setMaxConcurrentDispatches(5000))
                .setRetryConfig(RetryConfig.newBuilder()
                        .setMaxAttempts(attemptsPerTask)
                        .setMinBackoff(Duration.newBuilder().setNanos(100_000_000)))
                .build();
        CreateQueueRequest request = CreateQueueRequest.newBuilder()
                .setParent(EmulatorAddress.LOCATION)
                .setQueue(queue)
                .build();
        return V2Calls.call(channel, "CreateQueue", request, Queue.getDefaultInstance())
                .getName();
    }

    private static CreateTaskRequest request(String queue, String url) {
        return CreateTaskRequest.newBuilder()
                .setParent(queue)
                .setTask(Task.newBuilder()
                        .setDispatchDeadline(Duration.newBuilder().setSeconds(DEADLINE_SECONDS))
                        .setHttpRequest(HttpRequest.newBuilder()
                                .setUrl(url)
                                .setBody(ByteString.copyFromUtf8("{\"id\": 12345}"))))
                .build();
    }
}
