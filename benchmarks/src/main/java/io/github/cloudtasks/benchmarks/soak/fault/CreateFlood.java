package io.github.cloudtasks.benchmarks.soak.fault;

import com.google.cloud.tasks.v2.CreateTaskRequest;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.Task;
import io.github.cloudtasks.benchmarks.load.V2Calls;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A client that sends CreateTask requests to a paused queue, without a pause and without reading a response: pipelined
 * over HTTP/1.1, and as gRPC calls whose responses are never requested.
 */
final class CreateFlood implements Fault {
    private static final int CONNECTIONS = 4;
    private static final int GRPC_CALLS = 20_000;
    private static final int REQUESTS_A_WRITE = 100;

    @Override
    public String name() {
        return "create-flood";
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
        for (int i = 0; i < CONNECTIONS; i++) {
            Socket socket = emulator.connect();
            Thread.ofPlatform().daemon().start(() -> floodRest(socket, queue));
        }
        CreateTaskRequest request = CreateTaskRequest.newBuilder()
                .setParent(queue)
                .setTask(Task.newBuilder()
                        .setHttpRequest(HttpRequest.newBuilder().setUrl("http://127.0.0.1:9/")))
                .build();
        for (int i = 0; i < (quick ? GRPC_CALLS / 4 : GRPC_CALLS); i++) {
            UnreadCall.start(V2Calls.open(channel, "CreateTask", request, Task.getDefaultInstance()), request);
        }
        return 0;
    }

    /** Writes until the emulator closes the connection. A write waits while the emulator does not read. */
    private static void floodRest(Socket socket, String queue) {
        String body = "{\"task\": {\"httpRequest\": {\"url\": \"http://127.0.0.1:9/\"}}}";
        String request =
                "POST /v2/" + queue + "/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        byte[] requests = request.repeat(REQUESTS_A_WRITE).getBytes(StandardCharsets.US_ASCII);
        try (socket) {
            while (true) {
                socket.getOutputStream().write(requests);
            }
        } catch (IOException e) {
            System.err.println("the emulator has closed a connection of the flood: " + e.getMessage());
        }
    }
}
