package io.github.cloudtasks.benchmarks.compare.measurements;

import com.google.cloud.tasks.v2.ListTasksRequest;
import com.google.cloud.tasks.v2.ListTasksResponse;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.cloudtasks.benchmarks.compare.RunningServer;
import io.github.cloudtasks.benchmarks.load.CloudTasksClient;
import io.github.cloudtasks.benchmarks.load.Timings;
import io.grpc.MethodDescriptor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the pages of ListTasks over gRPC v2 and measures the time to the last byte, without the client's parsing. */
final class TaskPages {
    static final int PAGE = 1000;
    private static final MethodDescriptor<byte[], byte[]> LIST = CloudTasksClient.method("v2", "ListTasks");

    private final RunningServer server;
    private final String queue;
    private final List<Long> nanos = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private long listed;

    TaskPages(RunningServer server, String queue) {
        this.server = server;
        this.queue = queue;
    }

    /** Reads at most this number of pages, from the first one. */
    void read(int pages) {
        String token = "";
        for (int i = 0; i < pages; i++) {
            byte[] request = ListTasksRequest.newBuilder()
                    .setParent(queue)
                    .setPageSize(PAGE)
                    .setPageToken(token)
                    .build()
                    .toByteArray();
            long start = System.nanoTime();
            byte[] response = server.client().call(LIST, request);
            nanos.add(System.nanoTime() - start);
            try {
                ListTasksResponse page = ListTasksResponse.parseFrom(response);
                page.getTasksList().forEach(task -> names.add(task.getName()));
                listed += page.getTasksCount();
                token = page.getNextPageToken();
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("a response is not a page of tasks", e);
            }
            if (token.isEmpty()) {
                return;
            }
        }
    }

    /** Returns the number of tasks on the pages. */
    long listed() {
        return listed;
    }

    /** Returns the number of different tasks on the pages. */
    int names() {
        return names.size();
    }

    Timings timings() {
        long[] all = nanos.stream().mapToLong(Long::longValue).toArray();
        return new Timings(all, nanos.stream().mapToLong(Long::longValue).sum());
    }
}
