package io.github.cloudtasks.benchmarks.interference;

import com.google.cloud.tasks.v2beta2.CloudTasksGrpc;
import com.google.cloud.tasks.v2beta2.CloudTasksGrpc.CloudTasksBlockingStub;
import com.google.cloud.tasks.v2beta2.GetQueueRequest;
import io.github.cloudtasks.benchmarks.load.Latencies;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A client that makes a small call every few milliseconds, over gRPC and over REST, and measures the response times.
 */
final class NormalCaller implements AutoCloseable {
    private static final int PAUSE_MILLIS = 5;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ManagedChannel channel;
    private final CloudTasksBlockingStub stub;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final GetQueueRequest grpcRequest;
    private final HttpRequest restRequest;

    NormalCaller(String address, String queue) {
        channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
        stub = CloudTasksGrpc.newBlockingStub(channel);
        grpcRequest = GetQueueRequest.newBuilder().setName(queue).build();
        restRequest = HttpRequest.newBuilder(URI.create("http://" + address + "/v2beta2/" + queue))
                .timeout(TIMEOUT)
                .build();
    }

    /** The response times of one protocol. */
    static final class Times {
        private final Latencies latencies = new Latencies();
        private int failures;

        private void measure(Callable<Boolean> call, long end) throws InterruptedException {
            while (System.nanoTime() < end) {
                long start = System.nanoTime();
                try {
                    failures += call.call() ? 0 : 1;
                } catch (IOException | StatusRuntimeException e) {
                    failures++;
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                latencies.add(System.nanoTime() - start);
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }

        long calls() {
            return latencies.count();
        }

        int failures() {
            return failures;
        }

        /** Returns the time in milliseconds that this share of the calls did not exceed. */
        double quantileMillis(double share) {
            return latencies.quantileMillis(share);
        }
    }

    /** Makes calls for some time. Returns the times of gRPC and of REST. */
    List<Times> measure(Duration time) throws InterruptedException {
        Times grpc = new Times();
        Times rest = new Times();
        long end = System.nanoTime() + time.toNanos();
        Thread other = Thread.ofPlatform().start(() -> run(rest, this::callRest, end));
        run(grpc, this::callGrpc, end);
        other.join();
        return List.of(grpc, rest);
    }

    private static void run(Times times, Callable<Boolean> call, long end) {
        try {
            times.measure(call, end);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean callGrpc() {
        return !stub.withDeadlineAfter(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .getQueue(grpcRequest)
                .getName()
                .isEmpty();
    }

    private boolean callRest() throws IOException, InterruptedException {
        return http.send(restRequest, BodyHandlers.ofString()).statusCode() == 200;
    }

    @Override
    public void close() {
        http.shutdownNow();
        channel.shutdownNow();
    }
}
