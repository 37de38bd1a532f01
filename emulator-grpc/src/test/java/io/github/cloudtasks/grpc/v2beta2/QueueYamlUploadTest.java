package io.github.cloudtasks.grpc.v2beta2;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.util.Durations;
import io.github.cloudtasks.grpc.InProcessEmulator;
import io.github.cloudtasks.proto.v2beta2.CreateQueueRequest;
import io.github.cloudtasks.proto.v2beta2.GetQueueRequest;
import io.github.cloudtasks.proto.v2beta2.ListQueuesRequest;
import io.github.cloudtasks.proto.v2beta2.ListQueuesResponse;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.proto.v2beta2.RateLimits;
import io.github.cloudtasks.proto.v2beta2.UploadQueueYamlRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** UploadQueueYaml, over gRPC and with the engine. */
class QueueYamlUploadTest {
    private static final String PARENT = "projects/p/locations/us-central1";
    private static final String NAME = PARENT + "/queues/q";
    private final InProcessEmulator emulator = new InProcessEmulator();

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    @Tag("documented")
    void uploaded_file_creates_updates_and_disables_queues() {
        create(Queue.newBuilder().setName(PARENT + "/queues/old"));
        UploadQueueYamlRequest request = UploadQueueYamlRequest.newBuilder()
                .setAppId("p")
                .setHttpBody(HttpBody.newBuilder()
                        .setContentType("application/octet-stream")
                        .setData(ByteString.copyFromUtf8("""
                            queue:
                            - name: q
                              rate: 30/m
                              target: v1.worker
                            """)))
                .build();

        emulator.call("UploadQueueYaml", request, Empty.getDefaultInstance());

        Queue uploaded = get();
        assertThat(uploaded.getRateLimits()).isEqualTo(rates(0.5, 5, 1000));
        assertThat(uploaded.getRetryConfig().getUnlimitedAttempts()).isTrue();
        assertThat(uploaded.getAppEngineHttpTarget()
                        .getAppEngineRoutingOverride()
                        .getHost())
                .isEqualTo("v1.worker.p.appspot.com");
        assertThat(uploaded.getTaskTtl()).isEqualTo(Durations.fromSeconds(315_360_000));
        assertThat(names(list(ListQueuesRequest.newBuilder().setFilter("state = DISABLED"))))
                .containsExactly(PARENT + "/queues/old");
    }

    @Test
    @Tag("inferred")
    void upload_without_body_is_rejected() {
        assertThat(emulator.failure(
                                "UploadQueueYaml",
                                UploadQueueYamlRequest.newBuilder()
                                        .setAppId("p")
                                        .build())
                        .getMessage())
                .isEqualTo("Request contains an invalid argument.");
    }

    private Queue create(Queue.Builder queue) {
        return emulator.call(
                "CreateQueue",
                CreateQueueRequest.newBuilder()
                        .setParent(PARENT)
                        .setQueue(queue)
                        .build(),
                Queue.getDefaultInstance());
    }

    private Queue get() {
        return emulator.call(
                "GetQueue", GetQueueRequest.newBuilder().setName(NAME).build(), Queue.getDefaultInstance());
    }

    private ListQueuesResponse list(ListQueuesRequest.Builder request) {
        return emulator.call("ListQueues", request.setParent(PARENT).build(), ListQueuesResponse.getDefaultInstance());
    }

    private static List<String> names(ListQueuesResponse response) {
        return response.getQueuesList().stream().map(Queue::getName).toList();
    }

    private static RateLimits rates(double perSecond, int burst, int concurrent) {
        return RateLimits.newBuilder()
                .setMaxTasksDispatchedPerSecond(perSecond)
                .setMaxBurstSize(burst)
                .setMaxConcurrentTasks(concurrent)
                .build();
    }
}
