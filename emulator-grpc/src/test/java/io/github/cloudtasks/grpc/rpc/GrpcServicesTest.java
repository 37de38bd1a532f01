package io.github.cloudtasks.grpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Help;
import com.google.rpc.LocalizedMessage;
import com.google.rpc.Status;
import io.github.cloudtasks.grpc.InProcessEmulator;
import io.github.cloudtasks.proto.location.GetLocationRequest;
import io.github.cloudtasks.proto.location.ListLocationsRequest;
import io.github.cloudtasks.proto.location.ListLocationsResponse;
import io.github.cloudtasks.proto.location.Location;
import io.github.cloudtasks.proto.v2beta2.CreateTaskRequest;
import io.github.cloudtasks.proto.v2beta2.GetQueueRequest;
import io.github.cloudtasks.proto.v2beta2.ListQueuesRequest;
import io.github.cloudtasks.proto.v2beta2.ListQueuesResponse;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gRPC server: registered services, error handling, and requests that cannot be parsed. */
class GrpcServicesTest {
    private static final String CLOUD_TASKS = "google.cloud.tasks.v2beta2.CloudTasks";
    private static final String V2BETA3 = "google.cloud.tasks.v2beta3.CloudTasks";
    private static final String V2 = "google.cloud.tasks.v2.CloudTasks";
    private static final String OPERATIONS = "google.longrunning.Operations";
    private static final String LOCATIONS = "google.cloud.location.Locations";
    private final InProcessEmulator emulator = new InProcessEmulator();

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    void health_check_reports_every_service_as_serving() {
        for (String service : List.of("", CLOUD_TASKS, V2BETA3, V2, LOCATIONS, OPERATIONS)) {
            HealthCheckResponse response = emulator.call(
                    "grpc.health.v1.Health",
                    "Check",
                    HealthCheckRequest.newBuilder().setService(service).build(),
                    HealthCheckResponse.getDefaultInstance());

            assertThat(response.getStatus()).as(service).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        }
    }

    @Test
    void reflection_lists_every_service_and_its_files() throws Exception {
        ServerReflectionResponse services =
                reflect(ServerReflectionRequest.newBuilder().setListServices("").build());
        ServerReflectionResponse file = reflect(ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol(CLOUD_TASKS + ".LeaseTasks")
                .build());

        assertThat(services.getListServicesResponse().getServiceList())
                .extracting(service -> service.getName())
                .contains(
                        CLOUD_TASKS,
                        V2BETA3,
                        V2,
                        LOCATIONS,
                        OPERATIONS,
                        "grpc.health.v1.Health",
                        "grpc.reflection.v1.ServerReflection",
                        "grpc.reflection.v1alpha.ServerReflection");
        assertThat(file.getFileDescriptorResponse().getFileDescriptorProtoCount())
                .isPositive();
    }

    private ServerReflectionResponse reflect(ServerReflectionRequest request) throws Exception {
        CompletableFuture<ServerReflectionResponse> received = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc.newStub(emulator.channel())
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                        received.complete(response);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        received.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {}
                });
        requests.onNext(request);
        requests.onCompleted();
        return received.get(10, TimeUnit.SECONDS);
    }

    @Test
    @Tag("documented")
    void location_has_an_id_a_name_and_a_region_label() {
        Location location = emulator.call(
                LOCATIONS,
                "GetLocation",
                GetLocationRequest.newBuilder()
                        .setName("projects/p/locations/us-central1")
                        .build(),
                Location.getDefaultInstance());
        ListLocationsResponse all = emulator.call(
                LOCATIONS,
                "ListLocations",
                ListLocationsRequest.newBuilder().setName("projects/p").build(),
                ListLocationsResponse.getDefaultInstance());

        assertThat(location)
                .isEqualTo(Location.newBuilder()
                        .setName("projects/p/locations/us-central1")
                        .setLocationId("us-central1")
                        .setDisplayName("us-central1")
                        .putLabels("cloud.googleapis.com/region", "us-central1")
                        .build());
        assertThat(all.getLocationsList()).contains(location);
    }

    @Test
    @Tag("inferred")
    void locations_can_be_filtered() {
        ListLocationsRequest request = ListLocationsRequest.newBuilder()
                .setName("projects/p")
                .setFilter("location_id = us-central1")
                .build();
        ListLocationsResponse some =
                emulator.call(LOCATIONS, "ListLocations", request, ListLocationsResponse.getDefaultInstance());

        assertThat(some.getLocationsList()).extracting(Location::getLocationId).containsExactly("us-central1");
    }

    @Test
    @Tag("recorded")
    void error_for_an_empty_name_names_the_method() throws InvalidProtocolBufferException {
        Status status = emulator.failure("GetQueue", GetQueueRequest.getDefaultInstance());

        assertThat(status.getCode()).isEqualTo(3);
        assertThat(status.getMessage()).isEqualTo("Invalid resource field value in the request.");
        assertThat(status.getDetailsList()).hasSize(1);
        assertThat(status.getDetails(0).unpack(ErrorInfo.class))
                .isEqualTo(ErrorInfo.newBuilder()
                        .setReason("RESOURCE_PROJECT_INVALID")
                        .setDomain("googleapis.com")
                        .putMetadata("method", "google.cloud.tasks.v2beta2.CloudTasks.GetQueue")
                        .putMetadata("service", "cloudtasks.googleapis.com")
                        .build());
    }

    @Test
    @Tag("recorded")
    void error_details_arrive_in_order() {
        Status status = emulator.failure(
                "ListQueues",
                ListQueuesRequest.newBuilder().setParent("not-a-valid-parent").build());

        assertThat(status.getCode()).isEqualTo(7);
        assertThat(status.getMessage()).isEqualTo("Permission denied on resource project not-a-valid-parent.");
        assertThat(status.getDetailsList())
                .containsExactly(
                        Any.pack(ErrorInfo.newBuilder()
                                .setReason("CONSUMER_INVALID")
                                .setDomain("googleapis.com")
                                .putMetadata("consumer", "projects/not-a-valid-parent")
                                .putMetadata("containerInfo", "not-a-valid-parent")
                                .putMetadata("service", "cloudtasks.googleapis.com")
                                .build()),
                        Any.pack(LocalizedMessage.newBuilder()
                                .setLocale("en-US")
                                .setMessage(status.getMessage())
                                .build()),
                        Any.pack(Help.newBuilder()
                                .addLinks(Help.Link.newBuilder()
                                        .setDescription("Google developers console")
                                        .setUrl("https://console.developers.google.com"))
                                .build()));
    }

    @ParameterizedTest
    @Tag("unlike")
    @ValueSource(ints = {400, 100_000})
    void error_message_is_shortened_to_what_clients_accept(int length) {
        String name = "é".repeat(length);
        Status status = emulator.failure(
                "GetQueue", GetQueueRequest.newBuilder().setName(name).build());

        assertThat(status.getCode()).isEqualTo(7);
        assertThat(status.getMessage()).isEqualTo("Permission denied on resource project " + "é".repeat(112) + "…");
        assertThat(status.getDetailsCount()).isEqualTo(3);
        assertThat(status.getSerializedSize()).isLessThan(2000);
    }

    @ParameterizedTest
    @Tag("documented")
    @CsvSource({
        "v2beta2, Nothing", "v2beta2, BufferTask", "v2beta2, GetOperation",
        "v2beta3, BufferTask", "v2beta3, LeaseTasks", "v2beta3, UploadQueueYaml",
        "v2, BufferTask", "v2, LeaseTasks", "v2, UploadQueueYaml"
    })
    void method_missing_from_a_version_is_unimplemented(String version, String method) {
        String service = "google.cloud.tasks." + version + ".CloudTasks";

        assertThat(failure(service, method, new byte[0]).getStatus().getCode())
                .isEqualTo(io.grpc.Status.Code.UNIMPLEMENTED);
    }

    @Test
    @Tag("documented")
    void unparsable_request_is_an_internal_error_as_in_grpc() {
        byte[] whole = ListQueuesRequest.newBuilder()
                .setParent("projects/p/locations/l")
                .build()
                .toByteArray();
        byte[] truncated = Arrays.copyOf(whole, whole.length - 3);

        for (byte[] bytes : List.of(truncated, new byte[] {1}, new byte[] {10, 2, (byte) 0xff, (byte) 0xfe})) {
            io.grpc.Status status = failure("ListQueues", bytes).getStatus();

            assertThat(status.getCode()).isEqualTo(io.grpc.Status.Code.INTERNAL);
            assertThat(status.getDescription()).isEqualTo("Invalid protobuf byte sequence");
        }
    }

    @Test
    void server_survives_requests_of_random_bytes() {
        long seed = 99;
        SplittableRandom random = new SplittableRandom(seed);
        List<String> methods = emulator.version().cloudTasks().rpcs().stream()
                .map(rpc -> rpc.method().getName())
                .toList();
        for (int i = 0; i < 3000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            String method = methods.get(random.nextInt(methods.size()));

            StatusRuntimeException failure = failure(method, bytes);

            assertThat(failure.getStatus().getCode())
                    .as("seed %d, call %d of %s: %s", seed, i, method, failure.getStatus())
                    .isNotIn(io.grpc.Status.Code.UNKNOWN, io.grpc.Status.Code.UNAVAILABLE);
            if (failure.getStatus().getCode() == io.grpc.Status.Code.INTERNAL) {
                assertThat(failure.getStatus().getDescription()).isEqualTo("Invalid protobuf byte sequence");
            }
        }
        assertThat(emulator.call(
                        "ListQueues",
                        ListQueuesRequest.newBuilder()
                                .setParent("projects/p/locations/l")
                                .build(),
                        ListQueuesResponse.getDefaultInstance()))
                .isEqualTo(ListQueuesResponse.getDefaultInstance());
    }

    @Test
    void unexpected_exception_is_an_internal_error_without_its_message() {
        Rpc getQueue = emulator.version().cloudTasks().rpcs().get(1);
        Rpc broken = new Rpc(
                getQueue.method(),
                getQueue.request(),
                getQueue.response(),
                request -> {
                    throw new IllegalStateException("secret");
                },
                null,
                List.of());

        assertThatThrownBy(() -> broken.call(GetQueueRequest.getDefaultInstance()))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessage("INTERNAL: Internal error encountered.");
    }

    @Test
    void api_version_has_every_method_of_its_service_with_its_own_types() {
        RpcService.Builder contents =
                RpcService.builder(emulator.version().cloudTasks().descriptor());

        assertThatThrownBy(contents::build).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(
                        () -> contents.rpc("Nothing", Empty.getDefaultInstance(), Empty.getDefaultInstance(), e -> e))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has no method Nothing");
        assertThatThrownBy(() -> contents.rpc(
                        "CreateTask",
                        CreateTaskRequest.getDefaultInstance(),
                        Queue.getDefaultInstance(),
                        r -> Queue.getDefaultInstance()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is not google.cloud.tasks.v2beta2.Task");
    }

    private StatusRuntimeException failure(String method, byte[] request) {
        return failure(CLOUD_TASKS, method, request);
    }

    private StatusRuntimeException failure(String service, String method, byte[] request) {
        try {
            emulator.call(service, method, request, Empty.getDefaultInstance());
        } catch (StatusRuntimeException e) {
            return e;
        }
        throw new AssertionError(method + " succeeded");
    }
}
