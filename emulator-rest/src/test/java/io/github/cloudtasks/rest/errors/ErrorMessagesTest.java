package io.github.cloudtasks.rest.errors;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Help;
import com.google.rpc.Status;
import io.github.cloudtasks.rest.RouterFixture;
import io.grpc.protobuf.StatusProto;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Errors as the service words them. Recorded ones are from transcripts of v2 in the crate cloud-tasks-emulator 0.1.3
 * (MIT), tests/recordings, with the names of v2beta2 in them.
 */
final class ErrorMessagesTest {
    private static final String QUEUE = "/v2beta2/projects/p/locations/l/queues/q";
    private static final String TASKS = QUEUE + "/tasks";

    private final RouterFixture door = new RouterFixture();

    private void refuses(RouterFixture.Answer answer, String... fieldsAndDescriptions) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.contentType()).isEqualTo("application/json; charset=UTF-8");
        assertThat(answer.body()).isEqualTo(envelope(fieldsAndDescriptions));
        assertThat(door.calls.lastRequest()).isNull();
    }

    /** The envelope of these violations, where a field that is empty is not written. */
    private static String envelope(String... fieldsAndDescriptions) {
        StringBuilder message = new StringBuilder();
        StringBuilder violations = new StringBuilder();
        for (int i = 0; i < fieldsAndDescriptions.length; i += 2) {
            String description = fieldsAndDescriptions[i + 1].replace("\"", "\\\"");
            message.append(i == 0 ? "" : "\\n").append(description);
            violations.append(i == 0 ? "" : ",\n").append("          {\n");
            if (!fieldsAndDescriptions[i].isEmpty()) {
                violations
                        .append("            \"field\": \"")
                        .append(fieldsAndDescriptions[i])
                        .append("\",\n");
            }
            violations
                    .append("            \"description\": \"")
                    .append(description)
                    .append("\"\n          }");
        }
        return """
        {
          "error": {
            "code": 400,
            "message": "%s",
            "status": "INVALID_ARGUMENT",
            "details": [
              {
                "@type": "type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations": [
        %s
                ]
              }
            ]
          }
        }
        """.formatted(message, violations);
    }

    @Nested
    @Tag("recorded")
    final class Recorded {
        @Test
        void an_unknown_field() {
            refuses(
                    door.post(TASKS, "{\"bogus\":1}"),
                    "",
                    "Invalid JSON payload received. Unknown name \"bogus\": Cannot find field.");
        }

        @Test
        void unknown_nested_fields_are_all_reported() {
            refuses(
                    door.post(TASKS, "{\"task\":{\"httpRequest\":{\"bogus\":1,\"other\":2}}}"),
                    "task.http_request",
                    "Invalid JSON payload received. Unknown name \"bogus\" at 'task.http_request': Cannot find field.",
                    "task.http_request",
                    "Invalid JSON payload received. Unknown name \"other\" at 'task.http_request': Cannot find field.");
        }

        @Test
        void an_unknown_query_parameter() {
            refuses(
                    door.get(TASKS + "?bogus=1"),
                    "",
                    "Invalid JSON payload received. Unknown name \"bogus\": Cannot bind query parameter. Field 'bogus' could"
                            + " not be found in request message.");
        }

        @Test
        void a_number_where_a_text_belongs() {
            refuses(
                    door.post(TASKS, "{\"task\":{\"name\":5}}"),
                    "task.name",
                    "Invalid value at 'task.name' (TYPE_STRING), 5");
        }

        @Test
        void a_text_where_a_number_belongs_in_the_query() {
            refuses(
                    door.get(TASKS + "?pageSize=abc"),
                    "page_size",
                    "Invalid value at 'page_size' (TYPE_INT32), \"abc\"");
        }

        @Test
        void an_unknown_enum_value() {
            refuses(
                    door.get(TASKS + "?responseView=NOPE"),
                    "response_view",
                    "Invalid value at 'response_view' (type.googleapis.com/google.cloud.tasks.v2beta2.Task.View), \"NOPE\"");
        }

        @Test
        void a_list_as_the_body() {
            refuses(
                    door.post(TASKS, "[]"),
                    "",
                    "Invalid JSON payload received. Unknown name \"\": Root element must be a message.");
        }

        @Test
        void malformed_json_has_no_details() {
            RouterFixture.Answer answer = door.post(TASKS, "{\"task\": ");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body())
                    .startsWith(
                            "{\n  \"error\": {\n    \"code\": 400,\n    \"message\": \"Invalid JSON payload received. ")
                    .endsWith(",\n    \"status\": \"INVALID_ARGUMENT\"\n  }\n}\n");
        }

        @Test
        void an_error_of_the_service_with_a_help_link() {
            door.calls.answer("GetQueue", request -> {
                Help.Link.Builder link = Help.Link.newBuilder()
                        .setDescription("Definition of queue ID")
                        .setUrl("https://example.com/#a");
                throw StatusProto.toStatusRuntimeException(Status.newBuilder()
                        .setCode(Code.INVALID_ARGUMENT_VALUE)
                        .setMessage("Queue ID \"not_valid\" is not valid")
                        .addDetails(Any.pack(Help.newBuilder().addLinks(link).build()))
                        .build());
            });
            assertThat(door.get(QUEUE).body()).isEqualTo("""
              {
                "error": {
                  "code": 400,
                  "message": "Queue ID \\"not_valid\\" is not valid",
                  "status": "INVALID_ARGUMENT",
                  "details": [
                    {
                      "@type": "type.googleapis.com/google.rpc.Help",
                      "links": [
                        {
                          "description": "Definition of queue ID",
                          "url": "https://example.com/#a"
                        }
                      ]
                    }
                  ]
                }
              }
              """);
        }

        @Test
        void an_error_of_the_service_with_an_error_info() {
            door.calls.answer("CreateQueue", request -> {
                ErrorInfo info = ErrorInfo.newBuilder()
                        .setReason("INVALID_INPUT_ON_HTTP_TARGET_OVERRIDE")
                        .setDomain("cloudtasks.googleapis.com")
                        .putAllMetadata(Map.of("invalid_field", "Invalid Host."))
                        .build();
                throw StatusProto.toStatusRuntimeException(Status.newBuilder()
                        .setCode(3)
                        .setMessage("Invalid Host.")
                        .addDetails(Any.pack(info))
                        .build());
            });
            assertThat(door.post("/v2beta2/projects/p/locations/l/queues", "{}").body())
                    .isEqualTo("""
              {
                "error": {
                  "code": 400,
                  "message": "Invalid Host.",
                  "status": "INVALID_ARGUMENT",
                  "details": [
                    {
                      "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                      "reason": "INVALID_INPUT_ON_HTTP_TARGET_OVERRIDE",
                      "domain": "cloudtasks.googleapis.com",
                      "metadata": {
                        "invalid_field": "Invalid Host."
                      }
                    }
                  ]
                }
              }
              """);
        }
    }

    /**
     * Texts that are not recorded from Cloud Tasks, but appear in reports about other Google APIs behind the same front
     * end.
     */
    @Nested
    @Tag("inferred")
    final class Inferred {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{'task':{'scheduleTime':'x'}} | task.schedule_time | Invalid value at 'task.schedule_time'"
                            + " (type.googleapis.com/google.protobuf.Timestamp), Field 'scheduleTime', Illegal timestamp format;"
                            + " timestamps must end with 'Z' or have a valid timezone offset.",
                    "{'task':{'scheduleTime':5}} | task.schedule_time | Invalid value at 'task.schedule_time'"
                            + " (type.googleapis.com/google.protobuf.Timestamp), Field 'scheduleTime', Invalid data type for"
                            + " timestamp, value is 5",
                    "{'task':'abc'} | task | Invalid value at 'task' (type.googleapis.com/google.cloud.tasks.v2beta2.Task),"
                            + " \"abc\"",
                    "{'task':{'name':{}}} | task | Invalid value at 'task' (name), Starting an object on a scalar field",
                    "{'task':[]} | `` | Invalid JSON payload received. Unknown name \"task\": Proto field is not repeating,"
                            + " cannot start list.",
                    "{'task':{'name':['a']}} | task | Invalid JSON payload received. Unknown name \"name\" at 'task': Proto"
                            + " field is not repeating, cannot start list.",
                    "{'task':{'httpRequest':{'headers':[]}}} | task.http_request | Invalid value at 'task.http_request' (Map),"
                            + " Cannot bind a list to map for field 'headers'.",
                    "{'task':{'httpRequest':{'headers':{'a':'b','c':5}}}} | task.http_request.headers[1].value |"
                            + " Invalid value at 'task.http_request.headers[1].value' (TYPE_STRING), 5",
                    "{'task':{'httpRequest':{'headers':{'a':'b','a':'c'}}}} | task.http_request.headers |"
                            + " Invalid JSON payload received. Unknown name \"a\" at 'task.http_request.headers': Repeated map"
                            + " key: 'a' is already set.",
                    "{'task':{'pullMessage':{},'httpRequest':{}}} | task | Invalid value at 'task' (oneof), oneof field"
                            + " 'payload_type' is already set. Cannot set 'httpRequest'",
                    "{'task':{'pullMessage':{'payload':'!'}}} | task.pull_message.payload | Invalid value at"
                            + " 'task.pull_message.payload' (TYPE_BYTES), Base64 decoding failed for \"!\"",
                    "{'responseView':'NOPE'} | response_view | Invalid value at 'response_view'"
                            + " (type.googleapis.com/google.cloud.tasks.v2beta2.Task.View), \"NOPE\"",
                    "{'responseView':true} | response_view | Invalid value at 'response_view'"
                            + " (type.googleapis.com/google.cloud.tasks.v2beta2.Task.View), true",
                })
        void a_value_that_does_not_fit(String body, String field, String description) {
            refuses(door.post(TASKS, body), field, description);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{'maxTasks':1.5} | max_tasks | Invalid value at 'max_tasks' (TYPE_INT32), 1.5",
                    "{'maxTasks':4294967296} | max_tasks | Invalid value at 'max_tasks' (TYPE_INT32), 4294967296",
                    "{'maxTasks':1e999999999} | max_tasks | Invalid value at 'max_tasks' (TYPE_INT32), 1e999999999",
                    "{'maxTasks':'ten'} | max_tasks | Invalid value at 'max_tasks' (TYPE_INT32), \"ten\"",
                    "{'leaseDuration':'600'} | lease_duration | Invalid value at 'lease_duration'"
                            + " (type.googleapis.com/google.protobuf.Duration), Field 'leaseDuration', Illegal duration format;"
                            + " duration must end with 's'",
                    "{'lease_duration':'tens'} | lease_duration | Invalid value at 'lease_duration'"
                            + " (type.googleapis.com/google.protobuf.Duration), Field 'lease_duration', Invalid duration format,"
                            + " failed to parse seconds",
                })
        void a_lease_that_cannot_be_meant(String body, String field, String description) {
            refuses(door.post(TASKS + ":lease", body), field, description);
        }

        @Test
        void a_body_that_is_one_field_has_that_field_in_its_paths() {
            refuses(
                    door.send("PATCH", QUEUE, "{\"rateLimits\":{\"bogus\":1}}"),
                    "queue.rate_limits",
                    "Invalid JSON payload received. Unknown name \"bogus\" at 'queue.rate_limits': Cannot find field.");
        }

        @Test
        void a_query_parameter_cannot_be_a_message() {
            refuses(
                    door.post(QUEUE + "/tasks?task=x", "{}"),
                    "",
                    "Invalid JSON payload received. Unknown name \"task\": Cannot bind query parameter. 'task' is a message type."
                            + " Parameters can only be bound to primitive types.");
        }

        @Test
        void half_of_a_surrogate_pair_is_no_text() {
            RouterFixture.Answer answer = door.post(TASKS, "{\"task\":{\"pullMessage\":{\"tag\":\"x\\ud800\"}}}");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("Invalid value at 'task.pull_message.tag' (TYPE_STRING)");
        }

        @Test
        void a_form_is_read_as_query_parameters() {
            refuses(
                    door.post(TASKS, "bogus=1", "Content-Type", "application/x-www-form-urlencoded"),
                    "",
                    "Invalid JSON payload received. Unknown name \"bogus\": Cannot bind query parameter. Field 'bogus' could not be found"
                            + " in request message.");
        }

        @Test
        @Tag("unlike")
        void json_that_curl_calls_a_form_is_read_as_json() {
            String body = " {\"task\": {\"pullMessage\": {}}}";
            assertThat(door.post(TASKS, body, "Content-Type", "application/x-www-form-urlencoded")
                            .status())
                    .isEqualTo(200);
        }

        @Test
        void a_million_mistakes_are_not_all_reported() {
            String body = "{" + "'x':1,".repeat(200_000) + "'x':1}";
            RouterFixture.Answer answer = door.post(TASKS, body);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body().lines().filter(line -> line.contains("description")))
                    .hasSize(100);
        }

        @ParameterizedTest
        @CsvSource({
            "1, 499, CANCELLED",
            "2, 500, UNKNOWN",
            "3, 400, INVALID_ARGUMENT",
            "4, 504, DEADLINE_EXCEEDED",
            "5, 404, NOT_FOUND",
            "6, 409, ALREADY_EXISTS",
            "7, 403, PERMISSION_DENIED",
            "8, 429, RESOURCE_EXHAUSTED",
            "9, 400, FAILED_PRECONDITION",
            "10, 409, ABORTED",
            "11, 400, OUT_OF_RANGE",
            "12, 501, UNIMPLEMENTED",
            "13, 500, INTERNAL",
            "14, 503, UNAVAILABLE",
            "15, 500, DATA_LOSS",
            "16, 401, UNAUTHENTICATED",
        })
        void a_code_has_its_http_status(int code, int httpStatus, String name) {
            door.calls.answer("GetQueue", request -> {
                throw StatusProto.toStatusRuntimeException(
                        Status.newBuilder().setCode(code).setMessage("No.").build());
            });
            RouterFixture.Answer answer = door.get(QUEUE);
            assertThat(answer.status()).isEqualTo(httpStatus);
            assertThat(answer.body()).isEqualTo("""
              {
                "error": {
                  "code": %d,
                  "message": "No.",
                  "status": "%s"
                }
              }
              """.formatted(httpStatus, name));
        }

        @Test
        void a_bug_behind_the_door_is_an_internal_error() {
            door.calls.answer("GetQueue", request -> {
                throw new IllegalStateException("secret");
            });
            RouterFixture.Answer answer = door.get(QUEUE);
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).contains("\"status\": \"INTERNAL\"").doesNotContain("secret");
        }
    }

    @Nested
    final class UnknownPaths {
        @Test
        @Tag("unlike")
        void an_unknown_path_is_answered_in_json_where_the_service_has_a_page() {
            RouterFixture.Answer answer = door.get("/v2beta2/bogus?x=y");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("""
              {
                "error": {
                  "code": 404,
                  "message": "No method of this API answers GET /v2beta2/bogus",
                  "status": "NOT_FOUND"
                }
              }
              """);
        }

        @ParameterizedTest
        @CsvSource({
            "DELETE, /v2beta2/projects/p/locations/l/queues/q:pause",
            "GET,    /v2beta2/projects/p/locations/l/queues/q:pause",
            "PUT,    /v2beta2/projects/p/locations/l/queues/q",
            "HEAD,   /v2beta2/projects/p/locations/l/queues/q",
            "OPTIONS,/v2beta2/projects/p/locations/l/queues/q",
            "GET,    /v2/projects/p/locations/l/queues/q",
            "GET,    /v2beta2/projects/p/locations/l/operations",
        })
        @Tag("recorded")
        void a_wrong_method_is_not_found(String method, String path) {
            assertThat(door.send(method, path, "").status()).isEqualTo(404);
        }

        @Test
        @Tag("recorded")
        void a_browser_gets_a_page_that_names_the_path_without_being_fooled_by_it() {
            RouterFixture.Answer answer = door.get("/<script>", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.contentType()).isEqualTo("text/html; charset=UTF-8");
            assertThat(answer.body())
                    .contains("404")
                    .contains("GET /&lt;script&gt;")
                    .doesNotContain("<script>");
        }
    }
}
