package io.github.cloudtasks.testcontainers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.cloud.tasks.v2.CloudTasksSettings;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.Queue;
import com.google.cloud.tasks.v2.Task;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The container with the official client. {@code -Demulator.image} sets the image. */
class ContainerIT {
    private static final String LOCATION = "projects/demo/locations/us-central1";
    private static final String MAIL = LOCATION + "/queues/mail";
    private static final CloudTasksEmulatorContainer emulator =
            Image.container().withQueue(MAIL + ",min-backoff=3600s").withHostTargets();

    private static ManagedChannel channel;
    private static CloudTasksClient client;
    private LocalTarget target;

    @BeforeAll
    static void startEmulator() throws Exception {
        emulator.start();
        channel = ManagedChannelBuilder.forTarget(emulator.getEndpoint())
                .usePlaintext()
                .build();
        client = CloudTasksClient.create(CloudTasksSettings.newBuilder()
                .setTransportChannelProvider(FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)))
                .setCredentialsProvider(NoCredentialsProvider.create())
                .build());
    }

    @AfterAll
    static void stopEmulator() {
        client.close();
        channel.shutdownNow();
        emulator.stop();
    }

    @BeforeEach
    void startTarget() throws Exception {
        emulator.reset();
        target = new LocalTarget();
    }

    @AfterEach
    void stopTarget() {
        target.close();
    }

    private Task task(String path) {
        return Task.newBuilder()
                .setHttpRequest(
                        HttpRequest.newBuilder().setUrl(target.url() + path).setBody(ByteString.copyFromUtf8("hello")))
                .build();
    }

    @Test
    void task_for_localhost_reaches_a_server_of_the_test() throws Exception {
        Task created = client.createTask(MAIL, task("/work"));

        LocalTarget.Received received = target.take();

        assertThat(received.path()).isEqualTo("/work");
        assertThat(received.body()).isEqualTo("hello");
        assertThat(received.host()).isEqualTo("localhost:" + target.port());
        assertThat(created.getName()).endsWith("/" + received.taskName());
    }

    @Test
    void queue_created_over_grpc_is_visible_over_rest() throws Exception {
        client.createQueue(
                LOCATION, Queue.newBuilder().setName(LOCATION + "/queues/made").build());

        HttpResponse<String> answer = Image.get(emulator, "/v2/" + LOCATION + "/queues/made");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains(LOCATION + "/queues/made");
    }

    @Test
    void retry_happens_when_time_advances() throws Exception {
        target.answersWith(503);
        client.createTask(MAIL, task("/again"));
        target.take();
        target.answersWith(200);
        assertThatThrownBy(() -> emulator.awaitIdle(MAIL, Duration.ofMillis(100)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(MAIL + " holds 1 task");

        emulator.advanceTime(Duration.ofMinutes(61));

        assertThat(target.take().path()).isEqualTo("/again");
        emulator.awaitIdle(Duration.ofSeconds(10));
        assertThat(client.listTasks(MAIL).iterateAll()).isEmpty();
        assertThat(emulator.getAttempts()).contains("/again").contains("503");
    }

    @Test
    void snapshot_is_saved_restored_and_deleted() {
        emulator.saveSnapshot("start");
        emulator.saveSnapshot("start");
        assertThat(emulator.getSnapshots()).containsOnlyOnce("\"start\"");

        emulator.restoreSnapshot("start");
        emulator.deleteSnapshot("start");

        assertThatThrownBy(() -> emulator.restoreSnapshot("start")).hasMessageContaining("None has been saved");
    }

    @Test
    void reset_restores_the_state_after_start() {
        client.createQueue(
                LOCATION, Queue.newBuilder().setName(LOCATION + "/queues/other").build());
        client.createTask(
                MAIL,
                task("/later").toBuilder()
                        .setScheduleTime(Timestamps.fromMillis(inAnHour()))
                        .build());

        emulator.reset();

        assertThat(client.listQueues(LOCATION).iterateAll())
                .extracting(Queue::getName)
                .containsExactly(MAIL);
        assertThat(client.listTasks(MAIL).iterateAll()).isEmpty();
    }

    private static long inAnHour() {
        return Instant.now().plus(Duration.ofHours(1)).toEpochMilli();
    }
}
