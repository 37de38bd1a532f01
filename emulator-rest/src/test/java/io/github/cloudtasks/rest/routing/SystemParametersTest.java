package io.github.cloudtasks.rest.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Status;
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
    @ValueSource(strings = {"prettyPrint=false", "$prettyPrint=false", "prettyPrint=False"})
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
}
