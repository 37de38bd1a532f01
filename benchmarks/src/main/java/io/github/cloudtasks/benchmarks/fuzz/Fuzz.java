package io.github.cloudtasks.benchmarks.fuzz;

import com.google.cloud.location.LocationsProto;
import com.google.iam.v1.IamPolicyProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Makes random calls to a running emulator over gRPC and REST. Fails if the process ends, if a call is not answered
 * within {@link Caller#DEADLINE_SECONDS}, if an answer is UNKNOWN, INTERNAL or HTTP 500, or if the process is busy
 * after the last call. Start it with {@code benchmarks/fuzz}.
 */
public final class Fuzz {
    private static final int THREADS_PER_DOOR = 4;

    private Fuzz() {}

    /**
     * Runs the fuzz; ends the process with 1 if it found something.
     *
     * @param args the address of the emulator, {@code host:port}; its process id; the number of calls; the seed
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        String[] hostAndPort = args[0].split(":", 2);
        InetSocketAddress address = new InetSocketAddress(hostAndPort[0], Integer.parseInt(hostAndPort[1]));
        ProcessHandle server =
                ProcessHandle.of(Long.parseLong(args[1])).orElseThrow(() -> new IOException("no such process"));
        AtomicLong remaining = new AtomicLong(Long.parseLong(args[2]));
        long seed = Long.parseLong(args[3]);
        Findings findings = new Findings();
        ManagedChannel channel = NettyChannelBuilder.forTarget(args[0])
                .usePlaintext()
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
        try (SilentTarget target = new SilentTarget()) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 2 * THREADS_PER_DOOR; i++) {
                SplittableRandom random = new SplittableRandom(seed * 1000 + i);
                Vocabulary words = new Vocabulary(random, target.url());
                Caller caller = i % 2 == 0
                        ? new GrpcCaller(channel, methods(), random, words, findings)
                        : new RestCaller(address, methods(), random, words, findings);
                threads.add(Thread.ofPlatform().daemon().start(() -> run(caller, remaining, server)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        } finally {
            channel.shutdownNow();
        }
        check(server, findings);
        System.exit(findings.print() ? 0 : 1);
    }

    private static void run(Caller caller, AtomicLong remaining, ProcessHandle server) {
        while (remaining.getAndDecrement() > 0 && server.isAlive()) {
            caller.call();
        }
    }

    private static List<MethodDescriptor> methods() {
        return Stream.of(
                        com.google.cloud.tasks.v2.CloudTasksProto.getDescriptor(),
                        com.google.cloud.tasks.v2beta3.CloudTasksProto.getDescriptor(),
                        com.google.cloud.tasks.v2beta2.CloudTasksProto.getDescriptor(),
                        LocationsProto.getDescriptor(),
                        IamPolicyProto.getDescriptor())
                .map(FileDescriptor::getServices)
                .flatMap(List::stream)
                .flatMap(service -> service.getMethods().stream())
                .toList();
    }

    /** Reports an ended or busy process. A thread that hangs in a loop would keep a processor busy. */
    private static void check(ProcessHandle server, Findings findings) throws InterruptedException, IOException {
        if (!server.isAlive()) {
            findings.report("the process has ended", "see its log");
            return;
        }
        // Deliveries of the last tasks may still be in progress.
        Thread.sleep(Duration.ofSeconds(10));
        Duration before = server.info().totalCpuDuration().orElse(Duration.ZERO);
        Thread.sleep(Duration.ofSeconds(5));
        Duration used = server.info().totalCpuDuration().orElse(Duration.ZERO).minus(before);
        System.out.printf("after the last call the process used %d ms of CPU time in 5 s%n", used.toMillis());
        if (used.compareTo(Duration.ofMillis(2500)) > 0) {
            findings.report("the process is busy without calls", used.toString());
        }
        Path status = Path.of("/proc/" + server.pid() + "/status");
        if (Files.exists(status)) {
            Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS") || line.startsWith("Threads"))
                    .forEach(System.out::println);
        }
    }
}
