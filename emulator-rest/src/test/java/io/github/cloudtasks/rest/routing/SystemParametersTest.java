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

    private final RouterFixture door = new RouterFixture();

    @BeforeEach
    void a_queue() {
        door.calls.answer("GetQueue", ANSWER);
        door.calls.answer("PauseQueue", ANSWER);
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
    void parameters_that_change_nothing(String query) {
        RouterFixture.Answer answer = door.get(QUEUE + "?" + query);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("application/json; charset=UTF-8");
        assertThat(answer.body()).isEqualTo("{\n  \"name\": \"n\",\n  \"state\": \"PAUSED\"\n}\n");
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
    void enums_as_numbers(String query) {
        assertThat(door.get(QUEUE + "?" + query).body()).contains("\"state\": 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prettyPrint=false", "$prettyPrint=false", "prettyPrint=False"})
    @Tag("recorded")
    void compact(String query) {
        assertThat(door.get(QUEUE + "?" + query).body()).isEqualTo("{\"name\":\"n\",\"state\":\"PAUSED\"}");
    }

    @Test
    @Tag("inferred")
    void errors_are_never_compact() {
        assertThat(door.get(QUEUE + "?prettyPrint=false&bogus=1").body()).startsWith("{\n  \"error\": {\n");
    }

    @Test
    @Tag("documented")
    void an_answer_may_be_protobuf() throws Exception {
        RouterFixture.Answer answer = door.get(QUEUE + "?alt=proto");
        assertThat(answer.contentType()).isEqualTo("application/x-protobuf");
        assertThat(Queue.parseFrom(answer.bytes())).isEqualTo(ANSWER);
    }

    @Test
    @Tag("inferred")
    void an_error_in_protobuf_is_a_status() throws Exception {
        RouterFixture.Answer answer = door.get(QUEUE + "?$alt=proto&bogus=1");
        assertThat(answer.status()).isEqualTo(400);
        Status status = Status.parseFrom(answer.bytes());
        assertThat(status.getCode()).isEqualTo(3);
        assertThat(status.getMessage()).contains("Unknown name \"bogus\"");
        assertThat(status.getDetailsCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f", "google.load", "a[0].b", "$", "_x1"})
    @Tag("documented")
    void jsonp(String callback) {
        RouterFixture.Answer answer = door.get(QUEUE + "?callback=" + callback);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("text/javascript; charset=UTF-8");
        assertThat(answer.body())
                .isEqualTo("// API callback\n" + callback + "({\n  \"name\": \"n\",\n  \"state\": \"PAUSED\"\n}\n);");
    }

    @Test
    @Tag("inferred")
    void an_error_reaches_the_callback_too() {
        RouterFixture.Answer answer = door.get(QUEUE + "?callback=f&bogus=1");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("// API callback\nf({\n  \"error\": {\n    \"code\": 400,")
                .endsWith("}\n);");
    }

    @Test
    @Tag("inferred")
    void only_a_get_in_json_has_a_callback() {
        assertThat(door.post(QUEUE + ":pause?callback=f", "").body()).startsWith("{");
        assertThat(door.post(QUEUE + ":pause?callback=;", "").status()).isEqualTo(200);
        assertThat(door.get(QUEUE + "?callback=f&alt=proto").contentType()).isEqualTo("application/x-protobuf");
    }

    @Test
    @Tag("unlike")
    void a_callback_that_is_no_name_is_refused_and_not_called() {
        RouterFixture.Answer answer = door.get(QUEUE + "?callback=alert(1)");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.contentType()).startsWith("application/json");
        assertThat(answer.body())
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
    void values_that_nobody_takes(String query, String message) {
        RouterFixture.Answer answer = door.get(QUEUE + "?" + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains(message);
    }

    @Test
    @Tag("documented")
    void the_first_error_format_has_a_list_of_errors() {
        assertThat(door.get("/v2beta2/nothing?$.xgafv=1").body()).isEqualTo("""
            {
              "error": {
                "code": 404,
                "message": "No method of this API answers GET /v2beta2/nothing",
                "errors": [
                  {
                    "message": "No method of this API answers GET /v2beta2/nothing",
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
    void the_first_of_several_counts_but_the_last_error_format() {
        assertThat(door.get(QUEUE + "?prettyPrint=false&prettyPrint=true").body())
                .startsWith("{\"");
        assertThat(door.get("/nothing?$.xgafv=2&$.xgafv=1").body()).contains("\"errors\"");
        assertThat(door.get("/nothing?$.xgafv=1&$.xgafv=2").body()).doesNotContain("\"errors\"");
    }
}
