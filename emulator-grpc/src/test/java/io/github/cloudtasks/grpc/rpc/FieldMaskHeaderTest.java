package io.github.cloudtasks.grpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.InProcessEmulator;
import io.github.cloudtasks.proto.v2.CreateQueueRequest;
import io.github.cloudtasks.proto.v2.ListQueuesRequest;
import io.github.cloudtasks.proto.v2.ListQueuesResponse;
import io.github.cloudtasks.proto.v2.Queue;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The system parameter {@code x-goog-fieldmask} in the metadata of a call. The fields that the tests use have the same
 * numbers in all versions.
 *
 * @see <a href="https://cloud.google.com/apis/docs/system-parameters">System parameters</a>
 */
class FieldMaskHeaderTest {
    private static final Metadata.Key<String> FIELD_MASK =
            Metadata.Key.of("x-goog-fieldmask", Metadata.ASCII_STRING_MARSHALLER);
    private static final String LOCATION = "projects/p/locations/us-central1";
    private static final String QUEUE = LOCATION + "/queues/q";

    @ParameterizedTest
    @ValueSource(strings = {"v2", "v2beta3", "v2beta2"})
    @Tag("documented")
    void only_fields_of_the_mask_are_returned(String version) {
        try (InProcessEmulator emulator = emulatorWithQueue(version)) {
            assertThat(list(emulator, version, "queues.name").getQueuesList())
                    .containsExactly(Queue.newBuilder().setName(QUEUE).build());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "none | false",
                "'' | false",
                "* | false",
                "queues | true",
                "next_page_token | true",
                "nextPageToken | true",
                "queues(name,state) | true"
            })
    @Tag("documented")
    void absent_and_empty_mask_return_all_fields(String mask, boolean limited) {
        try (InProcessEmulator emulator = emulatorWithQueue("v2")) {
            ListQueuesResponse all = list(emulator, "v2");
            ListQueuesResponse response = mask == null ? all : list(emulator, "v2", mask);

            assertThat(response.equals(all)).isNotEqualTo(limited);
        }
    }

    @Test
    @Tag("inferred")
    void several_masks_are_joined() {
        try (InProcessEmulator emulator = emulatorWithQueue("v2")) {
            assertThat(list(emulator, "v2", "queues.name", "queues.state").getQueuesList())
                    .containsExactly(Queue.newBuilder()
                            .setName(QUEUE)
                            .setState(Queue.State.RUNNING)
                            .build());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bogus", "name.x", "rate_limits(bogus", "rate_limits.bogus", "rateLimits/bogus"})
    @Tag("inferred")
    void unknown_field_is_rejected_before_the_method_is_called(String mask) {
        try (InProcessEmulator emulator = emulatorWithQueue("v2")) {
            assertThatThrownBy(() ->
                            call(emulator, "v2", "CreateQueue", createQueue("r"), Queue.getDefaultInstance(), mask))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessage("INVALID_ARGUMENT: Request contains an invalid argument.");
            assertThat(list(emulator, "v2").getQueuesCount()).isEqualTo(1);
        }
    }

    @Test
    @Tag("inferred")
    void long_mask_is_clipped_in_the_error() {
        try (InProcessEmulator emulator = emulatorWithQueue("v2")) {
            assertThatThrownBy(() -> list(emulator, "v2", "x".repeat(4000)))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            e -> assertThat(String.valueOf(e.getTrailers())).hasSizeBetween(500, 3000));
        }
    }

    private static InProcessEmulator emulatorWithQueue(String version) {
        InProcessEmulator emulator = new InProcessEmulator(version);
        emulator.call("CreateQueue", createQueue("q"), Queue.getDefaultInstance());
        return emulator;
    }

    private static CreateQueueRequest createQueue(String id) {
        return CreateQueueRequest.newBuilder()
                .setParent(LOCATION)
                .setQueue(Queue.newBuilder().setName(LOCATION + "/queues/" + id))
                .build();
    }

    private static ListQueuesResponse list(InProcessEmulator emulator, String version, String... masks) {
        ListQueuesRequest request =
                ListQueuesRequest.newBuilder().setParent(LOCATION).build();
        return call(emulator, version, "ListQueues", request, ListQueuesResponse.getDefaultInstance(), masks);
    }

    private static <O extends Message> O call(
            InProcessEmulator emulator, String version, String method, Message request, O response, String... masks) {
        Metadata headers = new Metadata();
        for (String mask : masks) {
            headers.put(FIELD_MASK, mask);
        }
        Channel channel =
                ClientInterceptors.intercept(emulator.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
        MethodDescriptor<Message, O> descriptor = MethodDescriptor.<Message, O>newBuilder()
                .setType(MethodType.UNARY)
                .setFullMethodName("google.cloud.tasks." + version + ".CloudTasks/" + method)
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(response))
                .build();
        return ClientCalls.blockingUnaryCall(channel, descriptor, CallOptions.DEFAULT, request);
    }
}
