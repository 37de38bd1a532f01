package io.github.cloudtasks.grpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Message;
import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.grpc.ApiVersions;
import io.github.cloudtasks.grpc.load.MemoryBudget;
import io.github.cloudtasks.journal.Change;
import io.github.cloudtasks.journal.Journal;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.proto.v2beta2.CreateQueueRequest;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.time.VirtualTimeline;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.ClientCalls;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The answers of calls whose changes are not stored yet. */
@Tag("inferred")
class StoredAnswersTest {
    private static final String LOCATION = "projects/p/locations/us-central1";

    private final HeldJournal journal = new HeldJournal();
    private Server server;
    private ManagedChannel channel;

    /** A journal in which the changes of each call wait for the test. */
    private static final class HeldJournal implements Journal {
        private final BlockingQueue<CompletableFuture<Void>> waiting = new LinkedBlockingQueue<>();

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void requireAvailable() {
            // It is always available.
        }

        @Override
        public void append(Change change) {
            // Nothing is stored.
        }

        @Override
        public CompletableFuture<Void> pending() {
            CompletableFuture<Void> stored = new CompletableFuture<>();
            waiting.add(stored);
            return stored;
        }

        @Override
        public void whenStored(Runnable action) {
            action.run();
        }

        private CompletableFuture<Void> take() throws InterruptedException {
            CompletableFuture<Void> taken = waiting.poll(20, TimeUnit.SECONDS);
            assertThat(taken).isNotNull();
            return taken;
        }
    }

    @BeforeEach
    void start() throws Exception {
        CloudTasks engine = new CloudTasks(
                Limits.DEFAULTS,
                new VirtualTimeline(Instant.parse("2026-01-02T03:04:05Z")),
                dispatch -> new CompletableFuture<DeliveryResult>(),
                journal,
                List.of());
        String name = InProcessServerBuilder.generateName();
        server = InProcessServerBuilder.forName(name)
                .addServices(GrpcServices.of(
                        ApiVersions.of(engine), MemoryBudget.unlimited(), new HealthStatusManager(), journal))
                .build()
                .start();
        channel = InProcessChannelBuilder.forName(name).build();
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void call_is_answered_when_its_change_is_stored() throws Exception {
        ListenableFuture<Queue> answer = createQueue("a");
        CompletableFuture<Void> pending = journal.take();
        assertThat(answer.isDone()).isFalse();

        pending.complete(null);
        assertThat(answer.get(20, TimeUnit.SECONDS).getName()).endsWith("/a");
    }

    @Test
    void call_fails_with_the_error_of_the_store() throws Exception {
        ListenableFuture<Queue> answer = createQueue("a");
        journal.take().completeExceptionally(new ApiException(Code.UNAVAILABLE, "The disk is away."));

        assertFailed(answer, Status.Code.UNAVAILABLE, "The disk is away.");
    }

    @Test
    void unexpected_error_of_the_store_is_answered() throws Exception {
        ListenableFuture<Queue> answer = createQueue("a");
        journal.take().completeExceptionally(new AssertionError("unexpected"));

        assertFailed(answer, Status.Code.INTERNAL, "Internal error encountered.");
    }

    @Test
    void cancelled_call_does_not_disturb_the_thread_that_completes_it() throws Exception {
        ListenableFuture<Queue> cancelled = createQueue("a");
        CompletableFuture<Void> pending = journal.take();
        cancelled.cancel(true);
        ListenableFuture<Queue> answer = createQueue("b");
        CompletableFuture<Void> next = journal.take();

        assertThat(pending.complete(null)).isTrue();
        next.complete(null);
        assertThat(answer.get(20, TimeUnit.SECONDS).getName()).endsWith("/b");
    }

    private static void assertFailed(ListenableFuture<Queue> answer, Status.Code code, String message) {
        assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                    assertThat(e.getStatus().getCode()).isEqualTo(code);
                    assertThat(e.getStatus().getDescription()).isEqualTo(message);
                });
    }

    private ListenableFuture<Queue> createQueue(String id) {
        MethodDescriptor<Message, Message> method = MethodDescriptor.<Message, Message>newBuilder()
                .setType(MethodType.UNARY)
                .setFullMethodName("google.cloud.tasks.v2beta2.CloudTasks/CreateQueue")
                .setRequestMarshaller(ProtoUtils.marshaller(CreateQueueRequest.getDefaultInstance()))
                .setResponseMarshaller(ProtoUtils.marshaller(Queue.getDefaultInstance()))
                .build();
        CreateQueueRequest request = CreateQueueRequest.newBuilder()
                .setParent(LOCATION)
                .setQueue(Queue.newBuilder().setName(LOCATION + "/queues/" + id))
                .build();
        ListenableFuture<Message> answer =
                ClientCalls.futureUnaryCall(channel.newCall(method, CallOptions.DEFAULT), request);
        return com.google.common.util.concurrent.Futures.transform(
                answer, Queue.class::cast, com.google.common.util.concurrent.MoreExecutors.directExecutor());
    }
}
