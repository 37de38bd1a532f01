package io.github.cloudtasks.benchmarks.soak.fault;

import com.google.cloud.tasks.v2.CreateTaskRequest;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.ListTasksRequest;
import com.google.cloud.tasks.v2.ListTasksResponse;
import com.google.cloud.tasks.v2.Task;
import com.google.protobuf.ByteString;
import io.github.cloudtasks.benchmarks.load.ConcurrentCalls;
import io.github.cloudtasks.benchmarks.load.V2Calls;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that asks for many lists of 1.4 MB, over pipelined HTTP/1.1 and over gRPC, and reads none of them. */
final class UnreadLists implements Fault {
    private static final int TASKS = 1000;
    private static final int BODY_BYTES = 1250;
    private static final int CONNECTIONS = 100;
    private static final int LISTS_A_CONNECTION = 10;

    /** The client's references keep the sockets open: a socket without references may be closed. */
    private final List<Socket> sockets = new ArrayList<>();

    @Override
    public String name() {
        return "unread-lists";
    }

    @Override
    public int attemptsPerTask() {
        return 0;
    }

    @Override
    public String outcome() {
        return "";
    }

    @Override
    public int begin(EmulatorAddress emulator, boolean quick) throws IOException {
        ManagedChannel channel = emulator.channel();
        String queue = PausedQueue.create(channel, QUEUE_PREFIX + name());
        createTasks(channel, queue);
        byte[] requests = ("GET /v2/" + queue + "/tasks?responseView=FULL&pageSize=" + TASKS
                        + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .repeat(LISTS_A_CONNECTION)
                .getBytes(StandardCharsets.US_ASCII);
        ListTasksRequest list = ListTasksRequest.newBuilder()
                .setParent(queue)
                .setResponseView(Task.View.FULL)
                .setPageSize(TASKS)
                .build();
        for (int i = 0; i < (quick ? CONNECTIONS / 2 : CONNECTIONS); i++) {
            Socket socket = emulator.connect();
            sockets.add(socket);
            socket.getOutputStream().write(requests);
            UnreadCall.start(V2Calls.open(channel, "ListTasks", list, ListTasksResponse.getDefaultInstance()), list);
        }
        return 0;
    }

    private static void createTasks(ManagedChannel channel, String queue) {
        CreateTaskRequest request = CreateTaskRequest.newBuilder()
                .setParent(queue)
                .setTask(Task.newBuilder()
                        .setHttpRequest(HttpRequest.newBuilder()
                                .setUrl("http://127.0.0.1:9/")
                                .setBody(ByteString.copyFrom(new byte[BODY_BYTES]))))
                .build();
        ConcurrentCalls.make(TASKS, i -> V2Calls.start(channel, "CreateTask", request, Task.getDefaultInstance()));
    }
}
