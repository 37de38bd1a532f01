package io.github.cloudtasks.benchmarks.compare.measurements;

import com.google.cloud.tasks.v2.ListQueuesRequest;
import com.google.cloud.tasks.v2.ListQueuesResponse;
import io.github.cloudtasks.benchmarks.compare.Measurement;
import io.github.cloudtasks.benchmarks.compare.RunningServer;
import io.github.cloudtasks.benchmarks.compare.Samples;
import io.github.cloudtasks.benchmarks.compare.Size;
import io.github.cloudtasks.benchmarks.load.CloudTasksClient;
import io.github.cloudtasks.benchmarks.load.NotSupportedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** The time from the start of the process to the first answered call, and the memory after it. */
final class StartTime implements Measurement {
    private static final long REST_MILLIS = 2000;
    private static final int ANSWER_MILLIS = 20_000;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String description() {
        return "start of the process to the first answered call over REST and gRPC; resident memory 2 s later";
    }

    /** Each round has one first call only, so over REST and gRPC in turn. */
    @Override
    public int rounds(Size size) {
        return 2 * size.pick(2, 5, 9);
    }

    @Override
    public boolean hasProcessPerRound() {
        return true;
    }

    @Override
    public boolean includesNoOp() {
        return true;
    }

    @Override
    public void measure(RunningServer server, Size size, Samples samples) throws IOException, InterruptedException {
        long begin = server.startedProcess().begin();
        if (samples.round() % 2 == 0) {
            try {
                requireAnswer(server);
                samples.add("", "start to first REST answer", "ms", (System.nanoTime() - begin) / 1e6);
            } catch (IOException | NotSupportedException e) {
                samples.missing("", "start to first REST answer", "ms", "no answer over REST: " + e.getMessage());
                return;
            }
        } else {
            try {
                ListQueuesResponse unused = server.client()
                        .call(
                                "v2",
                                "ListQueues",
                                ListQueuesRequest.newBuilder()
                                        .setParent(CloudTasksClient.LOCATION)
                                        .build(),
                                ListQueuesResponse.getDefaultInstance());
            } catch (NotSupportedException e) {
                // This is an answer as well.
            }
            samples.add("", "start to first gRPC answer", "ms", (System.nanoTime() - begin) / 1e6);
        }
        TimeUnit.MILLISECONDS.sleep(REST_MILLIS);
        OptionalLong resident = server.residentBytes();
        samples.addOfProcess(
                "",
                "memory at rest",
                "MB",
                resident.isPresent() ? OptionalDouble.of(resident.getAsLong() / 1e6) : OptionalDouble.empty());
    }

    /** Makes a call over a plain socket, because the start of a Java HTTP client would be measured too. */
    private static void requireAnswer(RunningServer server) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.connect(server.socketAddress());
            String request = "GET /v2/" + CloudTasksClient.LOCATION + "/queues HTTP/1.1\r\nHost: " + server.address()
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            String head = new String(answer.readNBytes("HTTP/1.1 200".length()), StandardCharsets.US_ASCII);
            if (!head.equals("HTTP/1.1 200")) {
                throw new NotSupportedException(
                        head.startsWith("HTTP/1.") ? "the answer is " + head : "the server does not use HTTP/1.1");
            }
        }
    }
}
