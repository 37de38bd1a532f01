package io.github.cloudtasks.rest.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.iam.v1.TestIamPermissionsResponse;
import com.google.rpc.Status;
import io.github.cloudtasks.proto.v2beta2.PauseQueueRequest;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.rest.RouterFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SystemParametersTest {
    private static final String QUEUE = "/v2beta2/projects/p/locations/l/queues/q";
    private static final Queue ANSWER =
            Queue.newBuilder().setName("n").setState(Queue.State.PAUSED).build();

    private final RouterFixture router = new RouterFixture();

    @BeforeEach
    void a_queue() {
        router.api.respondTo("GetQueue", ANSWER);
        router.api.respondTo("PauseQueue", ANSWER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alt=json",
                "alt=JSON",
                "alt=",
                "alt=media",
                "$alt=json",
                "%24alt=json",
                "$.alt=json",
                "key=K&access_token=A&oauth_token=B&quotaUser=q&userIp=1.2.3.4&uploadType=media&upload_protocol=raw",
                "$key=K&$.quotaUser=q",
                "$.xgafv=1",
                "$.xgafv=2",
                "%24.xgafv=2",
                "callback=",
                "prettyPrint=true",
                "prettyPrint=perhaps",
                "fields=",
                "$apiFormat=2",
                ".xgafv=2",
                "pp=1",
                "$pp=true",
                "$prettyprint=true",
                "passwd=secret&password=secret&$password=secret",
                "bearer_token=B&xoauth=X&upload_type=media&$upload_protocol=raw&$userIp=1.2.3.4",
                "$userProject=p&$quotaUser=u&$unique=1&$trace=t&trace=t&$apiVersion=1&$visibilities=V",
                "google_cloud_resource_prefix=p",
                "$outputDefaults=false",
                "$ct=text/plain&$httpMethod=POST&$httpHeaders=X-A:1&$req=%7B%7D",
                "&&",
            })
    @Tag("documented")
    void ignored_system_parameters_are_accepted(String query) {
        RouterFixture.Response response = router.get(QUEUE + "?" + query);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.contentType()).isEqualTo("application/json; charset=UTF-8");
        assertThat(response.body()).isEqualTo("{\n  \"name\": \"n\",\n  \"state\": \"PAUSED\"\n}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$alt=json;enum-encoding=int",
                "%24alt=json%3Benum-encoding%3Dint",
                "alt=json;enum-encoding=int",
                "alt=json&$alt=json;enum-encoding=int",
                "$alt=JSON;ENUM-ENCODING=INT"
            })
    @Tag("recorded")
    void enum_encoding_int_writes_enums_as_numbers(String query) {
        assertThat(router.get(QUEUE + "?" + query).body()).contains("\"state\": 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prettyPrint=false",
                "$prettyPrint=false",
                "prettyPrint=False",
                "prettyprint=false",
                "pp=0",
                "$pp=false",
                "%24prettyprint=0"
            })
    @Tag("recorded")
    void pretty_print_false_writes_compact_json(String query) {
        assertThat(router.get(QUEUE + "?" + query).body()).isEqualTo("{\"name\":\"n\",\"state\":\"PAUSED\"}");
    }

    @Test
    @Tag("inferred")
    void errors_always_have_line_breaks() {
        assertThat(router.get(QUEUE + "?prettyPrint=false&bogus=1").body()).startsWith("{\n  \"error\": {\n");
    }

    @Test
    @Tag("documented")
    void alt_proto_responds_with_protobuf() throws Exception {
        RouterFixture.Response response = router.get(QUEUE + "?alt=proto");
        assertThat(response.contentType()).isEqualTo("application/x-protobuf");
        assertThat(Queue.parseFrom(response.bytes())).isEqualTo(ANSWER);
    }

    @Test
    @Tag("inferred")
    void alt_proto_responds_to_errors_with_a_status_message() throws Exception {
        RouterFixture.Response response = router.get(QUEUE + "?$alt=proto&bogus=1");
        assertThat(response.status()).isEqualTo(400);
        Status status = Status.parseFrom(response.bytes());
        assertThat(status.getCode()).isEqualTo(3);
        assertThat(status.getMessage()).contains("Unknown name \"bogus\"");
        assertThat(status.getDetailsCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f", "google.load", "a[0].b", "$", "_x1"})
    @Tag("documented")
    void callback_wraps_the_response(String callback) {
        RouterFixture.Response response = router.get(QUEUE + "?callback=" + callback);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.contentType()).isEqualTo("text/javascript; charset=UTF-8");
        assertThat(response.body())
                .isEqualTo("// API callback\n" + callback + "({\n  \"name\": \"n\",\n  \"state\": \"PAUSED\"\n}\n);");
    }

    @Test
    @Tag("inferred")
    void callback_wraps_errors() {
        RouterFixture.Response response = router.get(QUEUE + "?callback=f&bogus=1");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body())
                .startsWith("// API callback\nf({\n  \"error\": {\n    \"code\": 400,")
                .endsWith("}\n);");
    }

    @Test
    @Tag("inferred")
    void callback_is_ignored_unless_method_is_get_and_format_json() {
        assertThat(router.post(QUEUE + ":pause?callback=f", "").body()).startsWith("{");
        assertThat(router.post(QUEUE + ":pause?callback=;", "").status()).isEqualTo(200);
        assertThat(router.get(QUEUE + "?callback=f&alt=proto").contentType()).isEqualTo("application/x-protobuf");
    }

    @Test
    @Tag("unlike")
    void invalid_callback_is_rejected() {
        RouterFixture.Response response = router.get(QUEUE + "?callback=alert(1)");
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.contentType()).startsWith("application/json");
        assertThat(response.body())
                .contains("\"Invalid JSONP callback name: 'alert(1)';"
                        + " only alphabet, number, '_', '$', '.', '[' and ']' are allowed.\"");
    }

    @ParameterizedTest
    @CsvSource({
        "alt=xml,        'Invalid value \\\"xml\\\" for query parameter ''alt'''",
        "alt=jsonx,      'Invalid value \\\"jsonx\\\" for query parameter ''alt'''",
        "$.xgafv=3,      'Invalid query parameters. Invalid value ''3'' for system query parameter : $.xgafv'",
        "$.xgafv=,       'Invalid query parameters. Invalid value '''' for system query parameter : $.xgafv'",
        "$bogus=1,       Unknown name \\\"$bogus\\\": Cannot bind query parameter.",
        "alt=sse2,       'Invalid value \\\"sse2\\\" for query parameter ''alt'''",
        "$apiFormat=0,   'Invalid query parameters. Invalid value ''0'' for system query parameter : $.xgafv'",
        "$ct=a%0Ab,      Invalid query parameters. Invalid value",
        "$httpHeaders=a, 'Invalid query parameters. Invalid value ''a'' for system query parameter : $httpHeaders'",
        "outputDefaults=1, Unknown name \\\"outputDefaults\\\": Cannot bind query parameter.",
        "httpMethod=GET, Unknown name \\\"httpMethod\\\": Cannot bind query parameter.",
        "xgafv=1,        Unknown name \\\"xgafv\\\": Cannot bind query parameter.",
    })
    @Tag("inferred")
    void invalid_system_parameters_are_rejected(String query, String message) {
        RouterFixture.Response response = router.get(QUEUE + "?" + query);
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body()).contains(message);
    }

    @Test
    @Tag("documented")
    void xgafv_1_adds_list_of_errors() {
        assertThat(router.get("/v2beta2/nothing?$.xgafv=1").body()).isEqualTo("""
            {
              "error": {
                "code": 404,
                "message": "No method of this API matches GET /v2beta2/nothing",
                "errors": [
                  {
                    "message": "No method of this API matches GET /v2beta2/nothing",
                    "domain": "global",
                    "reason": "notFound"
                  }
                ],
                "status": "NOT_FOUND"
              }
            }
            """);
    }

    @Test
    @Tag("inferred")
    void first_of_repeated_parameters_is_used_and_last_of_xgafv() {
        assertThat(router.get(QUEUE + "?prettyPrint=false&prettyPrint=true").body())
                .startsWith("{\"");
        assertThat(router.get("/nothing?$.xgafv=2&$.xgafv=1").body()).contains("\"errors\"");
        assertThat(router.get("/nothing?$.xgafv=1&$.xgafv=2").body()).doesNotContain("\"errors\"");
    }

    /** @see <a href="https://cloud.google.com/apis/docs/system-parameters">System parameters</a> */
    @ParameterizedTest
    @ValueSource(strings = {"state", "state,", "", "labels"})
    @Tag("documented")
    void field_mask_header_selects_fields(String mask) {
        RouterFixture.Response response = router.get(QUEUE + "?prettyPrint=false", "x-goog-fieldmask", mask);
        switch (mask) {
            case "labels" -> {
                assertThat(response.status()).isEqualTo(400);
                assertThat(router.api.lastMethod()).isNull();
            }
            case "" -> assertThat(response.body()).isEqualTo("{\"name\":\"n\",\"state\":\"PAUSED\"}");
            default -> assertThat(response.body()).isEqualTo("{\"state\":\"PAUSED\"}");
        }
    }

    @Test
    @Tag("inferred")
    void fields_of_the_query_take_precedence_over_the_header_and_repeated_headers_are_joined() {
        assertThat(router.get(QUEUE + "?pp=0&fields=name", "X-Goog-FieldMask", "state")
                        .body())
                .isEqualTo("{\"name\":\"n\"}");
        assertThat(router.get(QUEUE + "?pp=0", "X-Goog-FieldMask", "state", "X-Goog-FieldMask", "name")
                        .body())
                .isEqualTo("{\"name\":\"n\",\"state\":\"PAUSED\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fields=state", "$fields=state", "%24fields=state"})
    @Tag("inferred")
    void fields_are_selected_in_protobuf_responses(String query) throws Exception {
        assertThat(Queue.parseFrom(router.get(QUEUE + "?alt=proto&" + query).bytes()))
                .isEqualTo(Queue.newBuilder().setState(Queue.State.PAUSED).build());
    }

    @Test
    @Tag("inferred")
    void alt_sse_responds_with_one_event() {
        RouterFixture.Response response = router.get(QUEUE + "?alt=sse");
        assertThat(response.contentType()).isEqualTo("text/event-stream");
        assertThat(response.body()).isEqualTo("data: {\"name\":\"n\",\"state\":\"PAUSED\"}\r\n\r\n");
        assertThat(router.get(QUEUE + "?alt=sse&bogus=1").contentType()).startsWith("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$outputDefaults=true", "$outputDefaults=1", "%24outputDefaults=True"})
    @Tag("inferred")
    void output_defaults_writes_fields_with_default_values(String query) {
        router.api.respondTo("TestIamPermissions", TestIamPermissionsResponse.getDefaultInstance());
        assertThat(router.post(QUEUE + ":testIamPermissions?pp=0&" + query, "{}")
                        .body())
                .isEqualTo("{\"permissions\":[]}");
        router.api.respondTo("GetQueue", Queue.getDefaultInstance());
        assertThat(router.get(QUEUE + "?pp=0&" + query).body())
                .isEqualTo("{\"name\":\"\",\"state\":\"STATE_UNSPECIFIED\"}");
    }

    @Test
    @Tag("documented")
    void content_type_is_overridden() {
        byte[] message = PauseQueueRequest.newBuilder().setName("other").build().toByteArray();
        RouterFixture.Response response =
                router.send("POST", QUEUE + ":pause?$ct=application/x-protobuf", message, "Content-Type", "text/plain");
        assertThat(response.status()).isEqualTo(200);
        assertThat(router.api.lastRequest())
                .isEqualTo(PauseQueueRequest.newBuilder()
                        .setName("projects/p/locations/l/queues/q")
                        .build());
        assertThat(router.send("POST", QUEUE + ":pause", message, "Content-Type", "text/plain")
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "$httpMethod=GET, '', GetQueue",
        "%24httpMethod=get, '', GetQueue",
        "'', GET, GetQueue",
        "$httpMethod=DELETE, GET, DeleteQueue",
        "'$httpHeaders=X-HTTP-Method-Override:GET%0D%0AX-Goog-Api-Client:gl-js/%0D%0A', '', GetQueue",
    })
    @Tag("documented")
    void method_is_overridden(String query, String header, String rpc) {
        String[] headers = header.isEmpty() ? new String[0] : new String[] {"X-HTTP-Method-Override", header};
        router.post(QUEUE + "?" + query, "", headers);
        assertThat(router.api.lastMethod()).isEqualTo(rpc);
    }

    /** A link must not reach a method that changes something. */
    @Test
    @Tag("inferred")
    void method_of_a_get_is_not_overridden() {
        router.get(QUEUE + "?$httpMethod=DELETE", "X-HTTP-Method-Override", "DELETE");
        assertThat(router.api.lastMethod()).isEqualTo("GetQueue");
    }

    @Test
    @Tag("inferred")
    void body_and_headers_may_be_in_the_query() {
        String buffer = "/v2beta2/projects/p/locations/l/queues/q/tasks:buffer";
        String headers = "$httpHeaders=X-A:1%0D%0AHost:evil%0D%0AOrigin:null%0D%0ASec-Fetch-Site:none";
        router.post(buffer + "?$req=hi%20there&$ct=a/b&" + headers, "", "X-A", "0");
        assertThat(router.api.lastBuffered().body().toByteArray()).asString().isEqualTo("hi there");
        assertThat(router.api.lastBuffered().headers())
                .containsEntry("X-A", "1")
                .containsEntry("Content-Type", "a/b")
                .doesNotContainKeys("Host", "Origin", "Sec-Fetch-Site");
        router.post(buffer + "?$req=ignored", "sent");
        assertThat(router.api.lastBuffered().body().toByteArray()).asString().isEqualTo("sent");
    }

    @Test
    @Tag("inferred")
    void buffer_task_selects_fields() {
        String buffer = "/v2beta2/projects/p/locations/l/queues/q/tasks/t:buffer?pp=0&fields=";
        assertThat(router.post(buffer + "task.name", "").body())
                .isEqualTo("{\"task\":{\"name\":\"projects/p/locations/l/queues/q/tasks/t\"}}");
        assertThat(router.post(buffer + "task/view", "").body()).isEqualTo("{\"task\":{}}");
        assertThat(router.post(buffer + "tasks", "").status()).isEqualTo(400);
        assertThat(router.api.lastBuffered()).isNull();
    }
}
