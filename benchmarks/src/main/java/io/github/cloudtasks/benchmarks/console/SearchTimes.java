package io.github.cloudtasks.benchmarks.console;

import com.google.cloud.tasks.v2beta2.CloudTasksGrpc;
import com.google.cloud.tasks.v2beta2.CloudTasksGrpc.CloudTasksBlockingStub;
import com.google.cloud.tasks.v2beta2.CloudTasksGrpc.CloudTasksFutureStub;
import com.google.cloud.tasks.v2beta2.CreateQueueRequest;
import com.google.cloud.tasks.v2beta2.CreateTaskRequest;
import com.google.cloud.tasks.v2beta2.HttpRequest;
import com.google.cloud.tasks.v2beta2.PauseQueueRequest;
import com.google.cloud.tasks.v2beta2.Queue;
import com.google.cloud.tasks.v2beta2.Task;
import com.google.protobuf.ByteString;
import io.github.cloudtasks.benchmarks.load.ConcurrentCalls;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads all pages of lists and searches over many tasks, and measures the time of each page. */
final class SearchTimes {
    private static final String LOCATION = "projects/benchmark/locations/us-central1";
    private static final int TASKS = 100_000;
    private static final int QUEUES = 4;
    private static final int WARM_PASSES = 5;
    private static final double GOAL_MILLIS = 200;
    private static final Pattern NEXT = Pattern.compile("\"nextPageToken\": \"([^\"]*)\"");
    private static final Pattern FOUND = Pattern.compile("\"bodySize\"");

    /** The parameters of the searches by what they look for. Without matches, all tasks are looked at. */
    private static final Map<String, String> SEARCHES = searches();

    private final String address;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    SearchTimes(String address) {
        this.address = address;
    }

    private static Map<String, String> searches() {
        Map<String, String> searches = new LinkedHashMap<>();
        searches.put("all, 500 a page", "pageSize=500");
        searches.put("all, 1000 a page", "pageSize=1000");
        searches.put("one queue", "pageSize=500&queue=" + LOCATION + "/queues/searched-2");
        searches.put("state", "pageSize=500&state=waiting");
        searches.put("state, no match", "pageSize=500&state=running");
        searches.put("name", "pageSize=500&name=order-0999");
        searches.put("URL", "pageSize=500&url=/path-42");
        searches.put("header", "pageSize=500&header=X-Tenant:t-77");
        searches.put("body text", "pageSize=500&body=" + encoded("\"customer\": \"c-4711\""));
        searches.put("body text, no match", "pageSize=500&body=" + encoded("\"customer\": \"nobody\""));
        return searches;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The pages of one search. */
    private record Pages(int found, List<Double> millis) {
        double slowest() {
            return millis.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
        }

        double median() {
            return millis.stream().sorted().toList().get(millis.size() / 2);
        }

        double total() {
            return millis.stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    /**
     * Creates the tasks, and prints a row for each search.
     *
     * @return whether every page took less than the goal
     */
    boolean run() throws IOException, InterruptedException {
        createTasks();
        System.out.printf(
                "%n%-22s %8s %6s %12s %14s %14s %12s%n",
                TASKS + " tasks", "found", "pages", "median page", "slowest, cold", "slowest, warm", "all pages");
        boolean isFast = true;
        // The console reads these before it lists tasks.
        String unused = get("http://" + address + "/emulator/v1") + get("http://" + address + "/emulator/v1/queues");
        for (Map.Entry<String, String> search : SEARCHES.entrySet()) {
            Pages cold = read(search.getValue());
            Pages warm = cold;
            double slowest = 0;
            for (int i = 0; i < WARM_PASSES; i++) {
                warm = read(search.getValue());
                slowest = Math.max(slowest, warm.slowest());
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-22s %8d %6d %9.1f ms %11.1f ms %11.1f ms %9.1f ms%n",
                    search.getKey(),
                    warm.found(),
                    warm.millis().size(),
                    warm.median(),
                    cold.slowest(),
                    slowest,
                    warm.total());
            isFast &= cold.slowest() < GOAL_MILLIS && slowest < GOAL_MILLIS;
        }
        return isFast;
    }

    private Pages read(String parameters) throws IOException, InterruptedException {
        List<Double> millis = new ArrayList<>();
        int found = 0;
        String token = "";
        do {
            String uri = "http://" + address + "/emulator/v1/tasks?" + parameters + "&pageToken=" + token;
            long start = System.nanoTime();
            String page = get(uri);
            millis.add((System.nanoTime() - start) / 1e6);
            Matcher next = NEXT.matcher(page);
            if (!next.find()) {
                throw new IllegalStateException(uri + ": " + page);
            }
            token = next.group(1);
            found += (int) FOUND.matcher(page).results().count();
        } while (!token.isEmpty());
        return new Pages(found, millis);
    }

    private String get(String uri) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                java.net.http.HttpRequest.newBuilder(URI.create(uri)).build(),
                BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() != 200) {
            throw new IllegalStateException(uri + ": " + response.body());
        }
        return response.body();
    }

    private void createTasks() {
        ManagedChannel channel =
                NettyChannelBuilder.forTarget(address).usePlaintext().build();
        try {
            CloudTasksBlockingStub blocking = CloudTasksGrpc.newBlockingStub(channel);
            for (int i = 0; i < QUEUES; i++) {
                String name = queue(i);
                Queue created = blocking.createQueue(CreateQueueRequest.newBuilder()
                        .setParent(LOCATION)
                        .setQueue(Queue.newBuilder().setName(name))
                        .build());
                Queue unused = blocking.pauseQueue(PauseQueueRequest.newBuilder()
                        .setName(created.getName())
                        .build());
            }
            CloudTasksFutureStub async = CloudTasksGrpc.newFutureStub(channel);
            ConcurrentCalls.make(TASKS, i -> async.createTask(task(i)));
        } finally {
            channel.shutdownNow();
        }
    }

    private static String queue(int number) {
        return LOCATION + "/queues/searched-" + number;
    }

    private static CreateTaskRequest task(int i) {
        String queue = queue(i % QUEUES);
        String body = "{\"order\": %d, \"customer\": \"c-%d\", \"items\": [%s]}"
                .formatted(i, i % 5000, "\"a thing of some length\", ".repeat(6) + "\"the last thing\"");
        return CreateTaskRequest.newBuilder()
                .setParent(queue)
                .setTask(Task.newBuilder()
                        .setName("%s/tasks/order-%06d".formatted(queue, i))
                        .setHttpRequest(HttpRequest.newBuilder()
                                .setUrl("http://127.0.0.1:9/path-" + i % 100)
                                .putHeaders("X-Tenant", "t-" + i % 1000)
                                .putHeaders("Content-Type", "application/json")
                                .setBody(ByteString.copyFromUtf8(body))))
                .build();
    }
}
