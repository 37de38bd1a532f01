package io.github.cloudtasks.rest.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Code;
import com.google.rpc.Status;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.proto.location.GetLocationRequest;
import io.github.cloudtasks.proto.location.Location;
import io.github.cloudtasks.proto.v2beta2.GetQueueRequest;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.rest.RouterFixture;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GrpcFallbackEndpointTest {
    private static final String GET_QUEUE = "/$rpc/google.cloud.tasks.v2beta2.CloudTasks/GetQueue";
    private static final String PROTOBUF = "application/x-protobuf";
    private static final GetQueueRequest REQUEST =
            GetQueueRequest.newBuilder().setName("n").build();
    private static final Queue ANSWER =
            Queue.newBuilder().setName("n").setState(Queue.State.PAUSED).build();

    private final RouterFixture router = new RouterFixture();

    @BeforeEach
    void a_queue() {
        router.api.respondTo("GetQueue", ANSWER);
    }

    /** @see <a href="https://googleapis.github.io/HowToRPC.html#grpc-fallback-experimental">gRPC fallback</a> */
    @ParameterizedTest
    @ValueSource(strings = {GET_QUEUE, "/%24rpc/google.cloud.tasks.v2beta2.CloudTasks/GetQueue"})
    @Tag("documented")
    void message_is_answered_with_a_message(String path) throws Exception {
        RouterFixture.Response response = post(path, REQUEST.toByteArray());
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.contentType()).isEqualTo(PROTOBUF);
        assertThat(Queue.parseFrom(response.bytes())).isEqualTo(ANSWER);
        assertThat(router.api.lastRequest()).isEqualTo(REQUEST);
    }

    @Test
    @Tag("documented")
    void services_that_all_versions_share_are_called() throws Exception {
        router.api.respondTo("GetLocation", Location.newBuilder().setName("l").build());
        RouterFixture.Response response = post(
                "/$rpc/google.cloud.location.Locations/GetLocation",
                GetLocationRequest.newBuilder().setName("l").build().toByteArray());
        assertThat(Location.parseFrom(response.bytes()).getName()).isEqualTo("l");
    }

    @Test
    @Tag("documented")
    void error_is_a_status_message_with_its_http_status() throws Exception {
        router.api.respondTo("GetQueue", request -> {
            throw new ApiException(ApiException.Code.NOT_FOUND, "no queue");
        });
        RouterFixture.Response response = post(GET_QUEUE, REQUEST.toByteArray());
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.contentType()).isEqualTo(PROTOBUF);
        assertThat(Status.parseFrom(response.bytes()))
                .isEqualTo(Status.newBuilder()
                        .setCode(Code.NOT_FOUND_VALUE)
                        .setMessage("no queue")
                        .build());
    }

    @Test
    @Tag("inferred")
    void empty_body_is_an_empty_message() {
        assertThat(post(GET_QUEUE, new byte[0]).status()).isEqualTo(200);
        assertThat(router.api.lastRequest()).isEqualTo(GetQueueRequest.getDefaultInstance());
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /$rpc/google.cloud.tasks.v2beta2.CloudTasks/Nothing",
        "POST, /$rpc/google.cloud.tasks.v2beta2.CloudTasks/getQueue",
        "POST, /$rpc/google.cloud.tasks.v3.CloudTasks/GetQueue",
        "GET, /$rpc/google.cloud.tasks.v2beta2.CloudTasks/GetQueue",
        "PUT, /$rpc/google.cloud.tasks.v2beta2.CloudTasks/GetQueue",
        "DELETE, /$rpc/google.cloud.tasks.v2beta2.CloudTasks/GetQueue",
    })
    @Tag("unlike")
    void unknown_method_or_other_verb_is_not_found(String verb, String path) throws Exception {
        RouterFixture.Response response = router.send(verb, path, new byte[0], "Content-Type", PROTOBUF);
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.contentType()).isEqualTo(PROTOBUF);
        assertThat(Status.parseFrom(response.bytes()).getMessage())
                .isEqualTo("No method of this API matches " + verb + " " + path);
        assertThat(router.api.lastMethod()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0001", "\n\u0005ab", "\u000f"})
    @Tag("inferred")
    void malformed_message_is_rejected(String bytes) throws Exception {
        assertRejected(post(GET_QUEUE, bytes.getBytes(StandardCharsets.ISO_8859_1)), "Invalid PROTO payload received.");
    }

    @Test
    @Tag("inferred")
    void invalid_utf_8_in_a_message_is_rejected() throws Exception {
        assertRejected(post(GET_QUEUE, new byte[] {10, 1, (byte) 0xff}), "Invalid PROTO payload received.");
    }

    @Test
    @Tag("inferred")
    void unknown_parameter_is_rejected() throws Exception {
        assertRejected(post(GET_QUEUE + "?bogus=1", REQUEST.toByteArray()), "Unknown name \"bogus\"");
    }

    private void assertRejected(RouterFixture.Response response, String message) throws InvalidProtocolBufferException {
        assertThat(response.status()).isEqualTo(400);
        Status status = Status.parseFrom(response.bytes());
        assertThat(status.getCode()).isEqualTo(Code.INVALID_ARGUMENT_VALUE);
        assertThat(status.getMessage()).contains(message);
        assertThat(router.api.lastMethod()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json; charset=UTF-8", "text/plain", "", "text/json"})
    @Tag("inferred")
    void json_is_answered_with_json(String type) {
        RouterFixture.Response response = router.post(GET_QUEUE, "{\"name\": \"n\"}", "Content-Type", type);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.contentType()).isEqualTo("application/json; charset=UTF-8");
        assertThat(response.body()).isEqualTo("{\n  \"name\": \"n\",\n  \"state\": \"PAUSED\"\n}\n");
        assertThat(router.api.lastRequest()).isEqualTo(REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json+protobuf",
                "application/grpc-web+proto",
                "application/octet-stream",
                "multipart/mixed",
                "application/x-www-form-urlencoded"
            })
    @Tag("inferred")
    void other_media_types_are_rejected(String type) {
        RouterFixture.Response response = router.post(GET_QUEUE, "name=n", "Content-Type", type);
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body())
                .contains("The Content-Type " + type
                        + " is not supported: send application/x-protobuf or application/json.");
    }

    @Test
    @Tag("inferred")
    void system_parameters_apply() throws Exception {
        byte[] bytes = REQUEST.toByteArray();
        assertThat(post(GET_QUEUE + "?alt=json&prettyPrint=false", bytes).body())
                .isEqualTo("{\"name\":\"n\",\"state\":\"PAUSED\"}");
        assertThat(Queue.parseFrom(post(GET_QUEUE + "?$fields=state", bytes).bytes()))
                .isEqualTo(Queue.newBuilder().setState(Queue.State.PAUSED).build());
        RouterFixture.Response masked =
                router.send("POST", GET_QUEUE, bytes, "Content-Type", PROTOBUF, "X-Goog-FieldMask", "name");
        assertThat(Queue.parseFrom(masked.bytes()))
                .isEqualTo(Queue.newBuilder().setName("n").build());
        RouterFixture.Response plain = router.send(
                "POST",
                GET_QUEUE + "?$ct=application/x-protobuf&$httpHeaders=X-Goog-FieldMask:name",
                bytes,
                "Content-Type",
                "text/plain");
        assertThat(Queue.parseFrom(plain.bytes()))
                .isEqualTo(Queue.newBuilder().setName("n").build());
    }

    private RouterFixture.Response post(String path, byte[] body) {
        return router.send("POST", path, body, "Content-Type", PROTOBUF);
    }
}
