package io.github.cloudtasks.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.Operation;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.github.cloudtasks.grpc.rpc.RpcService;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batch methods and their operations, over gRPC, with the messages of each version. */
class BatchesTest {
    private static final String QUEUE = "projects/p/locations/us-central1/queues/q";
    private static final String GOOD = "{parent: '" + QUEUE + "', task: {httpRequest: {url: 'https://x'}}}";
    private static final String BAD = "{parent: '" + QUEUE + "', task: {}}";
    private final InProcessEmulator emulator = new InProcessEmulator();

    @AfterEach
    void close() {
        emulator.close();
    }

    @ParameterizedTest
    @Tag("recorded")
    @ValueSource(strings = {"v2", "v2beta3", "v2beta2"})
    void batch_operation_is_done_and_can_be_read_in_the_version_that_started_it(String version) throws Exception {
        createQueue();

        Operation created = create(version, "requestId: 'my-id', requests: [" + GOOD + "," + GOOD + "]");

        assertThat(created.getName()).isEqualTo("projects/p/locations/us-central1/operations/my-id");
        assertThat(created.getDone()).isTrue();
        DynamicMessage metadata = unpack(created.getMetadata(), version, "BatchCreateTasksMetadata");
        assertThat(state(metadata)).isEqualTo("SUCCEEDED 2");
        for (String time : List.of("start_time", "end_time")) {
            assertThat(text(message(metadata, time))).isEqualTo(InProcessEmulator.START.toString());
        }
        assertThat(list(metadata, "failed_requests")).isEmpty();
        assertThat(list(unpack(created.getResponse(), version, "BatchCreateTasksResponse"), "tasks"))
                .hasSize(2);
        assertThat(get(created.getName())).isEqualTo(created);
    }

    @ParameterizedTest
    @Tag("recorded")
    @ValueSource(strings = {"v2", "v2beta3", "v2beta2"})
    void batch_response_shows_each_task_in_its_requested_view(String version) throws Exception {
        createQueue();
        String task = "task: {httpRequest: {url: 'https://x', body: 'aGVsbG8='}}";

        Operation created = create(
                version,
                "requests: [{parent: '%1$s', %2$s}, {parent: '%1$s', %2$s, responseView: 'FULL'}]"
                        .formatted(QUEUE, task));

        List<?> tasks = list(unpack(created.getResponse(), version, "BatchCreateTasksResponse"), "tasks");
        assertThat(tasks)
                .extracting(each -> field((Message) each, "view").toString())
                .containsExactly("BASIC", "FULL");
        assertThat(tasks)
                .extracting(each -> field(message((Message) each, "http_request"), "body"))
                .containsExactly(ByteString.EMPTY, ByteString.copyFromUtf8("hello"));
    }

    @ParameterizedTest
    @Tag("recorded")
    @CsvSource({"v2, 5, 3", "v2beta3, 5, 3", "v2beta2, 5, 3"})
    void operation_states_have_the_numbers_of_their_batch_type(String version, int partlyCreated, int partlyDeleted)
            throws Exception {
        createQueue();

        Operation created = create(version, "requests: [" + BAD + "," + GOOD + "]");
        Message task = (Message) list(unpack(created.getResponse(), version, "BatchCreateTasksResponse"), "tasks")
                .get(0);
        Operation deleted = delete(version, "names: ['%s', '%s/tasks/missing']".formatted(field(task, "name"), QUEUE));

        DynamicMessage createMetadata = unpack(created.getMetadata(), version, "BatchCreateTasksMetadata");
        DynamicMessage deleteMetadata = unpack(deleted.getMetadata(), version, "BatchDeleteTasksMetadata");
        assertThat(state(createMetadata)).isEqualTo("PARTIALLY_SUCCEEDED " + partlyCreated);
        assertThat(failures(createMetadata)).containsExactly("0: 3 Payload type must be set.");
        assertThat(state(deleteMetadata)).isEqualTo("PARTIALLY_SUCCEEDED " + partlyDeleted);
        assertThat(failures(deleteMetadata)).hasSize(1).first().asString().startsWith("1: 5 ");
        assertThat(deleted.getResponse()).isEqualTo(Any.pack(Empty.getDefaultInstance()));
        assertThat(get(deleted.getName())).isEqualTo(deleted);
    }

    /** In JSON, such values are errors of the whole request. */
    @ParameterizedTest
    @Tag("inferred")
    @CsvSource({
        "v2, schedule_time",
        "v2beta3, schedule_time",
        "v2beta2, schedule_time",
        "v2, dispatch_deadline",
        "v2beta3, dispatch_deadline",
        "v2, retry_config.min_backoff",
        "v2beta3, retry_config.max_backoff",
        "v2beta2, retry_config.max_retry_duration"
    })
    void time_or_duration_that_cannot_exist_fails_its_item_alone(String version, String path) throws Exception {
        createQueue();
        RpcService service = emulator.version(version).cloudTasks();
        Message.Builder request = service.rpc("BatchCreateTasks").request().toBuilder();
        JsonFormat.parser()
                .merge("{parent: '" + QUEUE + "', requests: [" + GOOD + "," + GOOD + "," + GOOD + "]}", request);
        FieldDescriptor requests = request.getDescriptorForType().findFieldByName("requests");
        Message.Builder item = ((Message) request.getRepeatedField(requests, 1)).toBuilder();
        Message.Builder holder = item;
        for (String field : ("task." + path).split("\\.")) {
            holder = holder.getFieldBuilder(holder.getDescriptorForType().findFieldByName(field));
        }
        holder.setField(holder.getDescriptorForType().findFieldByName("seconds"), Long.MAX_VALUE);
        request.setRepeatedField(requests, 1, item.build());

        Operation created = (Operation) emulator.call(
                service.descriptor().getFullName(),
                "BatchCreateTasks",
                request.build(),
                service.rpc("BatchCreateTasks").response());

        assertThat(failures(unpack(created.getMetadata(), version, "BatchCreateTasksMetadata")))
                .containsExactly("1: 3 Request contains an invalid argument.");
        assertThat(list(unpack(created.getResponse(), version, "BatchCreateTasksResponse"), "tasks"))
                .hasSize(2);
    }

    @ParameterizedTest
    @Tag("recorded")
    @ValueSource(strings = {"v2", "v2beta3", "v2beta2"})
    void batch_create_without_success_has_no_response_and_no_error(String version) throws Exception {
        createQueue();

        Operation failed = create(version, "requests: [" + BAD + "]");

        assertThat(failed.getDone()).isTrue();
        assertThat(failed.getResultCase()).isEqualTo(Operation.ResultCase.RESULT_NOT_SET);
        assertThat(state(unpack(failed.getMetadata(), version, "BatchCreateTasksMetadata")))
                .isEqualTo("FAILED 3");
    }

    @ParameterizedTest
    @Tag("recorded")
    @ValueSource(strings = {"v2", "v2beta3", "v2beta2"})
    void batch_delete_without_success_has_an_error_and_state_partially_succeeded(String version) throws Exception {
        createQueue();

        Operation failed = delete(version, "names: ['" + QUEUE + "/tasks/missing']");

        assertThat(failed.getDone()).isTrue();
        assertThat(failed.getError().getCode()).isEqualTo(10);
        assertThat(failed.getError().getMessage())
                .isEqualTo(
                        "None of the requests succeeded, refer to BatchDeleteTasksMetadata.failed_requests for individual error details");
        assertThat(state(unpack(failed.getMetadata(), version, "BatchDeleteTasksMetadata")))
                .isEqualTo("PARTIALLY_SUCCEEDED 3");
    }

    private void createQueue() throws Exception {
        call("v2", "CreateQueue", "parent: 'projects/p/locations/us-central1', queue: {name: '" + QUEUE + "'}");
    }

    private Operation create(String version, String fields) throws Exception {
        return (Operation) call(version, "BatchCreateTasks", "parent: '" + QUEUE + "'," + fields);
    }

    private Operation delete(String version, String fields) throws Exception {
        return (Operation) call(version, "BatchDeleteTasks", "parent: '" + QUEUE + "'," + fields);
    }

    private Operation get(String name) {
        return emulator.call(
                "google.longrunning.Operations",
                "GetOperation",
                GetOperationRequest.newBuilder().setName(name).build(),
                Operation.getDefaultInstance());
    }

    /** Calls a method of a version with a request in JSON. */
    private Message call(String version, String method, String fields) throws InvalidProtocolBufferException {
        RpcService service = emulator.version(version).cloudTasks();
        Rpc rpc = service.rpc(method);
        Message.Builder request = rpc.request().toBuilder();
        JsonFormat.parser().merge("{" + fields + "}", request);
        return emulator.call(service.descriptor().getFullName(), method, request.build(), rpc.response());
    }

    /** Returns the content of an Any and asserts that it is a message of this version and type. */
    private DynamicMessage unpack(Any any, String version, String type) throws InvalidProtocolBufferException {
        FileDescriptor file =
                emulator.version(version).cloudTasks().descriptor().getFile();
        Descriptor descriptor = file.findMessageTypeByName(type);
        assertThat(any.getTypeUrl()).isEqualTo("type.googleapis.com/google.cloud.tasks." + version + "." + type);
        return DynamicMessage.parseFrom(descriptor, any.getValue());
    }

    private static String text(Message time) throws InvalidProtocolBufferException {
        return Timestamps.toString(Timestamp.parseFrom(time.toByteString()));
    }

    private static String state(Message metadata) {
        EnumValueDescriptor state = (EnumValueDescriptor) field(metadata, "state");
        return state.getName() + " " + state.getNumber();
    }

    private static List<String> failures(Message metadata) {
        return list(metadata, "failed_requests").stream()
                .map(Message.class::cast)
                .map(entry -> "%s: %s %s"
                        .formatted(
                                field(entry, "key"),
                                field(message(entry, "value"), "code"),
                                field(message(entry, "value"), "message")))
                .toList();
    }

    private static List<?> list(Message message, String name) {
        return (List<?>) field(message, name);
    }

    private static Message message(Message message, String name) {
        return (Message) field(message, name);
    }

    private static Object field(Message message, String name) {
        return message.getField(message.getDescriptorForType().findFieldByName(name));
    }
}
