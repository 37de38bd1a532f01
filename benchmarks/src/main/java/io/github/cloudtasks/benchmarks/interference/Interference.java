package io.github.cloudtasks.benchmarks.interference;

import com.google.cloud.tasks.v2beta2.CloudTasksGrpc;
import com.google.cloud.tasks.v2beta2.CloudTasksGrpc.CloudTasksBlockingStub;
import com.google.cloud.tasks.v2beta2.CreateQueueRequest;
import com.google.cloud.tasks.v2beta2.PullMessage;
import com.google.cloud.tasks.v2beta2.PullTarget;
import com.google.cloud.tasks.v2beta2.Queue;
import com.google.cloud.tasks.v2beta2.Task;
import com.google.protobuf.ByteString;
import io.github.cloudtasks.benchmarks.servers.JavaProcess;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Measures the response times of a normal caller of a running emulator during each {@link Attack}, and prints a table.
 * Fails if the 99th percentile of any exceeds 100 ms.
 */
public final class Interference {
    private static final String LOCATION = "projects/benchmark/locations/us-central1";
    private static final Duration TIME = Duration.ofSeconds(5);
    /** The time in which the processes of attackers load their classes. */
    private static final Duration START = Duration.ofSeconds(1);

    private static final double GOAL_MILLIS = 100;
    private static final int TASKS = 1000;
    private static final int PAYLOAD_BYTES = 1250;

    private Interference() {}

    /**
     * Runs the benchmark.
     *
     * @param args the emulator's address, {@code host:port}; then the names of attacks, all of them if there are none
     */
    public static void main(String[] args) throws InterruptedException, IOException {
        Victim victim = prepare(args[0]);
        List<String> names = List.of(args).subList(1, args.length);
        boolean reached = true;
        System.out.printf(
                "%-32s %-5s %7s %9s %9s %9s %9s%n", "attack", "", "calls", "failed", "p50 ms", "p99 ms", "max ms");
        try (NormalCaller caller = new NormalCaller(args[0], victim.queue())) {
            caller.measure(TIME);
            for (Attack attack : Attack.values()) {
                if (names.isEmpty() || names.contains(attack.name())) {
                    reached &= measure(attack, victim, caller);
                }
            }
        }
        System.exit(reached ? 0 : 1);
    }

    private static Victim prepare(String address) {
        String queue = LOCATION + "/queues/interference-" + Long.toString(System.currentTimeMillis(), 36);
        ManagedChannel channel =
                NettyChannelBuilder.forTarget(address).usePlaintext().build();
        int colon = address.lastIndexOf(':');
        Victim victim = new Victim(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)), queue);
        try {
            CloudTasksBlockingStub stub = CloudTasksGrpc.newBlockingStub(channel);
            Queue created = stub.createQueue(CreateQueueRequest.newBuilder()
                    .setParent(LOCATION)
                    .setQueue(Queue.newBuilder().setName(queue).setPullTarget(PullTarget.getDefaultInstance()))
                    .build());
            Task task = Task.newBuilder()
                    .setPullMessage(PullMessage.newBuilder().setPayload(ByteString.copyFrom(new byte[PAYLOAD_BYTES])))
                    .build();
            for (int i = 0; i < TASKS; i++) {
                Task unused = stub.createTask(victim.create(task));
            }
            return new Victim(victim.host(), victim.port(), created.getName());
        } finally {
            channel.shutdownNow();
        }
    }

    private static boolean measure(Attack attack, Victim victim, NormalCaller caller)
            throws InterruptedException, IOException {
        List<NormalCaller.Times> times;
        JavaProcess attackers = Attackers.start(attack, victim);
        try {
            TimeUnit.MILLISECONDS.sleep(START.toMillis());
            times = caller.measure(TIME);
        } finally {
            attackers.close();
        }
        print(attack, "gRPC", times.getFirst());
        print(attack, "REST", times.getLast());
        return times.stream().allMatch(each -> each.failures() == 0 && each.quantileMillis(0.99) <= GOAL_MILLIS);
    }

    private static void print(Attack attack, String protocol, NormalCaller.Times times) {
        System.out.printf(
                "%-32s %-5s %7d %9d %9.1f %9.1f %9.1f%n",
                attack.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
                protocol,
                times.calls(),
                times.failures(),
                times.quantileMillis(0.5),
                times.quantileMillis(0.99),
                times.quantileMillis(1));
    }
}
